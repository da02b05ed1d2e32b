import type { Point } from './metric-groups'

/**
 * An exponential moving average, corrected for its beginning, where few values weigh as though there had
 * been zeros before. A weight of 0 leaves everything as it is; 0.9 follows about the last ten points.
 */
export function smoothed(points: readonly Point[], weight: number): Point[] {
  let sum = 0
  let weights = 0
  return points.map(({ x, y }) => {
    sum = sum * weight + y
    weights = weights * weight + 1
    return { x, y: sum / weights }
  })
}
