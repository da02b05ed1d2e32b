import type { Metadata } from 'next'
import { fromCursor, load } from '@/app/load'
import { type SearchParams, search } from '@/app/search'
import { requireCtx } from '@/app/session'
import { siteUrl } from '@/app/site-url'
import { JobList } from '@/components/outside/job-list'
import { PageHeader } from '@/components/shell/page-header'
import { listOutsideJobs } from '@/lib/lineage/openlineage/outside-jobs'
import { paths } from '@/lib/paths'

export const metadata: Metadata = { title: 'Outside jobs' }

const jobsSearch = listOutsideJobs.input.pick({ q: true, cursor: true })

interface Props {
  params: Promise<{ org: string }>
  searchParams: SearchParams
}

export default async function OutsideJobsPage({ params, searchParams }: Props) {
  const { org } = await params
  const filters = await search(searchParams, jobsSearch)
  const ctx = await requireCtx(paths.outsideJobs(org, filters))
  const [jobs, baseUrl] = await Promise.all([
    load(() =>
      fromCursor(filters.cursor, (cursor) => listOutsideJobs(ctx, { ...filters, org, cursor })),
    ),
    siteUrl(),
  ])
  return (
    <>
      <PageHeader
        title="Outside jobs"
        trail={[{ href: paths.lineage(org), label: 'Lineage' }]}
        facts="Jobs of other systems that report to this organization by OpenLineage."
      />
      <JobList {...{ org, jobs, filters, baseUrl }} now={ctx.now()} />
    </>
  )
}
