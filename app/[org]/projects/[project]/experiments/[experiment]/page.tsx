import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { cache } from 'react'
import { z } from 'zod'
import { fromCursor, load } from '@/app/load'
import { type SearchParams, search } from '@/app/search'
import { requireCtx } from '@/app/session'
import { siteUrl } from '@/app/site-url'
import { ExperimentHeader } from '@/components/experiments/experiment-header'
import { TrackedList } from '@/components/experiments/tracked-list'
import { getExperiment } from '@/lib/experiments/get'
import { paths } from '@/lib/paths'
import { RunState } from '@/lib/runs/view'
import { listExperimentRuns } from '@/lib/tracking/list'
import { PageInput } from '@/lib/view'

type ExperimentParams = Promise<{ org: string; project: string; experiment: string }>

const runsSearch = z.object({
  state: RunState,
  life: z.literal('deleted'),
  cursor: PageInput.shape.cursor,
})

/** The experiment of an address with the caller; asked once for the title and the page. */
const experimentOf = cache(async (org: string, project: string, experiment: string) => {
  const ctx = await requireCtx(
    `${paths.experiments(org, project)}/${encodeURIComponent(experiment)}`,
  )
  return { ctx, experiment: await load(() => getExperiment(ctx, { org, project, experiment })) }
})

export async function generateMetadata({
  params,
}: {
  params: ExperimentParams
}): Promise<Metadata> {
  const { org, project, experiment } = await params
  const { name } = (await experimentOf(org, project, experiment)).experiment
  return { title: `${name} · ${project}` }
}

interface Props {
  params: ExperimentParams
  searchParams: SearchParams
}

export default async function ExperimentPage({ params, searchParams }: Props) {
  const { org, project, experiment: asked } = await params
  const filters = await search(searchParams, runsSearch)
  const { ctx, experiment } = await experimentOf(org, project, asked)
  const number = experiment.experiment
  if (experiment.project !== project)
    redirect(paths.experiment(org, experiment.project, number, filters))
  const [runs, baseUrl] = await Promise.all([
    load(() =>
      fromCursor(filters.cursor, (cursor) =>
        listExperimentRuns(ctx, { ...filters, org, project, experiment: number, cursor }),
      ),
    ),
    siteUrl(),
  ])
  const now = ctx.now()
  return (
    <>
      <ExperimentHeader org={org} experiment={experiment} now={now} />
      <TrackedList {...{ org, experiment, runs, filters, baseUrl, now }} />
    </>
  )
}
