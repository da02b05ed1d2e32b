import { describe, expect, it } from 'vitest'
import { countVerdicts, keyMetrics } from './metric-order'

describe('how a version fares', () => {
  it('counts the metrics that judge, each by its direction', () => {
    expect(
      countVerdicts(
        { accuracy: 0.9, log_loss: 0.3, mcc: 0.7, f1: 'NaN', auc: 0.8, train_accuracy: 1 },
        { accuracy: 0.8, log_loss: 0.2, mcc: 0.7, f1: 0.7, recall: 0.5, test_rows: 9 },
      ),
    ).toEqual({ better: 1, worse: 1, same: 1, open: 3 })
  })

  it('follows what the organization says of a metric, also of one that only counts', () => {
    const [better, base] = [
      { churned: 3, test_rows: 9 },
      { churned: 5, test_rows: 8 },
    ]
    expect(countVerdicts(better, base)).toMatchObject({ better: 0, worse: 1 })
    const said = { unit: '', said: true }
    const meanings = {
      churned: { ...said, direction: 'lower' as const },
      test_rows: { ...said, direction: 'higher' as const },
    }
    expect(countVerdicts(better, base, meanings)).toMatchObject({ better: 2, worse: 0 })
  })
})

describe('the metrics shown first', () => {
  it('are those that judge, then those of the training data, then counts', () => {
    const metrics = { train_loss: 1, test_rows: 9, accuracy: 1, log_loss: 1, training_time: 1 }
    expect(keyMetrics(metrics, 9)).toEqual([
      'accuracy',
      'log_loss',
      'train_loss',
      'training_time',
      'test_rows',
    ])
    expect(keyMetrics(metrics, 1)).toEqual(['accuracy'])
  })
})
