import { describe, expect, it } from 'vitest'
import type { MetricValues } from '../run/telemetry'
import { bestOf, metricsText, ranked } from './ranking'
import type { Child } from './sweep'

function child(index: number, metrics: MetricValues, state: 'completed' | 'error' = 'completed') {
  const report = { run: `run://p/${index}`, state, metrics, versions: [], datasets: [] }
  return { index, trial: new Map(), report, seconds: 1 } as unknown as Child
}

const order = (children: Child[], metric: string, value: number | null = null) =>
  ranked(children, { metric, value }).map(({ index }) => index)

describe('the runs of a sweep', () => {
  const children = [
    child(0, { loss: 0.3, accuracy: 0.8 }),
    child(1, { loss: 0.1, accuracy: 0.7 }, 'error'),
    child(2, { loss: 0.2, accuracy: 0.9 }),
    child(3, { loss: Number.NaN, accuracy: 0.95 }),
    child(4, {}),
  ]

  it('come best first, by what the name of the metric says, or by how near they are', () => {
    expect(order(children, 'loss')).toEqual([2, 0, 1, 3, 4])
    expect(order(children, 'accuracy')).toEqual([3, 2, 0, 1, 4])
    expect(order(children, 'accuracy', 0.81)).toEqual([0, 2, 3, 1, 4])
  })

  it('have a best one if any was measured', () => {
    expect(bestOf(children, { metric: 'loss', value: null })?.index).toBe(2)
    expect(bestOf(children, { metric: 'rmse', value: null })).toBeNull()
    expect(bestOf(children, null)).toBeNull()
    expect(ranked(children, null)).toBe(children)
  })
})

it('shows what counts first, and no more than five', () => {
  const metrics = { step: 9, a: 1, b: 'x', c: 1.23456789, d: 4, e: 5, f: 6, g: 7 }
  expect(metricsText(metrics, { metric: 'f', value: null })).toBe('f=6 a=1 c=1.23457 d=4 e=5')
})
