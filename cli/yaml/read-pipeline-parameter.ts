import { isSeq, type Node } from 'yaml'
import { suggestion } from '@/lib/near'
import { isAtom, isAtoms } from '../run/step'
import { readSocket } from './check-edge'
import { type Reader, readFields } from './fields'
import { lookUp, type Named } from './named'
import type { PipelineNode, PipelineParameter } from './pipeline'

/** Reads one of the `parameters` of a pipeline. */
export function readPipelineParameter(
  node: Node,
  nodes: Named<PipelineNode>,
  reader: Reader,
): PipelineParameter | undefined {
  const known = ['name', 'default', 'target', 'targets', 'category', 'description']
  const fields = readFields(node, 'pipeline parameter', known, reader)
  if (!fields?.need('name')) return undefined
  if (fields.has('target') && fields.has('targets'))
    reader.problem(fields.node('target'), 'It has both target and targets.', 'Use targets alone.')
  const key = fields.has('target') ? 'target' : 'targets'
  if (!fields.has(key)) fields.need('targets')
  const value = fields.value('default')
  if (value !== undefined && !isAtom(value) && !isAtoms(value))
    reader.problem(fields.node('default'), 'A default is a value or a list of values.')
  const list = fields.node(key)
  const ends = isSeq(list) ? fields.items(key) : list ? [list] : []
  const targets = ends.flatMap((end) => {
    const target = readSocket(end, reader)
    return target && checkTarget(target, nodes, end, reader) ? [target] : []
  })
  return {
    name: fields.text('name') ?? '',
    default: isAtom(value) || isAtoms(value) ? value : null,
    targets,
  }
}

function checkTarget(
  { node, type, key }: PipelineParameter['targets'][number],
  nodes: Named<PipelineNode>,
  at: Node,
  reader: Reader,
): boolean {
  const found = lookUp(nodes, node, 'node', at, reader)
  if (!found) return false
  if (found.type === 'deployment' || type !== 'parameter') {
    reader.problem(
      at,
      'A pipeline parameter goes to parameters of steps.',
      `Write ${node}.parameter.name.`,
    )
    return false
  }
  const names = found.step.parameters.map(({ name }) => name)
  if (names.includes(key)) return true
  reader.problem(
    at,
    `The step ${found.step.name} has no parameter ${key}.`,
    suggestion(key, names, 'a parameter'),
  )
  return false
}
