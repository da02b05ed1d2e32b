import 'server-only'
import { cache } from 'react'
import { load } from '@/app/load'
import { requireCtx } from '@/app/session'
import { paths } from '@/lib/paths'
import { getRun } from '@/lib/runs/queries'

export type RunParams = Promise<{ org: string; project: string; run: string }>

/** The run of an address with the caller; asked once for the title and the page. */
export const runOf = cache(async (org: string, project: string, run: string) => {
  const ctx = await requireCtx(`${paths.runs(org, project)}/${encodeURIComponent(run)}`)
  return { ctx, run: await load(() => getRun(ctx, { org, project, run })) }
})
