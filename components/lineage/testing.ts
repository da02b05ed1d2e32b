import type { LineageEdge, LineagePage, LineagePageNode } from '@/lib/lineage/view'
import { neighboursOf } from './graph'

const kinds: Record<string, LineagePageNode['kind']> = {
  d: 'dataset_version',
  f: 'file',
  r: 'run',
  v: 'version',
  s: 'deployment_revision',
}

type Graph = Pick<LineagePage, 'root' | 'nodes' | 'edges'>

/**
 * The lineage of `root` written as arrows, `d1>r1>v1`: the first letter of a name is its kind. `states` are
 * those that are not null.
 */
export function graphOf(
  root: string,
  arrows: readonly string[],
  states: Record<string, string> = {},
): Graph {
  const edges = arrows.flatMap((chain) => {
    const ids = chain.split('>')
    return ids.slice(1).map((to, index): LineageEdge => {
      const from = ids[index] ?? ''
      return { from, to, role: roleOf(from, to) }
    })
  })
  const ids = [...new Set([root, ...arrows.flatMap((chain) => chain.split('>'))])]
  const levels = levelsOf(root, edges)
  const nodes = ids.map((id): LineagePageNode => {
    const kind = kinds[id[0] ?? ''] ?? 'file'
    const state = states[id] ?? null
    const level = levels.get(id) ?? 0
    const told = { id, kind, uri: `x://${id}`, name: id, state, url: `/${id}`, level }
    const code = kind === 'run' ? 'abcdef0123456789' : null
    return { ...told, code, parent: null, recalled: false, external: false, more: false }
  })
  const [first] = nodes
  if (!first) throw new Error('A graph has a root.')
  return { root: first, nodes, edges }
}

function levelsOf(root: string, edges: readonly LineageEdge[]): Map<string, number> {
  const { up, down } = neighboursOf(edges)
  const levels = new Map([[root, 0]])
  for (const [sign, next] of [
    [1, (id: string) => down.get(id)?.map(({ to }) => to)],
    [-1, (id: string) => up.get(id)?.map(({ from }) => from)],
  ] as const) {
    const reached = [root]
    for (const id of reached)
      for (const other of next(id) ?? [])
        if (!levels.has(other)) {
          levels.set(other, (levels.get(id) ?? 0) + sign)
          reached.push(other)
        }
  }
  return levels
}

/** The same, told in another order. */
export function turned({ root, nodes, edges }: Graph): Graph {
  return { root, nodes: [...nodes].reverse(), edges: [...edges].reverse() }
}

function roleOf(from: string, to: string): LineageEdge['role'] {
  if (to.startsWith('r')) return 'input'
  if (to.startsWith('f')) return 'output'
  return from.startsWith('r') ? 'registered' : 'derived'
}

export const numbersTo = (most: number) => Array.from({ length: most }, (_, index) => index + 1)
