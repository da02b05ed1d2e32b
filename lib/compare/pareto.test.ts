import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { paretoFront } from './pareto'

const of = (...pairs: [number, number][]) => pairs.map(([x, y]) => ({ x, y }))

describe('the points that no other beats', () => {
  it('are those better on one and at least as good on the other, by the direction of each', () => {
    const points = of([1, 5], [2, 4], [2, 3], [3, 3], [1, 1])
    expect(paretoFront(points, { x: 'higher', y: 'higher' })).toEqual(of([3, 3], [2, 4], [1, 5]))
    expect(paretoFront(points, { x: 'lower', y: 'lower' })).toEqual(of([1, 1]))
    expect(paretoFront(points, { x: 'lower', y: 'higher' })).toEqual(of([1, 5]))
  })

  it('stand together where they are equal, and alone where one has all', () => {
    expect(paretoFront(of([1, 1], [1, 1]), { x: 'higher', y: 'lower' })).toHaveLength(2)
    expect(paretoFront(of([1, 1], [1, 2]), { x: 'higher', y: 'higher' })).toEqual(of([1, 2]))
    expect(paretoFront([], { x: 'higher', y: 'higher' })).toEqual([])
  })

  it('are exactly those that nothing dominates', () => {
    const direction = fc.constantFrom('lower' as const, 'higher' as const)
    const value = fc.integer({ min: 0, max: 6 })
    fc.assert(
      fc.property(
        fc.array(fc.record({ x: value, y: value })),
        direction,
        direction,
        (points, x, y) => {
          const sign = { x: x === 'higher' ? 1 : -1, y: y === 'higher' ? 1 : -1 }
          const beaten = (p: (typeof points)[number]) =>
            points.some((q) => {
              const [dx, dy] = [sign.x * (q.x - p.x), sign.y * (q.y - p.y)]
              return dx >= 0 && dy >= 0 && dx + dy > 0
            })
          const front = new Set(paretoFront(points, { x, y }))
          expect(points.filter((point) => front.has(point))).toEqual(
            points.filter((p) => !beaten(p)),
          )
        },
      ),
    )
  })
})
