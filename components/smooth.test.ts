import { describe, expect, it } from 'vitest'
import { smoothed } from './smooth'

const points = (...values: number[]) => values.map((y, x) => ({ x, y }))

describe('a smoothed line', () => {
  it('is the line itself with no weight, and keeps its places', () => {
    expect(smoothed(points(3, 1, 2), 0)).toEqual(points(3, 1, 2))
    expect(smoothed(points(3, 1, 2), 0.9).map(({ x }) => x)).toEqual([0, 1, 2])
  })

  it('begins at the first value and stays level where the line is', () => {
    expect(smoothed(points(5, 5, 5), 0.9).map(({ y }) => y)).toEqual([5, 5, 5])
  })

  it('weighs the latest most', () => {
    const [, second] = smoothed(points(0, 3), 0.5)
    expect(second?.y).toBeCloseTo(2)
  })
})
