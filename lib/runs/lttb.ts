export interface Drawn {
  x: number
  y: number
}

/**
 * As many of the points as there is room for, so that the line through them looks as the line through all
 * does: Largest Triangle Three Buckets (Steinarsson 2013). The first, the last, the lowest and the highest
 * always stay. Points are finite and in order of x. Pure.
 */
export function lttb<P extends Drawn>(points: readonly P[], most: number): P[] {
  const first = points[0]
  const last = points.at(-1)
  if (points.length <= most || !first || !last) return [...points]
  const { low, high } = extremesOf(points)
  const buckets = Math.max(1, most - 2)
  const size = (points.length - 2) / buckets
  const edge = (bucket: number) => Math.floor(bucket * size) + 1
  const kept = [first]
  let before: P = first
  for (let bucket = 0; bucket < buckets; bucket++) {
    const from = edge(bucket)
    const to = edge(bucket + 1)
    const next = bucket === buckets - 1 ? last : meanOf(points, to, edge(bucket + 2))
    const chosen = [low, high].filter((index) => index >= from && index < to).sort((a, b) => a - b)
    const taken = chosen.length > 0 ? chosen : [largestOf(points, from, to, before, next)]
    for (const index of taken) {
      const point = points[index]
      if (!point) continue
      kept.push(point)
      before = point
    }
  }
  kept.push(last)
  return kept
}

/** The places of the lowest and the highest. */
function extremesOf(points: readonly Drawn[]): { low: number; high: number } {
  let low = 0
  let high = 0
  points.forEach(({ y }, index) => {
    if (y < (points[low]?.y ?? 0)) low = index
    if (y > (points[high]?.y ?? 0)) high = index
  })
  return { low, high }
}

function meanOf(points: readonly Drawn[], from: number, to: number): Drawn {
  const end = Math.min(to, points.length)
  let x = 0
  let y = 0
  for (let index = from; index < end; index++) {
    x += (points[index]?.x ?? 0) / (end - from)
    y += (points[index]?.y ?? 0) / (end - from)
  }
  return { x, y }
}

/** The place of the point that spans the largest triangle with the one before and what comes next. */
function largestOf(points: readonly Drawn[], from: number, to: number, a: Drawn, c: Drawn): number {
  let best = from
  let largest = -1
  for (let index = from; index < to; index++) {
    const { x, y } = points[index] ?? a
    const area = Math.abs((a.x - c.x) * (y - a.y) - (a.x - x) * (c.y - a.y))
    if (area > largest) {
      largest = area
      best = index
    }
  }
  return best
}
