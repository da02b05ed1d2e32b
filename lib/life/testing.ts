import type { Ctx } from '../actor'
import { createDataset } from '../datasets/create'
import { registerDatasetVersion } from '../datasets/register'
import { createRun } from '../runs/create'
import { finishRun } from '../runs/finish'
import { recordOutput } from '../runs/outputs'
import { uploaded } from '../testing/registry'
import { dayMs } from '../time'

/** Factories that run the real commands; `ctx` is who does it. */

/** The same caller, so many days later. */
export function daysOn(ctx: Ctx, days: number): Ctx {
  return { ...ctx, now: () => new Date(Date.now() + days * dayMs) }
}

/** A dataset with a version `v1` of one file. */
export async function datasetOf(ctx: Ctx, org: string, slug: string, content = slug) {
  await createDataset(ctx, { org, slug })
  const sha256 = await uploaded(ctx, org, content)
  const files = [{ name: 'rows.csv', sha256 }]
  await registerDatasetVersion(ctx, { org, dataset: slug, version: 'v1', files })
}

export interface Training {
  project: string
  model: string
  content: string
  inputs?: string[]
}

/** A finished run that made a version of a model from one output `model.bin`. */
export async function trained(ctx: Ctx, org: string, training: Training): Promise<number> {
  const { project, model, content } = training
  const inputs = (training.inputs ?? []).map((uri, index) => ({ name: `input-${index}`, uri }))
  const { run } = await createRun(ctx, { org, project, inputs })
  const sha256 = await uploaded(ctx, org, content)
  await recordOutput(ctx, { org, project, run, name: 'model.bin', sha256 })
  const sidecars = { 'model.bin': { 'valohai.model-versions': [`model://${model}/`] } }
  await finishRun(ctx, { org, project, run, state: 'completed', sidecars })
  return run
}
