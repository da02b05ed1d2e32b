import { type ColumnRef, usualColumns } from '@/lib/columns/columns'
import type { MetricValue } from '@/lib/view'
import { commonMetrics } from './common-metrics'

/** The columns of versions for who chose none: with the metrics that most of the page have, after the names. */
export function usualVersionColumns(
  versions: readonly { metrics: Readonly<Record<string, MetricValue>> }[],
): ColumnRef[] {
  const own = usualColumns('versions')
  const metrics = commonMetrics(versions.map(({ metrics }) => metrics))
  const names = own.findIndex(({ key }) => key === 'aliases') + 1
  return [
    ...own.slice(0, names),
    ...metrics.map((key): ColumnRef => ({ kind: 'metric', key })),
    ...own.slice(names),
  ]
}
