import { describe, expect, it } from 'vitest'
import { curvesOf } from './curves'

const time = '2026-11-23T13:05:17.000Z'
const series = (key: string, ...steps: (number | null)[]) => ({
  key,
  total: steps.length,
  notFinite: 0,
  points: steps.map((step, index) => ({ step, time, value: index })),
})

describe('the curves of a run', () => {
  it('leave out a summary reported after the steps', () => {
    const [loss] = curvesOf([series('loss', 1, 2, null)])
    expect(loss?.points).toEqual(series('loss', 1, 2).points)
  })

  it('keep series that never have a step', () => {
    expect(curvesOf([series('loss', null, null)])).toHaveLength(1)
  })

  it('leave out what was reported once', () => {
    expect(curvesOf([series('rows', null), series('loss', 3, null)])).toEqual([])
  })
})
