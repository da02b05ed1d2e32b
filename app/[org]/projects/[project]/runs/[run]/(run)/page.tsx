import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { load } from '@/app/load'
import { type SearchParams, search } from '@/app/search'
import { RecallBanner } from '@/components/recall-banner'
import { RunHeader } from '@/components/run-header'
import { RunMatter } from '@/components/run-matter'
import { RunSummary } from '@/components/run-summary'
import { getRecallNotices } from '@/lib/lineage/recalls'
import { paths } from '@/lib/paths'
import { getReproduction } from '@/lib/runs/reproduction'
import { tailOfLog } from '@/lib/runs/tail'
import { getTracking } from '@/lib/tracking/about'
import { type RunParams, runOf } from '../run'
import { stop, tag } from './actions'
import { drawnCurves, plotSearch } from './curves'

export async function generateMetadata({ params }: { params: RunParams }): Promise<Metadata> {
  const { org, project, run: number } = await params
  const { run, step } = (await runOf(org, project, number)).run
  return { title: `#${run} ${step ?? ''} · ${project}` }
}

interface Props {
  params: RunParams
  searchParams: SearchParams
}

export default async function RunPage({ params, searchParams }: Props) {
  const { org, project, run: number } = await params
  const { ctx, run } = await runOf(org, project, number)
  const values = await search(searchParams, plotSearch)
  if (run.project !== project) redirect(paths.run(org, run.project, run.run, values))
  const ref = { org, project, run: run.run }
  const [curves, log, record, recalls, tracking] = await Promise.all([
    drawnCurves(ctx, ref, values),
    load(() => tailOfLog(ctx, ref)),
    load(() => getReproduction(ctx, ref)),
    load(() => getRecallNotices(ctx, { org, uri: run.uri })),
    load(() => getTracking(ctx, ref)),
  ])
  const { edit } = await searchParams
  const now = ctx.now()
  return (
    <>
      <RunHeader {...{ org, run, tracking, now }} />
      <RecallBanner org={org} recalls={recalls} now={now} />
      <div className="flex flex-col gap-8">
        <RunSummary {...{ org, run, tracking, now }} />
        <RunMatter
          {...{ org, run, curves, log, record, tracking }}
          stop={stop.bind(null, ref)}
          tag={tag.bind(null, ref)}
          editing={edit === 'tags'}
        />
      </div>
    </>
  )
}
