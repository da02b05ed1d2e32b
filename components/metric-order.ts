import { compare, guessOf, judges, type Meanings, meaningOf } from '@/lib/metrics/direction'
import type { MetricValue } from '@/lib/view'

type Metrics = Readonly<Record<string, MetricValue>>

export interface Verdicts {
  better: number
  worse: number
  same: number
  /** Missing on one side, or no finite number. */
  open: number
}

/**
 * How a version fares against another, by the metrics that judge: what was measured on training data, and
 * counts of rows, speak for neither.
 */
export function countVerdicts(metrics: Metrics, base: Metrics, meanings?: Meanings): Verdicts {
  const counts: Verdicts = { better: 0, worse: 0, same: 0, open: 0 }
  for (const key of new Set([...Object.keys(metrics), ...Object.keys(base)])) {
    const meaning = meaningOf(key, meanings)
    if (rankOf(key, meaning) > 0) continue
    const { verdict } = compare(metrics[key], base[key], meaning.direction)
    counts[verdict ?? 'open'] += 1
  }
  return counts
}

/**
 * The metrics to show where there is room for `most` only: those that judge come before those measured on
 * training data, and counts of rows last.
 */
export function keyMetrics(
  metrics: Readonly<Record<string, unknown>>,
  most: number,
  meanings?: Meanings,
): string[] {
  const keys = Object.keys(metrics)
  const ranked = keys.map((key) => ({ key, rank: rankOf(key, meaningOf(key, meanings)) }))
  return ranked
    .sort((a, b) => a.rank - b.rank || (a.key < b.key ? -1 : 1))
    .slice(0, most)
    .map(({ key }) => key)
}

function rankOf(key: string, meaning = guessOf(key)): number {
  if (!judges(key, meaning)) return 2
  return /^train(ing)?([_\-/. ]|$)/i.test(key) ? 1 : 0
}
