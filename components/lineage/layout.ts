import { layout as dagre, graphlib } from '@dagrejs/dagre'
import type { LineageEdge } from '@/lib/lineage/view'
import { byName, type Place, type Places, type Role } from './graph'
import { pathsOf } from './route'
import { type Point, placeSize } from './size'

/** Beyond these, what is found by trying would keep the server from everything else for too long. */
const manyPlaces = 150
const manyStops = 800

const gaps = { nodesep: 12, edgesep: 10, ranksep: 28 }

export interface Laid {
  width: number
  height: number
  /** Upper left corners. */
  corners: { id: string; x: number; y: number }[]
  lines: Line[]
}

export interface Line {
  from: string
  to: string
  roles: Role[]
  /** The `d` of an SVG path. */
  path: string
}

/** Places the graph in layers from left to right, as the data goes. The same graph always looks the same. */
export function layOut({ places, edges }: Places): Laid {
  const graph = new graphlib.Graph({ directed: true })
  const ranker = places.length > manyPlaces ? 'tight-tree' : 'network-simplex'
  graph.setGraph({ rankdir: 'LR', ranker, ...gaps })
  graph.setDefaultEdgeLabel(() => ({}))
  const sorted = [...places].sort((a, b) => byName(a.node, b.node))
  for (const { id } of sorted) graph.setNode(id, { ...placeSize })
  const pairs = merged(edges, new Map(sorted.map(({ id }, index) => [id, index])))
  for (const { from, to } of pairs) graph.setEdge(from, to)
  dagre(graph, { customOrder: byNameIfClear })

  const { width = 0, height = 0 } = graph.graph()
  const turned = readsUpwards(sorted, (id) => graph.node(id))
  const upright = ({ x, y }: Point): Point => ({ x, y: turned ? height - y : y })
  const centre = (id: string) => upright(graph.node(id))
  const layers = new Set(places.map(({ id }) => Math.round(centre(id).x)))
  const paths = pathsOf(
    pairs.map(({ from, to }) => {
      const between = (graph.edge(from, to).points as Point[]).slice(1, -1).map(upright)
      // The others lie between two layers, where a line finds its own way.
      const passed = between.filter(({ x }) => layers.has(Math.round(x)))
      return { from, to, stops: [centre(from), ...passed, centre(to)] }
    }),
  )
  return {
    width,
    height,
    corners: places.map(({ id }) => ({
      id,
      x: Math.round(centre(id).x - placeSize.width / 2),
      y: Math.round(centre(id).y - placeSize.height / 2),
    })),
    lines: pairs.map((pair, index) => ({ ...pair, path: paths[index] ?? '' })),
  }
}

/** Whether within the layers more stand above what comes after them than below it. */
function readsUpwards(sorted: readonly Place[], centre: (id: string) => Point): boolean {
  const above = new Map<number, number>()
  let balance = 0
  for (const { id } of sorted) {
    const { x, y } = centre(id)
    const last = above.get(x)
    if (last !== undefined) balance += Math.sign(last - y)
    above.set(x, y)
  }
  return balance > 0
}

type Order = (graph: graphlib.Graph, options: { disableOptimalOrderHeuristic?: boolean }) => void

/**
 * Leaves the order of the names where no lines cross in it; else dagre tries for a clearer one. The graph here
 * has a stop for each layer that a line passes.
 */
function byNameIfClear(graph: graphlib.Graph, order: Order): void {
  order(graph, { disableOptimalOrderHeuristic: true })
  if (crosses(graph) && graph.nodeCount() <= manyStops) order(graph, {})
}

/** Whether any two lines between the same layers cross. */
function crosses(graph: graphlib.Graph): boolean {
  const ends = graph.edges().map(({ v, w }) => ({ start: graph.node(v), end: graph.node(w) }))
  ends.sort(
    (a, b) =>
      a.start.rank - b.start.rank || a.start.order - b.start.order || a.end.order - b.end.order,
  )
  // From above to below, no end may lie above the end of one that starts higher.
  return ends.some(({ start, end }, index) => {
    const last = ends[index - 1]
    return last !== undefined && last.start.rank === start.rank && last.end.order > end.order
  })
}

/** One line for each two places, in the order of these. */
function merged(
  edges: readonly LineageEdge[],
  order: Map<string, number>,
): Pick<Line, 'from' | 'to' | 'roles'>[] {
  const lines = new Map<string, Pick<Line, 'from' | 'to' | 'roles'>>()
  for (const { from, to, role } of edges) {
    const key = `${from} ${to}`
    lines.set(key, { from, to, roles: [...(lines.get(key)?.roles ?? []), role].sort() })
  }
  const at = (id: string) => order.get(id) ?? 0
  return [...lines.values()].sort((a, b) => at(a.from) - at(b.from) || at(a.to) - at(b.to))
}
