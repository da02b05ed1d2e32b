import type { MetricValue } from '../view'

/** A metric as JSON can say it. */
export function metricValue(value: number): MetricValue {
  if (Number.isFinite(value)) return value
  return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity'
}

/** The number behind what JSON said. */
export const metricNumber = (value: MetricValue): number => Number(value)

/** PostgreSQL's JSON writes NaN and the infinities as words, as ours does. */
export type MetricsRow = Record<string, number | string>

export function metricsView(row: MetricsRow | null): Record<string, MetricValue> {
  const entries = Object.entries(row ?? {})
  return Object.fromEntries(entries.map(([key, value]) => [key, metricValue(Number(value))]))
}
