import { describe, expect, it } from 'vitest'
import type { Json } from '@/lib/view'
import { scatterOf, variedParams } from './varied-params'

describe('the parameters of a sweep', () => {
  it('are those that differ, also where one run lacks them', () => {
    const runs: Record<string, Json>[] = [
      { trees: 1, seed: 7, list: [1], mode: 'a' },
      { trees: 2, seed: 7, list: [1] },
    ]
    expect(variedParams(runs)).toEqual(['mode', 'trees'])
  })

  it('are none of one run, or of runs that are alike', () => {
    expect(variedParams([{ a: 1 }])).toEqual([])
    expect(variedParams([{ a: 1 }, { a: 1 }])).toEqual([])
  })

  it('tell one value from another of the same spelling', () => {
    expect(variedParams([{ a: null }, {}])).toEqual(['a'])
    expect(variedParams([{ a: 1 }, { a: '1' }])).toEqual(['a'])
  })
})

it('draws only runs that have a number for both', () => {
  const runs = [
    { p: 1, m: 2 },
    { p: 'x', m: 2 },
    { p: 3, m: 'NaN' },
  ]
  const points = scatterOf(
    runs,
    ({ p }) => p,
    ({ m }) => m,
  )
  expect(points.map(({ x, y }) => [x, y])).toEqual([[1, 2]])
})
