import type { Direction } from '../metrics/direction'

export interface Placed {
  x: number
  y: number
}

/**
 * The points that no other beats: none is at least as good on both and better on one. From the best in x to
 * the best in y; points that are equal on both stand there together.
 */
export function paretoFront<P extends Placed>(
  points: readonly P[],
  better: { x: Direction; y: Direction },
): P[] {
  const gain = (value: number, direction: Direction) => (direction === 'higher' ? value : -value)
  const ranked = points
    .map((point) => ({ point, x: gain(point.x, better.x), y: gain(point.y, better.y) }))
    .sort((a, b) => b.x - a.x || b.y - a.y)
  const front: typeof ranked = []
  for (const one of ranked) {
    const last = front.at(-1)
    if (!last || one.y > last.y || (one.y === last.y && one.x === last.x)) front.push(one)
  }
  return front.map(({ point }) => point)
}
