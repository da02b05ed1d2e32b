import { describe, expect, it } from 'vitest'
import { groupSeries, markedOf, plainPlot, pointAt } from './metric-groups'

const startedAt = '2026-11-23T12:00:00Z'
const at = (seconds: number) => new Date(Date.parse(startedAt) + seconds * 1000).toISOString()
const series = (key: string, ...values: (number | 'NaN')[]) => ({
  key,
  total: values.length,
  notFinite: values.filter((value) => value === 'NaN').length,
  points: values.map((value, step) => ({ step, time: at(step * 60), value })),
})
const source = (label: string, ...of: ReturnType<typeof series>[]) => ({
  label,
  startedAt,
  series: of,
})
const one = (...of: ReturnType<typeof series>[]) => [source('#1', ...of)]

describe('groupSeries', () => {
  it('draws the same metric on different data in one plot', () => {
    const groups = groupSeries(one(series('train_loss', 1), series('val/loss', 2), series('f1', 3)))
    expect(groups.map(({ title, lines }) => [title, lines.map(({ label }) => label)])).toEqual([
      ['loss', ['train_loss', 'val/loss']],
      ['f1', ['f1']],
    ])
    expect(groups[0]?.lines.map(({ pattern, marker }) => [pattern, marker])).toEqual([
      [0, null],
      [1, null],
    ])
  })

  it('keeps the whole name of a metric that stands alone', () => {
    expect(groupSeries(one(series('val_loss', 1)))[0]?.title).toBe('val_loss')
  })

  it('marks each run with a shape of its own, and each metric with its dashes', () => {
    const runs = [
      source('#1', series('train_loss', 1), series('val_loss', 1)),
      source('#2', series('val_loss', 2)),
    ]
    const [loss] = groupSeries(runs)
    expect(loss?.title).toBe('loss')
    expect(loss?.lines.map(({ label, pattern, marker }) => [label, pattern, marker])).toEqual([
      ['#1 train_loss', 0, 0],
      ['#1 val_loss', 1, 0],
      ['#2 val_loss', 1, 1],
    ])
    expect(new Set(loss?.lines.map(({ key }) => key)).size).toBe(3)
  })

  it('leaves out what cannot be drawn and counts it', () => {
    const line = groupSeries(one(series('loss', 1, 'NaN', 3)))[0]?.lines[0]
    expect(line?.points).toEqual([
      { x: 0, y: 1 },
      { x: 2, y: 3 },
    ])
    expect(line?.undrawn).toBe(1)
    const log = { ...plainPlot, log: true }
    expect(groupSeries(one(series('loss', 1, 0, -2)), log)[0]?.lines[0]).toMatchObject({
      points: [{ x: 0, y: 1 }],
      undrawn: 2,
    })
  })

  it('counts seconds since the start on the axis of time', () => {
    const [group] = groupSeries(one(series('loss', 1, 2)), { ...plainPlot, x: 'time' })
    expect(group?.lines[0]?.points.map(({ x }) => x)).toEqual([0, 60])
  })

  it('keeps what was reported beside what is smoothed', () => {
    const [group] = groupSeries(one(series('loss', 0, 3)), { ...plainPlot, smooth: 0.5 })
    expect(group?.lines[0]?.raw?.map(({ y }) => y)).toEqual([0, 3])
    expect(group?.lines[0]?.points[1]?.y).toBeCloseTo(2)
  })

  it('uses the order of arrival where no step is given', () => {
    const points = [5, 6].map((value) => ({ step: null, time: startedAt, value }))
    const bare = { key: 'a', total: 2, notFinite: 0, points }
    const [group] = groupSeries([{ label: '#1', startedAt, series: [bare] }])
    expect(group?.lines[0]?.points.map(({ x }) => x)).toEqual([0, 1])
  })
})

describe('reading a line', () => {
  const [group] = groupSeries(one(series('loss', 5, 6, 7)))
  const line = group?.lines[0]

  it('tells the value at a place or the last one before it', () => {
    expect([0, 0.5, 2, 9].map((x) => line && pointAt(line, x)?.y)).toEqual([5, 5, 7, 7])
    expect(line && pointAt(line, -1)).toBeUndefined()
  })

  it('marks its ends and a few places between', () => {
    const points = Array.from({ length: 100 }, (_, x) => ({ x, y: 1 }))
    const marked = markedOf(points)
    expect(marked).toHaveLength(8)
    expect([marked[0]?.x, marked.at(-1)?.x]).toEqual([0, 99])
    expect(markedOf(points.slice(0, 3))).toHaveLength(3)
  })
})
