import type { Ctx } from '../actor'
import { createProject } from '../projects/create'
import { uploaded } from '../testing/registry'
import type { Json } from '../view'
import { createRun } from './create'
import { finishRun } from './finish'
import { recordOutput } from './outputs'

/** Factories that run the real commands; `ctx` is who does it. */

export async function projectOf(ctx: Ctx, org: string, slug: string): Promise<string> {
  await createProject(ctx, { org, name: slug, slug })
  return slug
}

export interface Job {
  /** Content by path. */
  outputs?: Record<string, string>
  sidecars?: Record<string, Record<string, Json>>
  state?: 'completed' | 'error' | 'stopped'
  params?: Record<string, Json>
}

/** A run with these outputs, finished with these sidecars. */
export async function ranJob(ctx: Ctx, org: string, project: string, job: Job = {}) {
  const { run } = await createRun(ctx, { org, project, step: 'train', params: job.params ?? {} })
  for (const [name, content] of Object.entries(job.outputs ?? {})) {
    const sha256 = await uploaded(ctx, org, content)
    await recordOutput(ctx, { org, project, run, name, sha256 })
  }
  const { state = 'completed', sidecars = {} } = job
  const finished = await finishRun(ctx, { org, project, run, state, exitCode: 0, sidecars })
  return { run, ...finished }
}
