import type { Metadata } from 'next'
import { cache } from 'react'
import { load } from '@/app/load'
import { requireCtx } from '@/app/session'
import { OutsideRunView } from '@/components/outside/run-view'
import { getOutsideRun } from '@/lib/lineage/openlineage/outside-run'
import { paths } from '@/lib/paths'

type Params = Promise<{ org: string; id: string }>

const runOf = cache(async (org: string, id: string) => {
  const ctx = await requireCtx(paths.outsideRun(org, id))
  return { ctx, run: await load(() => getOutsideRun(ctx, { org, id })) }
})

export async function generateMetadata({ params }: { params: Params }): Promise<Metadata> {
  const { org, id } = await params
  const { run } = await runOf(org, id)
  return { title: `${run.job.name} · Outside run` }
}

export default async function OutsideRunPage({ params }: { params: Params }) {
  const { org, id } = await params
  const { ctx, run } = await runOf(org, id)
  return <OutsideRunView org={org} run={run} now={ctx.now()} />
}
