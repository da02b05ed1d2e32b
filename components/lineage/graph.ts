import type { LineageEdge, LineageNode, LineagePageNode } from '@/lib/lineage/view'

export type Role = LineageEdge['role']

/** One thing, or several alike that are drawn as one. */
export interface Place {
  /** That of its first member; opening the group is asked for by it. */
  id: string
  /** The thing, or the first of those alike. */
  node: LineagePageNode
  count: number
}

export interface Places {
  places: readonly Place[]
  edges: readonly LineageEdge[]
}

/** The neighbours of each node by direction, in the order of the edges. */
export interface Neighbours {
  up: Map<string, LineageEdge[]>
  down: Map<string, LineageEdge[]>
}

export function neighboursOf(edges: readonly LineageEdge[]): Neighbours {
  const up = new Map<string, LineageEdge[]>()
  const down = new Map<string, LineageEdge[]>()
  for (const edge of edges) {
    push(up, edge.to, edge)
    push(down, edge.from, edge)
  }
  return { up, down }
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}

const kindOrder: LineageNode['kind'][] = [
  'dataset_version',
  'file',
  'run',
  'version',
  'deployment_revision',
]

/** The order in which things stand under each other, the same at every request. */
export function byName(a: LineageNode, b: LineageNode): number {
  return (
    kindOrder.indexOf(a.kind) - kindOrder.indexOf(b.kind) ||
    a.name.localeCompare(b.name, 'en', { numeric: true }) ||
    (a.id < b.id ? -1 : 1)
  )
}
