import { isScalar, type Node } from 'yaml'
import { nearest, suggestion } from '@/lib/near'
import type { Reader } from './fields'
import { fits } from './glob'
import { lookUp, type Named } from './named'
import {
  type Edge,
  edgeText,
  type PipelineNode,
  type Socket,
  type StepNode,
  socketTypes,
} from './pipeline'

/** What may lead where; the ends of deployment nodes are a platform's matter. */
const pairs = [
  'output → input',
  'input → input',
  'parameter → parameter',
  'metadata → parameter',
  'environment-variable → environment-variable',
  'dependency → dependency',
]

/** Reads `node.type.key`. */
export function readSocket(node: Node, reader: Reader): Socket | undefined {
  const text = isScalar(node) ? String(node.value) : ''
  const [, name = '', type = '', key = ''] = /^([^.]+)\.([^.]+)\.(.+)$/s.exec(text) ?? []
  if (!name) {
    reader.problem(
      node,
      `${text || 'This'} is no end of an edge.`,
      'Write node.type.name, for example train.output.model.json.',
    )
    return undefined
  }
  const plain = type.endsWith('s') ? type.slice(0, -1) : type
  const known = socketTypes.find((one) => one === type || one === plain)
  if (!known) {
    const near = nearest(type, socketTypes)
    reader.problem(
      node,
      `${type} in ${text} is no kind of thing that an edge can carry.`,
      near ? `Did you mean ${near}?` : `Use one of: ${socketTypes.join(', ')}.`,
    )
    return undefined
  }
  return { node: name, type: known, key }
}

/** Reports an edge whose ends are not there or do not fit; answers whether it can be followed. */
export function checkEdge(
  edge: Edge,
  nodes: Named<PipelineNode>,
  at: Node,
  reader: Reader,
): boolean {
  const { source, target } = edge
  const [from, to] = [source, target].map(({ node }) => lookUp(nodes, node, 'node', at, reader))
  if (!from || !to) return false
  // Left out anyway.
  if (from.type === 'deployment' || to.type === 'deployment') return true
  if (!pairs.includes(`${source.type} → ${target.type}`)) {
    reader.problem(
      at,
      `Nothing leads from ${source.type} to ${target.type}.`,
      `An edge is one of: ${pairs.join(', ')}.`,
    )
    return false
  }
  return isKnown(edge, 'source', from, at, reader) && isKnown(edge, 'target', to, at, reader)
}

function isKnown(
  edge: Edge,
  end: 'source' | 'target',
  { step, name: node }: StepNode,
  at: Node,
  reader: Reader,
): boolean {
  const { type, key } = edge[end]
  if (type === 'output') {
    const isDeclared = step.outputs.some((name) => fits(key, name) || fits(`${key}*`, name))
    if (step.outputs.length && !isDeclared)
      reader.warning(
        at,
        `The step ${step.name} names no output that fits ${key}; the edge ${edgeText(edge)} may find nothing.`,
        suggestion(key, step.outputs, 'an output'),
      )
    return true
  }
  const kind = { input: 'inputs', parameter: 'parameters', 'environment-variable': 'environment' }
  const list = kind[type as keyof typeof kind] as
    | 'inputs'
    | 'parameters'
    | 'environment'
    | undefined
  if (!list) return true
  const names = step[list].map(({ name }) => name)
  // What is read of an input may be a glob over its names, as for outputs.
  const isGlob = type === 'input' && end === 'source'
  if (names.some((name) => name === key || (isGlob && fits(key, name)))) return true
  reader.problem(
    at,
    `The step ${step.name} of the node ${node} has no ${type.replace('-', ' ')} ${key}.`,
    suggestion(key, names, `an ${type}`.replace('an p', 'a p')),
  )
  return false
}
