import { describe, expect, it } from 'vitest'
import { commonMetrics } from './common-metrics'

describe('commonMetrics', () => {
  it('keeps what many rows have, judging metrics first, and orders it by name', () => {
    const rows = [
      { loss: 1, accuracy: 2, train_rows: 70 },
      { loss: 1, accuracy: 2, train_rows: 70, rare: 3 },
      { loss: 1, f1: 4, accuracy: 1, train_rows: 70 },
      { loss: 1, f1: 5, train_rows: 70 },
    ]
    expect(commonMetrics(rows, 3)).toEqual(['accuracy', 'f1', 'loss'])
  })

  it('takes words that stand for numbers, and no other words', () => {
    expect(commonMetrics([{ loss: 'NaN', note: 'fine', done: true }])).toEqual(['loss'])
  })

  it('has nothing to say of nothing', () => {
    expect(commonMetrics([])).toEqual([])
  })
})
