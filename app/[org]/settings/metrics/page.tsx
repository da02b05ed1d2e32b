import type { Metadata } from 'next'
import { fromCursor, load } from '@/app/load'
import { type SearchParams, search } from '@/app/search'
import { requireCtx } from '@/app/session'
import { MetricForm } from '@/components/metric-form'
import { MetricList } from '@/components/metric-list'
import { PageHeader } from '@/components/shell/page-header'
import { Notice } from '@/components/ui/notice'
import { Section } from '@/components/ui/section'
import { WhyNot } from '@/components/why-not'
import { defineMetric } from '@/lib/metrics/define'
import { getMeanings, listMetrics } from '@/lib/metrics/queries'
import { abilitiesIn } from '@/lib/organizations/abilities'
import { paths } from '@/lib/paths'
import { define } from './actions'

export const metadata: Metadata = { title: 'Metrics' }

const metricSearch = listMetrics.input
  .pick({ q: true, cursor: true })
  .extend({ change: defineMetric.input.shape.key })

interface Props {
  params: Promise<{ org: string }>
  searchParams: SearchParams
}

export default async function MetricsPage({ params, searchParams }: Props) {
  const { org } = await params
  const { change, ...filters } = await search(searchParams, metricSearch)
  const ctx = await requireCtx(paths.metrics(org, { ...filters, change }))
  const { 'metric.define': may } = await load(async () => abilitiesIn(ctx, org, 'metric.define'))
  const metrics = await load(() =>
    fromCursor(filters.cursor, (cursor) => listMetrics(ctx, { ...filters, org, cursor })),
  )
  const meanings = change ? await load(() => getMeanings(ctx, { org, keys: [change] })) : {}
  const meaning = change && meanings[change]
  const ref = { org, q: filters.q, cursor: filters.cursor }
  return (
    <>
      <PageHeader
        title="Metrics"
        facts="Which way is better for each metric, and in which unit it is."
      />
      <div className="flex flex-col gap-6">
        {!may.ok && (
          <Notice>
            You cannot say what they mean. {may.reason}{' '}
            <WhyNot href={paths.why(org, 'metric.define')} />
          </Notice>
        )}
        {may.ok && meaning && (
          <Section title={change}>
            <MetricForm
              key={change}
              metric={{
                key: change,
                direction: meaning.said ? meaning.direction : null,
                unit: meaning.unit,
              }}
              save={define.bind(null, { ...ref, key: change })}
              cancelHref={paths.metrics(org, filters)}
            />
          </Section>
        )}
        <MetricList org={org} metrics={metrics} filters={filters} changes={may.ok} />
      </div>
    </>
  )
}
