import { expect, it } from 'vitest'
import type { Model } from '@/lib/models/view'
import type { VersionItem } from '@/lib/versions/view'
import { commonMetrics } from './common-metrics'
import { modelColumn } from './model-columns'
import { versionColumn } from './version-columns'

const now = new Date('2026-01-01T00:00:00Z')
const inherited = ['constructor', '__proto__', 'toString']

it.each(inherited)('shows no metric, parameter or field %s where there is none', (key) => {
  const version = { uri: 'model://churn/v1', metrics: {} } as VersionItem
  const params = { 'model://churn/v1': {} }
  const facts = { org: 'acme', versions: [version], now, params }
  for (const kind of ['metric', 'param'] as const)
    expect(versionColumn({ kind, key }, facts).cell(version) || null).toBeNull()

  const model = { slug: 'churn' } as Model
  const cells = { metrics: { churn: {} }, fields: { churn: {} }, fieldLabels: {} }
  for (const kind of ['metric', 'field'] as const)
    expect(
      modelColumn({ kind, key }, { org: 'acme', now, ...cells }).cell(model) || null,
    ).toBeNull()
  expect(modelColumn({ kind: 'field', key }, { org: 'acme', now, ...cells }).label).toBe(key)
})

it('counts a metric that is called as what every object has like any other', () => {
  expect(commonMetrics([{ constructor: 1, f1: 1 }, { f1: 1 }])).toEqual(['constructor', 'f1'])
})
