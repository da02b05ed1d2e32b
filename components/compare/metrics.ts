import type { Comparison } from '@/lib/compare/view'
import type { Meaning } from '@/lib/metrics/direction'
import { keyMetrics } from '../metric-order'

type ComparedMetric = Comparison['metrics'][number]

/** What a metric of a comparison means, as everything else that draws metrics takes it. */
export function meaningOfRow({ direction, unit, guessed }: ComparedMetric): Meaning {
  return { direction, unit, said: !guessed }
}

/** The metrics of a comparison, those that judge before the others. */
export function metricsInOrder(metrics: readonly ComparedMetric[]): ComparedMetric[] {
  const meanings = Object.fromEntries(metrics.map((row) => [row.key, meaningOfRow(row)]))
  const order = keyMetrics(meanings, Number.POSITIVE_INFINITY, meanings)
  const places = new Map(order.map((key, place) => [key, place]))
  return [...metrics].sort((a, b) => (places.get(a.key) ?? 0) - (places.get(b.key) ?? 0))
}
