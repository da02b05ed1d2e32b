import { and, asc, eq, isNotNull, lt, or, sql } from 'drizzle-orm'
import { z } from 'zod'
import { database } from '@/db/client'
import { organizations, projects, runProgress, runs } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import { command } from '../command'
import { conflict, notFound } from '../errors'
import { endEach } from '../expiry'
import { closeRun, silence, stopReports } from './close'
import { runTarget } from './find'
import { endSilent, stopDeadline } from './stop'

/**
 * Ends runs that fell silent, `limit` of them at most, the longest silent first: as failed when the patience
 * with each is over, as stopped after 2 minutes where someone asked for it. Answers how many. For the worker,
 * which holds a lock around it.
 */
export async function expireRuns(ctx: Ctx, { limit = 100 } = {}): Promise<number> {
  const silent = await database()
    .read.select({ id: runProgress.runId })
    .from(runProgress)
    .innerJoin(runs, eq(runs.id, runProgress.runId))
    .where(and(eq(runProgress.finished, false), isSilent(ctx)))
    .orderBy(asc(runProgress.heartbeatAt))
    .limit(limit)
  return endEach(silent, (id) => expireRun(ctx, { id }))
}

const expireRun = command({
  action: 'run.finish',
  input: z.object({ id: z.uuid() }),

  async load(tx, { id }) {
    const [found] = await tx
      .select({
        run: runs,
        project: { id: projects.id, slug: projects.slug },
        organization: {
          organizationId: organizations.id,
          slug: organizations.slug,
          name: organizations.name,
          fourEyes: organizations.fourEyes,
        },
      })
      .from(runs)
      .innerJoin(projects, eq(projects.id, runs.projectId))
      .innerJoin(organizations, eq(organizations.id, runs.organizationId))
      .where(eq(runs.id, id))
      .for('no key update', { of: runs })
    if (!found) throw notFound('This run is not there.')
    const { organization, project, run } = found
    return runTarget({ ...organization, grants: [] }, project, run)
  },

  async run({ tx, subject, ctx }) {
    const { run } = subject
    const [silent] = await tx
      .select({ since: runProgress.heartbeatAt, minutes: runProgress.patienceMinutes })
      .from(runProgress)
      .innerJoin(runs, eq(runs.id, runProgress.runId))
      .where(and(eq(runProgress.runId, run.id), isSilent(ctx)))
      .for('update', { of: runProgress })
    if (!silent) throw conflict('The run is alive.')
    if (run.stopRequestedAt) {
      const ended = await endSilent(tx, ctx, subject, silent.since)
      const after = { state: 'stopped', ...ended }
      return { result: true, change: { before: { state: run.state }, after } }
    }
    await stopReports(tx, ctx, subject)
    const since = silent.since.toISOString()
    const { minutes } = silent
    const long = minutes < 120 ? `${minutes} minutes` : `${Math.round(minutes / 60)} hours`
    const message = `Nothing was heard of the run for ${long}, last at ${since}.`
    const alerts = [...run.alerts, { code: silence, message }]
    await closeRun(tx, ctx, subject, { state: 'error', exitCode: null, alerts })
    const after = { state: 'error', alerts: [silence], lastHeard: since }
    return { result: true, change: { before: { state: run.state }, after } }
  },
})

function isSilent(ctx: Ctx) {
  const { heartbeatAt, patienceMinutes } = runProgress
  const now = sql`${ctx.now().toISOString()}::timestamptz`
  // The first condition is what an index finds by; patience is never less.
  return and(
    lt(heartbeatAt, stopDeadline(ctx)),
    or(
      lt(heartbeatAt, sql`${now} - ${patienceMinutes} * interval '1 minute'`),
      isNotNull(runs.stopRequestedAt),
    ),
  )
}
