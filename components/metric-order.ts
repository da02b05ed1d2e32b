import { compare, directionOf } from '@/lib/metrics/direction'
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
export function countVerdicts(metrics: Metrics, base: Metrics): Verdicts {
  const counts: Verdicts = { better: 0, worse: 0, same: 0, open: 0 }
  for (const key of new Set([...Object.keys(metrics), ...Object.keys(base)])) {
    if (rankOf(key) > 0) continue
    const { verdict } = compare(metrics[key], base[key], directionOf(key))
    counts[verdict ?? 'open'] += 1
  }
  return counts
}

/**
 * The metrics to show where there is room for `most` only: those that judge come before those measured on
 * training data, and counts of rows last.
 */
export function keyMetrics(metrics: Metrics, most: number): string[] {
  const keys = Object.keys(metrics)
  const ranked = keys.map((key) => ({ key, rank: rankOf(key) }))
  return ranked
    .sort((a, b) => a.rank - b.rank || (a.key < b.key ? -1 : 1))
    .slice(0, most)
    .map(({ key }) => key)
}

/** Whether a name counts or times something, and so judges nothing. */
export function isCount(key: string): boolean {
  return /(^|[_\-/. ])(rows|count|samples|examples|steps|epochs?)$/i.test(key)
}

function rankOf(key: string): number {
  if (isCount(key)) return 2
  return /^train(ing)?([_\-/. ]|$)/i.test(key) ? 1 : 0
}
