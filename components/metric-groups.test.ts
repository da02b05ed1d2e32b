import { describe, expect, it } from 'vitest'
import { groupSeries, thinned } from './metric-groups'

const time = '2026-11-23T12:00:00Z'
const series = (key: string, ...values: (number | 'NaN')[]) => ({
  key,
  total: values.length,
  notFinite: 0,
  points: values.map((value, step) => ({ step, time, value })),
})

describe('groupSeries', () => {
  it('draws the same metric on different data in one plot', () => {
    const groups = groupSeries([series('train_loss', 1), series('val/loss', 2), series('f1', 3)])
    expect(groups.map(({ title, lines }) => [title, lines.map(({ key }) => key)])).toEqual([
      ['loss', ['train_loss', 'val/loss']],
      ['f1', ['f1']],
    ])
  })

  it('keeps the whole name of a metric that stands alone', () => {
    expect(groupSeries([series('val_loss', 1)])[0]?.title).toBe('val_loss')
  })

  it('leaves out what cannot be drawn and counts it', () => {
    const line = groupSeries([series('loss', 1, 'NaN', 3)])[0]?.lines[0]
    expect(line?.points).toEqual([
      { x: 0, y: 1 },
      { x: 2, y: 3 },
    ])
    expect(line?.notFinite).toBe(1)
  })

  it('uses the order of arrival where no step is given', () => {
    const points = [5, 6].map((value) => ({ step: null, time, value }))
    expect(
      groupSeries([{ key: 'a', total: 2, notFinite: 0, points }])[0]?.lines[0]?.points.map(
        ({ x }) => x,
      ),
    ).toEqual([0, 1])
  })
})

describe('thinned', () => {
  it('keeps a spike among ten thousand points', () => {
    const points = Array.from({ length: 10_000 }, (_, x) => ({ x, y: x === 7777 ? 99 : 1 }))
    const kept = thinned(points)
    expect(kept.length).toBeLessThanOrEqual(400)
    expect(kept.some(({ y }) => y === 99)).toBe(true)
    expect(kept.every(({ x }, index) => index === 0 || x > (kept[index - 1]?.x ?? 0))).toBe(true)
  })
})
