import { expect, it } from 'vitest'
import { columnsText } from '@/lib/columns/columns'
import { metricsOf, usualVersionColumns } from './usual-columns'

it('shows the metrics that most versions have between their names and what was said of them', () => {
  const metrics: Record<string, number>[] = [{ accuracy: 1, loss: 2 }, { accuracy: 1 }]
  const versions = metrics.map((metrics) => ({ metrics }))
  expect(columnsText(usualVersionColumns(versions))).toBe(
    'state,aliases,metric.accuracy,metric.loss,note,by,created',
  )
  expect(columnsText(usualVersionColumns([]))).toBe('state,aliases,note,by,created')
})

it('offers every metric, the commonest first', () => {
  const metrics: Record<string, number>[] = [
    { z: 1, b: 1 },
    { z: 1, a: 1 },
  ]
  expect(metricsOf(metrics.map((metrics) => ({ metrics })))).toEqual(['z', 'a', 'b'])
})
