import { byCommonness } from '@/lib/metrics/common'
import type { MetricValue } from '@/lib/view'
import { keyMetrics } from './metric-order'

type Row = Readonly<Record<string, MetricValue | boolean | string | undefined>>

/**
 * The metrics that get a column of their own in a table of many rows: at most `limit` of those that at
 * least half as many rows have as have the commonest, in order of name.
 */
export function commonMetrics(rows: readonly Row[], limit = 3): string[] {
  const counts = byCommonness(rows.map(metricsOf))
  const most = counts[0]?.[1] ?? 0
  const common = counts.filter(([, count]) => count * 2 >= most)
  return keyMetrics(Object.fromEntries(common), limit).sort()
}

const metricsOf = (row: Row) =>
  Object.entries(row).flatMap(([key, value]) => (isMetric(value) ? [key] : []))

function isMetric(value: Row[string]): boolean {
  return typeof value === 'number' || /^(NaN|-?Infinity)$/.test(String(value))
}
