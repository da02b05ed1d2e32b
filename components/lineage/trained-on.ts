import type { LineagePage, LineagePageNode } from '@/lib/lineage/view'
import { byName } from './graph'

/** The data that went into a version: the inputs of the run that made it. Pure; a lineage of two steps up has it. */
export function trainedOn({
  root,
  nodes,
  edges,
}: Pick<LineagePage, 'root' | 'nodes' | 'edges'>): LineagePageNode[] {
  const makers = new Set(
    edges.filter(({ to, role }) => to === root.id && role === 'registered').map(({ from }) => from),
  )
  const inputs = new Set(
    edges.filter(({ to, role }) => makers.has(to) && role === 'input').map(({ from }) => from),
  )
  return nodes.filter(({ id }) => inputs.has(id)).sort(byName)
}
