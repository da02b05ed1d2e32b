import type { Metadata } from 'next'
import { z } from 'zod'
import { load, loadIfFound } from '@/app/load'
import { type SearchParams, search } from '@/app/search'
import { requireCtx } from '@/app/session'
import { LineageHeader } from '@/components/lineage/lineage-header'
import { LineageView } from '@/components/lineage/lineage-view'
import { UriSearch } from '@/components/lineage/uri-search'
import { RecallBanner } from '@/components/recall-banner'
import { PageHeader } from '@/components/shell/page-header'
import { ButtonLink } from '@/components/ui/button'
import { getLineagePage } from '@/lib/lineage/queries'
import { getRecallNotices } from '@/lib/lineage/recalls'
import { paths } from '@/lib/paths'
import { lineageAsked, mostSteps } from '../lineage-search'

export const metadata: Metadata = { title: 'Lineage' }

interface Props {
  params: Promise<{ org: string }>
  searchParams: SearchParams
}

const uriSearch = z.object({ uri: z.string().trim() })

export default async function LineagePage({ params, searchParams }: Props) {
  const { org } = await params
  const { uri } = await search(searchParams, uriSearch)
  const asked = await lineageAsked(searchParams)
  const ctx = await requireCtx(paths.lineage(org, { uri, ...asked }))
  const { direction, depth } = asked
  const found = uri
    ? await loadIfFound(() => getLineagePage(ctx, { org, uri, direction, depth }))
    : null
  if (!found?.ok)
    return (
      <>
        <PageHeader
          title="Lineage"
          actions={<ButtonLink href={paths.outsideJobs(org)}>Outside jobs</ButtonLink>}
        />
        <UriSearch action={paths.lineage(org)} uri={uri} problem={found?.reason} />
      </>
    )
  const { root } = found.value
  const recalls = root.recalled
    ? await load(() => getRecallNotices(ctx, { org, uri: root.uri }))
    : []
  return (
    <>
      <LineageHeader org={org} node={root} />
      <RecallBanner org={org} recalls={recalls} now={ctx.now()} />
      <LineageView
        {...{ org, asked }}
        page={found.value}
        most={mostSteps}
        hrefOf={(search) => paths.lineage(org, { uri: root.uri, ...search })}
      />
    </>
  )
}
