import { database } from '@/db/client'
import {
  loggedModelFiles,
  loggedModelMetrics,
  loggedModels,
  runModels,
  runParams,
  runSummaries,
  runTags,
  trackedRuns,
} from '@/db/schema/tables'
import type { Ctx } from '../actor'
import { findExperiment } from '../experiments/find'
import { newId } from '../ids'
import { createRun } from '../runs/create'
import { findRun } from '../runs/find'

/** Factories of tests: rows as the door of MLflow clients leaves them; `ctx` is whose they are. */

export interface Seed {
  project: string
  experiment?: number
  name?: string
  user?: string
  startedAt?: Date
  /** Number of the run that it is nested in. */
  parent?: number
  isDeleted?: boolean
  params?: Record<string, string>
  tags?: Record<string, string>
  metrics?: Record<string, number>
}

/** A running run that an MLflow client reports to. */
export async function seedTracked(ctx: Ctx, org: string, seed: Seed) {
  const { project, experiment: number = 0, startedAt = new Date() } = seed
  const db = database()
  const { run } = await createRun(ctx, { org, project, step: 'train.py' })
  const target = await findRun(db.read, ctx, { org, project, run })
  const { experiment } = await findExperiment(db.read, ctx, { org, project, experiment: number })
  const parent = seed.parent && (await findRun(db.read, ctx, { org, project, run: seed.parent }))
  const { id: runId, organizationId } = target.run
  const entries = (values: Record<string, string> = {}) =>
    Object.entries(values).map(([key, value]) => ({ runId, organizationId, key, value }))
  await db.write.transaction(async (tx) => {
    await tx.insert(trackedRuns).values({
      runId,
      organizationId,
      experimentId: experiment.id,
      name: seed.name ?? `run-${run}`,
      userName: seed.user ?? 'ana-laptop',
      status: 'RUNNING',
      startTime: startedAt,
      parentId: parent ? parent.run.id : null,
      deletedAt: seed.isDeleted ? new Date() : null,
    })
    if (seed.params) await tx.insert(runParams).values(entries(seed.params))
    if (seed.tags) await tx.insert(runTags).values(entries(seed.tags))
    for (const [key, value] of Object.entries(seed.metrics ?? {}))
      await tx
        .insert(runSummaries)
        .values({ runId, key, value, step: 0, time: startedAt, points: 1 })
  })
  return { run, id: runId, experimentId: experiment.id, organizationId }
}

/** A model that a run logged, measured on data of two names. */
export async function seedCandidate(
  ctx: Ctx,
  made: Awaited<ReturnType<typeof seedTracked>>,
  { name = 'model', sha256 }: { name?: string; sha256?: string } = {},
): Promise<string> {
  const id = newId()
  const at = new Date()
  const { organizationId, experimentId, id: runId } = made
  const createdBy = ctx.actor.kind === 'person' ? ctx.actor.id : ''
  await database().write.transaction(async (tx) => {
    await tx.insert(loggedModels).values({
      ...{ id, organizationId, experimentId, runId, name, createdBy },
      modelType: 'classifier',
      status: 'READY',
      createdAt: at,
      updatedAt: at,
    })
    await tx.insert(runModels).values({ runId, modelId: id, role: 'output' })
    await tx.insert(loggedModelMetrics).values(
      ['train', 'held-out'].map((datasetName) => ({
        ...{ modelId: id, key: 'accuracy', datasetName, runId },
        value: 0.9,
        step: 0,
        time: at,
      })),
    )
    if (sha256)
      await tx
        .insert(loggedModelFiles)
        .values({ modelId: id, path: 'MLmodel', size: 7, sha256, createdAt: at })
  })
  return id
}
