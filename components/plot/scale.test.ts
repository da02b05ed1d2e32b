import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { scaleOf, shareOf } from './scale'

describe('an axis', () => {
  it('leaves room beyond the outermost values', () => {
    const scale = scaleOf([2, 10, 6])
    expect(scale.low).toBeLessThan(2)
    expect(scale.high).toBeGreaterThan(10)
    expect(shareOf(6, scale)).toBeCloseTo(0.5)
  })

  it('goes by powers where it is logarithmic', () => {
    const scale = scaleOf([0.001, 1000], true)
    expect(scale.low).toBeGreaterThan(0)
    expect(shareOf(1, scale)).toBeCloseTo(0.5)
  })

  it('has the one value in its middle where all are equal, also zero', () => {
    for (const [values, log] of [
      [[5, 5], false],
      [[0], false],
      [[-3], false],
      [[7], true],
    ] as const)
      expect(shareOf(values[0], scaleOf(values, log))).toBeCloseTo(0.5)
  })

  it('has values in its middle that differ by a rounding only', () => {
    const values = [1e9, 1e9 + 2 ** -23]
    expect(shareOf(1e9, scaleOf(values))).toBeCloseTo(0.5)
    expect(shareOf(1e9, scaleOf(values, true))).toBeCloseTo(0.5)
  })

  it('is there for no value at all', () => {
    expect(scaleOf([])).toEqual({ low: 0, high: 1, log: false })
    expect(scaleOf([], true).low).toBeGreaterThan(0)
  })

  it('holds every value within it', () => {
    const value = fc.double({ min: 1e-9, max: 1e9, noNaN: true })
    fc.assert(
      fc.property(fc.array(value, { minLength: 1 }), fc.boolean(), (values, log) => {
        const scale = scaleOf(values, log)
        for (const one of values) {
          const share = shareOf(one, scale)
          expect(share).toBeGreaterThan(0)
          expect(share).toBeLessThan(1)
        }
      }),
    )
  })
})
