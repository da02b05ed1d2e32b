import { and, eq } from 'drizzle-orm'
import { database } from '@/db/client'
import { experiments, loggedModels, projects, runs, trackedRuns } from '@/db/schema/tables'
import { type Ctx, personBehind } from '../actor'
import { defaultProject, ensureExperiments } from '../experiments/project'
import { newId } from '../ids'
import { createRun } from '../runs/create'
import { hexOf, loggedModelRef } from '../tracking/ids'

/** Places that files are logged to, for tests; `ctx` is whose they are. */

/** A tracked run of the experiment Default: its id and the path of its files. */
export async function trackedRun(ctx: Ctx, org: string, project = defaultProject) {
  const experimentId = await defaultExperimentOf(ctx, org, project)
  const { run: number } = await createRun(ctx, { org, project })
  const db = database()
  const [run] = await db.read
    .select({ id: runs.id, organizationId: runs.organizationId })
    .from(runs)
    .innerJoin(experiments, eq(experiments.projectId, runs.projectId))
    .where(and(eq(runs.number, number), eq(experiments.id, experimentId)))
  if (!run) throw new Error('There is no run.')
  await db.write.transaction((tx) =>
    tx.insert(trackedRuns).values({
      ...{ runId: run.id, organizationId: run.organizationId, experimentId },
      ...{ name: 'calm-fox-1', status: 'RUNNING', startTime: ctx.now() },
    }),
  )
  return { id: run.id, number, hex: hexOf(run.id), root: `0/${hexOf(run.id)}/artifacts` }
}

/** A logged model of the experiment Default: its id and the path of its files. */
export async function loggedModel(ctx: Ctx, org: string, project = defaultProject) {
  const experimentId = await defaultExperimentOf(ctx, org, project)
  const [membership] = ctx.memberships
  const id = newId()
  await database().write.transaction((tx) =>
    tx.insert(loggedModels).values({
      ...{ id, organizationId: membership?.organizationId ?? '', experimentId },
      ...{ name: 'model', status: 'PENDING', createdBy: personBehind(ctx.actor) ?? '' },
      ...{ createdAt: ctx.now(), updatedAt: ctx.now() },
    }),
  )
  return { id, ref: loggedModelRef(id), root: `0/models/${loggedModelRef(id)}/artifacts` }
}

async function defaultExperimentOf(ctx: Ctx, org: string, project: string): Promise<string> {
  await ensureExperiments(ctx, { org, project })
  const organizationIds = ctx.memberships.map(({ organizationId }) => organizationId)
  const [found] = await database()
    .read.select({ id: experiments.id })
    .from(experiments)
    .innerJoin(projects, eq(projects.id, experiments.projectId))
    .where(
      and(
        eq(projects.organizationId, organizationIds[0] ?? ''),
        eq(projects.slug, project),
        eq(experiments.number, 0),
      ),
    )
  if (!found) throw new Error('There is no experiment.')
  return found.id
}
