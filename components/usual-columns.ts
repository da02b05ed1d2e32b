import { type ColumnRef, usualColumns } from '@/lib/columns/columns'
import { byCommonness } from '@/lib/metrics/common'
import type { MetricValue } from '@/lib/view'
import { commonMetrics } from './common-metrics'

type Measured = { metrics: Readonly<Record<string, MetricValue>> }

/** Every metric that some of the versions have, the commonest first. */
export function metricsOf(versions: readonly Measured[]): string[] {
  const common = byCommonness(versions.map(({ metrics }) => Object.keys(metrics)))
  return common.slice(0, mostOffered).map(([key]) => key)
}

const mostOffered = 50

/** The columns of versions for who chose none: with the metrics that most of the page have, after the names. */
export function usualVersionColumns(versions: readonly Measured[]): ColumnRef[] {
  const own = usualColumns('versions')
  const metrics = commonMetrics(versions.map(({ metrics }) => metrics))
  const names = own.findIndex(({ key }) => key === 'aliases') + 1
  return [
    ...own.slice(0, names),
    ...metrics.map((key): ColumnRef => ({ kind: 'metric', key })),
    ...own.slice(names),
  ]
}
