import type { Metadata } from 'next'
import { z } from 'zod'
import { fromCursor, loadIfFound } from '@/app/load'
import { recallsAbove } from '@/app/recalls'
import { type SearchParams, search } from '@/app/search'
import { requireCtx } from '@/app/session'
import { ImpactList } from '@/components/impact-list'
import { LineageHeader } from '@/components/lineage/lineage-header'
import { UriSearch } from '@/components/lineage/uri-search'
import { RecallBanner } from '@/components/recall-banner'
import { Recalls } from '@/components/recalls'
import { PageHeader } from '@/components/shell/page-header'
import { getImpactPage } from '@/lib/lineage/impact'
import { paths } from '@/lib/paths'
import { lift, recall } from './actions'

export const metadata: Metadata = { title: 'What depends on it' }

interface Props {
  params: Promise<{ org: string }>
  searchParams: SearchParams
}

const impactSearch = z.object({ uri: z.string().trim(), cursor: z.string() })

export default async function ImpactPage({ params, searchParams }: Props) {
  const { org } = await params
  const { uri = '', cursor } = await search(searchParams, impactSearch)
  const ctx = await requireCtx(paths.impact(org, uri, { cursor }))
  const found = uri
    ? await loadIfFound(() =>
        fromCursor(cursor, (from) => getImpactPage(ctx, { org, uri, cursor: from })),
      )
    : null
  if (!found?.ok)
    return (
      <>
        <PageHeader
          title="What depends on it"
          trail={[{ href: paths.lineage(org), label: 'Lineage' }]}
        />
        <UriSearch action={paths.impact(org, '')} uri={uri} problem={found?.reason} impact />
      </>
    )
  const { subject, recalls, affected, serving, abilities } = found.value
  const above = await recallsAbove(ctx, org, subject)
  const now = ctx.now()
  return (
    <>
      <LineageHeader org={org} node={subject} impact />
      <RecallBanner org={org} recalls={above} now={now} />
      <div className="flex flex-col gap-8">
        <Recalls
          {...{ org, subject, recalls, affected, serving, abilities }}
          recall={recall.bind(null, { org, uri: subject.uri })}
          lift={(id) => lift.bind(null, { org, id })}
          now={now}
        />
        <ImpactList org={org} impact={found.value} cursor={cursor} />
      </div>
    </>
  )
}
