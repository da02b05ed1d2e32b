import { and, eq } from 'drizzle-orm'
import { database } from '@/db/client'
import { experiments, runs, trackedRuns } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import { ensureExperiments } from '../experiments/project'
import { newId } from '../ids'
import { findProject } from '../projects/find'
import { createRun } from '../runs/create'
import { hexOf } from './ids'

/** A run of the experiment `Default`, by its 32 digits and its number in the project. */
export async function trackedRun(ctx: Ctx, org: string, project = 'default') {
  await ensureExperiments(ctx, { org, project })
  const { run } = await createRun(ctx, { org, project })
  const { project: row } = await findProject(database().read, ctx, { org, project })
  const [found] = await database()
    .read.select()
    .from(runs)
    .where(and(eq(runs.projectId, row.id), eq(runs.number, run)))
  const [experiment] = await database()
    .read.select()
    .from(experiments)
    .where(and(eq(experiments.projectId, row.id), eq(experiments.number, 0)))
  if (!found || !experiment) throw new Error('no')
  await database().write.transaction((tx) =>
    tx.insert(trackedRuns).values({
      runId: found.id,
      organizationId: row.organizationId,
      experimentId: experiment.id,
      name: `run-${newId()}`,
      status: 'RUNNING',
      startTime: new Date(),
    }),
  )
  return { id: found.id, run: hexOf(found.id), number: run }
}
