import { isMap, isSeq, type Node } from 'yaml'
import { suggestion } from '@/lib/near'
import type { Step } from '../run/step'
import { checkEdge, readSocket } from './check-edge'
import { type Fields, type Reader, readFields } from './fields'
import { lookUp, type Named, namesOf } from './named'
import { type Edge, onErrors, type Pipeline, type PipelineNode } from './pipeline'
import { readAction } from './read-action'
import { readOverride } from './read-override'
import { readPipelineParameter } from './read-pipeline-parameter'
import { stepNamed } from './read-task'
import { sortNodes } from './sort-nodes'
import type { Task } from './task'

const pipelineKeys = ['name', 'nodes', 'edges', 'parameters', 'reuse-executions']
const stepNodeKeys = [
  'name',
  'type',
  'step',
  'commit',
  'override',
  'on-error',
  'edge-merge-mode',
  'actions',
]
const taskNodeKeys = [...stepNodeKeys, 'task']
const deploymentNodeKeys = [
  'name',
  'type',
  'deployment',
  'endpoints',
  'aliases',
  'on-error',
  'actions',
]

/** What a pipeline may name. */
export interface Items {
  steps: Named<Step>
  tasks: Named<Task>
  deployments: Set<string>
  endpoints: Set<string>
}

/** Reads the body of a `pipeline:`; undefined when it is no mapping or has no name. */
export function readPipeline(
  node: Node | undefined,
  items: Items,
  reader: Reader,
): Pipeline | undefined {
  const fields = readFields(node, 'pipeline', pipelineKeys, reader)
  if (!fields) return undefined
  fields.need('name', 'nodes')
  const name = fields.text('name')
  if (fields.flag('reuse-executions'))
    reader.note(fields.node('reuse-executions'), 'hub pipeline run makes every run anew.')
  const nodes = new Map<string, PipelineNode>()
  const named = { readable: nodes, declared: namesOf(fields.items('nodes')) }
  for (const item of fields.items('nodes')) {
    const one = readNode(item, items, reader)
    if (!one) continue
    if (nodes.has(one.name))
      reader.problem(item, `There are two nodes ${one.name}.`, 'Rename one of them.')
    nodes.set(one.name, one)
  }
  const edges = fields.items('edges').flatMap((item) => {
    const edge = readEdge(item, reader)
    return edge && checkEdge(edge, named, item, reader) ? [{ edge, item }] : []
  })
  const parameters = fields
    .items('parameters')
    .flatMap((item) => readPipelineParameter(item, named, reader) ?? [])
  const all = edges.map(({ edge }) => edge)
  const { sorted, cycle } = sortNodes([...nodes.values()], all)
  if (cycle) {
    const closing = edges.find(({ edge }) => cycle.includes(edge.source.node))
    reader.problem(
      closing?.item ?? fields.node('edges'),
      `The edges go in a circle: ${[...cycle, cycle[0]].join(' → ')}.`,
      'Remove one of them.',
    )
  }
  return name ? { name, nodes: sorted, edges: all, parameters } : undefined
}

function readNode(node: Node, items: Items, reader: Reader): PipelineNode | undefined {
  const type = isMap(node) ? String(node.get('type') ?? '') : ''
  const keys =
    type === 'deployment' ? deploymentNodeKeys : type === 'execution' ? stepNodeKeys : taskNodeKeys
  const fields = readFields(node, `${type || 'pipeline'} node`, keys, reader)
  if (!fields?.need('name', 'type')) return undefined
  const name = fields.text('name') ?? ''
  if (name.includes('.'))
    reader.problem(fields.node('name'), `The node ${name} has a dot in its name.`, 'Use a dash.')
  const known = ['execution', 'task', 'deployment'] as const
  const kind = fields.choice('type', known, 'execution')
  if (kind === 'deployment') return readDeploymentNode(name, fields, items, reader)
  if (fields.has('commit'))
    reader.note(
      fields.node('commit'),
      'hub pipeline run takes the step of this file, of no other commit.',
    )
  fields.text('commit')
  const task = kind === 'task' ? taskOf(fields, items, reader) : null
  if (kind === 'execution') fields.need('step')
  const step = task?.step ?? stepNamed(fields, 'step', items.steps, reader)
  if (!step) return undefined
  return {
    type: kind,
    name,
    step: readOverride(fields.node('override'), step, reader),
    task,
    onError: fields.choice('on-error', onErrors, 'stop-all'),
    mergeMode: fields.choice('edge-merge-mode', ['replace', 'append'], 'replace'),
    actions: fields.items('actions').flatMap((item) => readAction(item, reader) ?? []),
  }
}

function taskOf(fields: Fields, { tasks }: Items, reader: Reader): Task | null {
  if (fields.has('step') === fields.has('task')) {
    const both = fields.has('step')
    reader.problem(
      both ? fields.node('task') : fields.at,
      both
        ? 'A task node names a step or a task, not both.'
        : 'A task node names a step or a task.',
      both ? 'Remove step: or task:.' : 'Add task: with the name of a task.',
    )
    return null
  }
  const name = fields.text('task')
  if (name === null) return null
  return lookUp(tasks, name, 'task', fields.node('task'), reader) ?? null
}

function readDeploymentNode(
  name: string,
  fields: Fields,
  { deployments, endpoints }: Items,
  reader: Reader,
): PipelineNode {
  fields.need('deployment')
  fields.choice('on-error', ['stop-all', 'stop-next', 'continue'], 'stop-all')
  for (const item of fields.items('actions')) readAction(item, reader)
  const deployment = fields.text('deployment')
  if (deployment && deployments.size && !deployments.has(deployment))
    reader.warning(
      fields.node('deployment'),
      `There is no deployment ${deployment} in this file.`,
      suggestion(deployment, [...deployments], 'a deployment'),
    )
  fields.texts('aliases')
  for (const endpoint of fields.texts('endpoints'))
    if (!endpoints.has(endpoint))
      reader.problem(
        fields.node('endpoints'),
        `There is no endpoint ${endpoint}.`,
        suggestion(endpoint, [...endpoints], 'an endpoint'),
      )
  reader.note(fields.at, `hub pipeline run leaves out the node ${name}: it deploys nothing.`)
  return { type: 'deployment', name }
}

function readEdge(node: Node, reader: Reader): Edge | undefined {
  const ends = isSeq(node)
    ? node.items.map((item) => reader.resolve(item))
    : endsOf(readFields(node, 'edge', ['source', 'target', 'configuration'], reader))
  if (!ends) return undefined
  if (ends.length !== 2) {
    reader.problem(node, 'An edge has two ends.', 'Write [node.output.file, node.input.name].')
    return undefined
  }
  const [source, target] = ends.map((end) => readSocket(end ?? node, reader))
  return source && target ? { source, target } : undefined
}

function endsOf(fields: Fields | undefined): (Node | undefined)[] | undefined {
  if (!fields?.need('source', 'target')) return undefined
  return [fields.node('source'), fields.node('target')]
}
