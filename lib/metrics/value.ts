import type { MetricValue } from '../view'

/** A metric as JSON can say it. */
export function metricValue(value: number): MetricValue {
  if (Number.isFinite(value)) return value
  return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity'
}

/** The number behind what JSON said. */
export const metricNumber = (value: MetricValue): number => Number(value)

/** Metrics as PostgreSQL's JSON says them: NaN and the infinities as the words that are ours, too. */
export type MetricsRow = Record<string, MetricValue>
