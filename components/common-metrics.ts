import type { MetricValue } from '@/lib/view'
import { keyMetrics } from './metric-order'

type Row = Readonly<Record<string, MetricValue | boolean | string | undefined>>

/**
 * The metrics that get a column of their own in a table of many rows: at most `limit` of those that at
 * least half as many rows have as have the commonest, in order of name.
 */
export function commonMetrics(rows: readonly Row[], limit = 3): string[] {
  const counts = new Map<string, number>()
  for (const row of rows)
    for (const [key, value] of Object.entries(row))
      if (isMetric(value)) counts.set(key, (counts.get(key) ?? 0) + 1)
  const most = Math.max(0, ...counts.values())
  const common = [...counts].filter(([, count]) => count * 2 >= most)
  return keyMetrics(Object.fromEntries(common), limit).sort()
}

function isMetric(value: Row[string]): boolean {
  return typeof value === 'number' || /^(NaN|-?Infinity)$/.test(String(value))
}
