import type { Metadata } from 'next'
import { runChoices, runFacetsOf, runsInput, runsSearch } from '@/app/[org]/runs-search'
import { load } from '@/app/load'
import { loadFiltered } from '@/app/load-filtered'
import { type SearchParams, search } from '@/app/search'
import { requireCtx } from '@/app/session'
import { siteUrl } from '@/app/site-url'
import { FirstRun } from '@/components/first-run'
import { RunList } from '@/components/run-list'
import { PageHeader } from '@/components/shell/page-header'
import { paths } from '@/lib/paths'
import { listProjectNames } from '@/lib/projects/queries'
import { listRuns } from '@/lib/runs/list'

export const metadata: Metadata = { title: 'Runs' }

// A task has its number within a project, so it narrows the list of that alone.
const allRunsSearch = runsSearch.omit({ group: true })

interface Props {
  params: Promise<{ org: string }>
  searchParams: SearchParams
}

export default async function AllRunsPage({ params, searchParams }: Props) {
  const { org } = await params
  const filters = await search(searchParams, allRunsSearch)
  const ctx = await requireCtx(paths.allRuns(org, filters))
  const asked = { ...runsInput(filters), org }
  const [runs, facets, choices, projects, baseUrl] = await Promise.all([
    loadFiltered('runs', filters, (at) => listRuns(ctx, { ...asked, ...at })),
    runFacetsOf(ctx, asked),
    runChoices(ctx, org),
    load(() => listProjectNames(ctx, { org })),
    siteUrl(),
  ])
  return (
    <>
      <PageHeader title="Runs" facts="What ran in all projects, newest first." />
      <RunList
        {...{ org, runs, facets, filters, projects, ...choices }}
        addressOf={(changed) => paths.allRuns(org, changed)}
        none={<FirstRun baseUrl={baseUrl} />}
        now={ctx.now()}
      />
    </>
  )
}
