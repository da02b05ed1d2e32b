import { describe, expect, it } from 'vitest'
import { compare, directionOf } from './direction'

describe('directionOf', () => {
  it.each([
    'loss',
    'val_loss',
    'logLoss',
    'log_loss',
    'holdout/log-loss',
    'rmse',
    'test.mae',
    'P95LatencyMs',
    'classification_error',
    'perplexity',
    'false_positive_rate',
    'falsePositiveRate',
  ])('wants %s low', (key) => {
    expect(directionOf(key)).toBe('lower')
  })

  it.each([
    'accuracy',
    'macro_f1',
    'f1',
    'roc_auc',
    'r2',
    'recall@5',
    'neg_mean_squared_error',
    'glossary_hits',
    'rows',
    '',
  ])('wants %s high', (key) => {
    expect(directionOf(key)).toBe('higher')
  })
})

describe('compare', () => {
  it('reads a rise by the direction of the metric', () => {
    expect(compare(0.9, 0.8, 'higher').verdict).toBe('better')
    expect(compare(0.9, 0.8, 'lower').verdict).toBe('worse')
    expect(compare(0.7, 0.8, 'higher').verdict).toBe('worse')
    expect(compare(0.7, 0.8, 'lower').verdict).toBe('better')
  })

  it('calls equal values the same', () => {
    expect(compare(1, 1, 'lower')).toEqual({ difference: 0, verdict: 'same' })
  })

  it('says nothing of what is missing or not finite', () => {
    const silent = { difference: null, verdict: null }
    expect(compare(undefined, 1, 'higher')).toEqual(silent)
    expect(compare('NaN', 1, 'higher')).toEqual(silent)
    expect(compare(1, 'Infinity', 'lower')).toEqual(silent)
  })
})
