import { layout as dagre, graphlib } from '@dagrejs/dagre'
import type { LineageEdge } from '@/lib/lineage/view'
import { byName, type Place, type Places, type Role } from './graph'

/** Every place is drawn in the same size, in pixels. */
export const placeSize = { width: 216, height: 46 }

const gaps = { nodesep: 14, edgesep: 10, ranksep: 60 }

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
  /** Where its words stand. */
  x: number
  y: number
}

interface Point {
  x: number
  y: number
}

/** Places the graph in layers from left to right, as the data goes. The same graph always looks the same. */
export function layOut({ places, edges }: Places): Laid {
  const graph = new graphlib.Graph({ directed: true })
  graph.setGraph({ rankdir: 'LR', ranker: 'network-simplex', ...gaps })
  graph.setDefaultEdgeLabel(() => ({}))
  const sorted = [...places].sort((a, b) => byName(a.node, b.node))
  for (const { id } of sorted) graph.setNode(id, { ...placeSize })
  const pairs = merged(edges)
  for (const { from, to } of pairs) graph.setEdge(from, to)
  dagre(graph)

  const { width = 0, height = 0 } = graph.graph()
  const turned = readsUpwards(sorted, (id) => graph.node(id))
  const upright = ({ x, y }: Point): Point => ({ x, y: turned ? height - y : y })
  const centre = (id: string) => upright(graph.node(id))
  const layers = new Set(places.map(({ id }) => Math.round(centre(id).x)))
  return {
    width,
    height,
    corners: places.map(({ id }) => ({
      id,
      x: Math.round(centre(id).x - placeSize.width / 2),
      y: Math.round(centre(id).y - placeSize.height / 2),
    })),
    lines: pairs.map(({ from, to, roles }) => {
      const between = (graph.edge(from, to).points as Point[]).slice(1, -1)
      // The others lie between two layers, where a curve finds its own way.
      const passed = between.map(upright).filter(({ x }) => layers.has(Math.round(x)))
      return { from, to, roles, ...lineOf(centre(from), passed, centre(to)) }
    }),
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

/** One line for each two places, in an order that does not depend on how they were asked for. */
function merged(edges: readonly LineageEdge[]): Pick<Line, 'from' | 'to' | 'roles'>[] {
  const lines = new Map<string, Pick<Line, 'from' | 'to' | 'roles'>>()
  for (const { from, to, role } of edges) {
    const key = `${from} ${to}`
    lines.set(key, { from, to, roles: [...(lines.get(key)?.roles ?? []), role].sort() })
  }
  return [...lines].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, line]) => line)
}

/** From the side of one place to the side of the other, straight past the layers between them. */
function lineOf(from: Point, passed: readonly Point[], to: Point): Pick<Line, 'path' | 'x' | 'y'> {
  // Only in a circle does the data go back.
  const side = (to.x < from.x ? -1 : 1) * (placeSize.width / 2)
  const start = { x: from.x + side, y: from.y }
  const stops = [
    ...passed.flatMap(({ x, y }) => [
      { x: x - side, y },
      { x: x + side, y },
    ]),
    { x: to.x - side, y: to.y },
  ]
  let path = `M${at(start)}`
  let last = start
  stops.forEach((stop, index) => {
    const middle = (last.x + stop.x) / 2
    path +=
      index % 2 === 1
        ? `L${at(stop)}`
        : `C${at({ x: middle, y: last.y })} ${at({ x: middle, y: stop.y })} ${at(stop)}`
    last = stop
  })
  const end = stops[0] ?? start
  return { path, x: Math.round((start.x + end.x) / 2), y: Math.round((start.y + end.y) / 2) }
}

const at = ({ x, y }: Point) => `${Math.round(x)} ${Math.round(y)}`
