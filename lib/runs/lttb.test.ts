import { describe, expect, it } from 'vitest'
import { lttb } from './lttb'

const drawn = (length: number, y: (x: number) => number) =>
  Array.from({ length }, (_, x) => ({ x, y: y(x) }))
const noise = (x: number) => ((x * 7919) % 997) / 997

/** The largest distance between a line and a line through some of its points. */
function furthest(points: { x: number; y: number }[], kept: { x: number; y: number }[]): number {
  return Math.max(
    ...points.map(({ x, y }) => {
      const at = kept.findIndex((point) => point.x >= x)
      const [a, b] = [kept[Math.max(0, at - 1)], kept[at]]
      if (!a || !b) return Number.POSITIVE_INFINITY
      const share = b.x === a.x ? 0 : (x - a.x) / (b.x - a.x)
      return Math.abs(a.y + share * (b.y - a.y) - y)
    }),
  )
}

describe('thinning a line for the eye', () => {
  it('leaves alone what fits', () => {
    const points = drawn(50, noise)
    expect(lttb(points, 50)).toEqual(points)
    expect(lttb([], 10)).toEqual([])
  })

  it.each([3, 4, 17, 400])('keeps the ends and the extremes in %d points of 10,000', (most) => {
    const points = drawn(10_000, (x) => (x === 1234 ? -5 : x === 8765 ? 9 : noise(x)))
    const kept = lttb(points, most)
    // Two extremes in one stretch are one more than there is room for.
    expect(kept.length).toBeLessThanOrEqual(most + 1)
    expect([kept[0], kept.at(-1)]).toEqual([points[0], points.at(-1)])
    expect(kept.some(({ y }) => y === -5)).toBe(true)
    expect(kept.some(({ y }) => y === 9)).toBe(true)
  })

  it('keeps every point once and in order', () => {
    const kept = lttb(drawn(5000, noise), 300)
    expect(kept.every(({ x }, index) => index === 0 || x > (kept[index - 1]?.x ?? 0))).toBe(true)
  })

  it('keeps the corners of a step and of a triangle', () => {
    const step = lttb(
      drawn(1000, (x) => (x < 500 ? 0 : 1)),
      20,
    )
    expect(step.some(({ x, y }) => y === 0 && x > 440)).toBe(true)
    expect(step.some(({ x, y }) => y === 1 && x < 560)).toBe(true)
    const triangle = lttb(
      drawn(1001, (x) => 500 - Math.abs(x - 500)),
      12,
    )
    expect(triangle).toContainEqual({ x: 500, y: 500 })
  })

  it('stays close to a smooth curve', () => {
    const points = drawn(10_000, (x) => Math.sin(x / 800))
    expect(furthest(points, lttb(points, 200))).toBeLessThan(0.01)
  })

  it('takes a flat line and one whose places are all the same', () => {
    expect(
      lttb(
        drawn(100, () => 1),
        5,
      ),
    ).toHaveLength(5)
    const stacked = drawn(100, noise).map(({ y }) => ({ x: 7, y }))
    expect(lttb(stacked, 10).length).toBeLessThanOrEqual(11)
  })
})
