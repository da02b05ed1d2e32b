import { defineMetric } from '@/lib/metrics/define'
import { listMetrics } from '@/lib/metrics/queries'
import { MetricDefinition, MetricItem } from '@/lib/metrics/view'
import { pageOf } from '@/lib/view'
import { routes } from './router'

const { list, get, put } = routes()

get('/:org/metrics', listMetrics, {
  summary: 'List metrics and which way is better',
  answer: pageOf(MetricItem),
})
put('/:org/metrics/:key', defineMetric, {
  summary: 'Say which way is better for a metric',
  answer: MetricDefinition,
})

export const metricRoutes = list
