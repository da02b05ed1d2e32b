import type { LineageEdge } from './view'
import type { Way } from './walk'

export interface Place {
  id: string
  /** Steps from the root: negative where its data comes from. */
  level: number
  parent: string | null
  more: boolean
}

export interface Graph {
  /** Nearest first, the root before all. */
  places: Place[]
  edges: LineageEdge[]
}

interface Found {
  root: string
  ways: readonly Way[]
  edges: readonly LineageEdge[]
  /** Whether the caller may see a node; the root is always seen. */
  seen: (id: string) => boolean
  /** Whether a node is only there to tell that there is more. */
  beyond: (id: string) => boolean
}

/**
 * The part of the lineage that a caller sees. What they may not see is left out without a trace but for
 * this: what came before it leads on, as `derived`, to what came of it. Pure.
 */
export function graphOf({ root, ways, edges, seen, beyond }: Found): Graph {
  const around = bridged(edges, seen)
  const next = { up: neighbours(around, 'up'), down: neighbours(around, 'down') }
  const places = new Map<string, Place>([[root, { id: root, level: 0, parent: null, more: false }]])
  for (let level = 1, front = ways.map((way) => ({ way, ids: [root] })); front.length; level++) {
    front = front.flatMap(({ way, ids }) => {
      const reached: string[] = []
      for (const parent of ids)
        for (const id of next[way].get(parent) ?? []) {
          if (beyond(id)) {
            const place = places.get(parent)
            if (place) place.more = true
          } else if (!places.has(id)) {
            places.set(id, { id, level: way === 'up' ? -level : level, parent, more: false })
            reached.push(id)
          }
        }
      return reached.length > 0 ? [{ way, ids: reached }] : []
    })
  }
  return {
    places: [...places.values()],
    edges: around.filter(({ from, to }) => places.has(from) && places.has(to)),
  }
}

/** The edges among what is seen, led past what is not. */
function bridged(edges: readonly LineageEdge[], seen: (id: string) => boolean): LineageEdge[] {
  const shown = edges.filter(({ from, to }) => seen(from) && seen(to))
  const known = new Set(shown.map(({ from, to }) => `${from} ${to}`))
  const into = neighbours(
    edges.filter(({ from, to }) => seen(from) && !seen(to)),
    'down',
  )
  const out = neighbours(
    edges.filter(({ from }) => !seen(from)),
    'down',
  )
  for (const [from, hidden] of into) {
    const passed = new Set(hidden)
    for (const at of passed)
      for (const to of out.get(at) ?? []) {
        if (!seen(to)) passed.add(to)
        else if (to !== from && !known.has(`${from} ${to}`)) {
          known.add(`${from} ${to}`)
          shown.push({ from, to, role: 'derived' })
        }
      }
  }
  return shown
}

function neighbours(edges: readonly LineageEdge[], way: Way): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const { from, to } of edges) {
    const [near, far] = way === 'up' ? [to, from] : [from, to]
    const list = found.get(near)
    if (list) list.push(far)
    else found.set(near, [far])
  }
  return found
}
