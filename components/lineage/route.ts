import { type Point, placeSize } from './size'

export interface Route {
  from: string
  to: string
  /** The middle of the places it joins, and of where it passes the layers between them. */
  stops: readonly Point[]
}

/** From the edge of one layer to the edge of the next. */
interface Hop {
  start: Point
  end: Point
}

const corner = 5

/**
 * The `d` of an SVG path for each route: level past the layers, and upright only between two of them. What
 * starts or ends at the same place turns at the same line, so that a sweep of a hundred is drawn as a comb.
 */
export function pathsOf(routes: readonly Route[]): string[] {
  const hubOf = hubs(routes)
  const planned = routes.map((route) => ({ hub: hubOf(route), hops: hopsOf(route) }))
  const laneOf = lanes(planned)
  return planned.map(({ hub, hops }) =>
    hops
      .map((hop, index) => {
        const begin = index === 0 ? `M${at(hop.start)}` : `H${round(hop.start.x)}`
        return begin + turn(hop, laneOf(hop, hub))
      })
      .join(''),
  )
}

/** The end of a route that more others share. */
function hubs(routes: readonly Route[]): (route: Route) => string {
  const shared = new Map<string, number>()
  const count = (key: string) => shared.set(key, (shared.get(key) ?? 0) + 1)
  for (const { from, to } of routes) {
    count(`from ${from}`)
    count(`to ${to}`)
  }
  const of = (key: string) => shared.get(key) ?? 0
  return ({ from, to }) => (of(`from ${from}`) >= of(`to ${to}`) ? `from ${from}` : `to ${to}`)
}

function hopsOf({ stops }: Route): Hop[] {
  const half = placeSize.width / 2
  return stops.slice(1).map((stop, index) => {
    const last = stops[index] ?? stop
    // Only in a circle does the data go back.
    const side = stop.x < last.x ? -half : half
    return { start: { x: last.x + side, y: last.y }, end: { x: stop.x - side, y: stop.y } }
  })
}

/** Where between two layers the hops of one hub turn: each hub has its own place, from above to below. */
function lanes(planned: readonly { hub: string; hops: readonly Hop[] }[]) {
  const gaps = new Map<number, Map<string, number>>()
  for (const { hub, hops } of planned)
    for (const { start, end } of hops) {
      if (start.y === end.y) continue
      const gap = gaps.get(round(start.x)) ?? new Map<string, number>()
      gap.set(hub, Math.min(gap.get(hub) ?? Number.POSITIVE_INFINITY, start.y, end.y))
      gaps.set(round(start.x), gap)
    }
  const order = new Map(
    [...gaps].map(([x, gap]) => [x, [...gap].sort((a, b) => a[1] - b[1]).map(([hub]) => hub)]),
  )
  return ({ start, end }: Hop, hub: string): number => {
    const here = order.get(round(start.x)) ?? []
    return start.x + ((end.x - start.x) * (here.indexOf(hub) + 1)) / (here.length + 1)
  }
}

/** One hop after its beginning: level, upright at the lane, level again, with round corners. */
function turn({ start, end }: Hop, lane: number): string {
  const rise = end.y - start.y
  if (Math.abs(rise) < 1) return `H${round(end.x)}`
  const ahead = Math.sign(end.x - start.x)
  const radius = Math.min(
    corner,
    Math.abs(rise) / 2,
    Math.abs(lane - start.x),
    Math.abs(end.x - lane),
  )
  const [before, after] = [lane - ahead * radius, lane + ahead * radius]
  const [leave, arrive] = [start.y + Math.sign(rise) * radius, end.y - Math.sign(rise) * radius]
  return [
    `H${round(before)}`,
    `Q${at({ x: lane, y: start.y })} ${at({ x: lane, y: leave })}`,
    `V${round(arrive)}`,
    `Q${at({ x: lane, y: end.y })} ${at({ x: after, y: end.y })}`,
    `H${round(end.x)}`,
  ].join('')
}

const round = (value: number) => Math.round(value * 2) / 2
const at = ({ x, y }: Point) => `${round(x)} ${round(y)}`
