import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { load } from '@/app/load'
import { RecallBanner } from '@/components/recall-banner'
import { RunHeader } from '@/components/run-header'
import { RunMatter } from '@/components/run-matter'
import { RunSummary } from '@/components/run-summary'
import { getRecallNotices } from '@/lib/lineage/recalls'
import { paths } from '@/lib/paths'
import { curvesOf } from '@/lib/runs/curves'
import { getSeries } from '@/lib/runs/series'
import { tailOfLog } from '@/lib/runs/tail'
import { type RunParams, runOf } from '../run'

export async function generateMetadata({ params }: { params: RunParams }): Promise<Metadata> {
  const { org, project, run: number } = await params
  const { run, step } = (await runOf(org, project, number)).run
  return { title: `#${run} ${step ?? ''} · ${project}` }
}

export default async function RunPage({ params }: { params: RunParams }) {
  const { org, project, run: number } = await params
  const { ctx, run } = await runOf(org, project, number)
  if (run.project !== project) redirect(paths.run(org, run.project, run.run))
  const ref = { org, project, run: run.run }
  const [{ series }, log, recalls] = await Promise.all([
    load(() => getSeries(ctx, ref)),
    load(() => tailOfLog(ctx, ref)),
    load(() => getRecallNotices(ctx, { org, uri: run.uri })),
  ])
  const now = ctx.now()
  return (
    <>
      <RunHeader org={org} run={run} />
      <RecallBanner org={org} recalls={recalls} now={now} />
      <div className="flex flex-col gap-8">
        <RunSummary run={run} now={now} />
        <RunMatter org={org} run={run} curves={curvesOf(series)} log={log} />
      </div>
    </>
  )
}
