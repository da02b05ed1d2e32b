import { describe, expect, it } from 'vitest'
import { bestOf } from './best'

describe('the best value', () => {
  it('is the highest or the lowest, wherever it stands', () => {
    expect([...bestOf([1, 3, null, 3], 'higher')]).toEqual([1, 3])
    expect([...bestOf([1, 3, 'NaN'], 'lower')]).toEqual([0])
  })

  it('is none where there is nothing to choose among', () => {
    expect(bestOf([2, 2, 2], 'higher').size).toBe(0)
    expect(bestOf([2, null, 'Infinity'], 'higher').size).toBe(0)
    expect(bestOf([], 'lower').size).toBe(0)
  })
})
