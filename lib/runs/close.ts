import { eq, sql } from 'drizzle-orm'
import { type Alert, runProgress, runs, trackedRuns } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import type { Tx } from '../door'
import { conflict } from '../errors'
import { foldParams } from '../tracking/params'
import type { Evidence } from '../versions/evidence'
import { refreshFromRun } from '../versions/insert'
import type { RunTarget } from './find'
import { lastMetrics } from './metrics'
import { recalledInputs } from './recalled'

export type FinalState = 'completed' | 'error' | 'stopped'

/** What MLflow calls the states of a run. */
export const statusOf = {
  queued: 'SCHEDULED',
  running: 'RUNNING',
  completed: 'FINISHED',
  error: 'FAILED',
  stopped: 'KILLED',
} as const

/** The alert of a run that nothing was heard of. */
export const silence = 'no_heartbeat'

/**
 * Whether the hub itself ended a run because nothing was heard of it. Whoever runs it may have been cut off,
 * and still say how it went.
 */
export function isGivenUp({ state, alerts }: Pick<RunTarget['run'], 'state' | 'alerts'>): boolean {
  return state === 'error' && alerts.some(({ code }) => code === silence)
}

/** What a run reported, and the ids of the versions that it changed. */
type Reports = Pick<Evidence, 'metrics' | 'params'> & { refreshed: string[] }

/**
 * Ends the reporting of a run: later metrics, log and outputs are refused. Copies its last metrics and
 * its parameters into the versions already registered from it. Throws conflict when it has ended
 * before, unless the hub had given it up.
 */
export async function stopReports(tx: Tx, ctx: Ctx, { run, uri }: RunTarget): Promise<Reports> {
  if (run.finishedAt && !isGivenUp(run))
    throw conflict(`${uri} has already finished: ${run.state}.`, {
      code: 'run_finished',
      details: { state: run.state },
    })
  return copyReports(tx, ctx, run)
}

/**
 * Notes that nobody waits for more of a run, keeps with it the parameters that were logged of it, and copies
 * those and its last metrics into the versions already registered from it.
 */
export async function copyReports(tx: Tx, ctx: Ctx, { id }: RunTarget['run']): Promise<Reports> {
  await tx.update(runProgress).set({ finished: true }).where(eq(runProgress.runId, id))
  const metrics = await lastMetrics(tx, id)
  const params = await foldParams(tx, id)
  const { versionIds } = await refreshFromRun(tx, ctx, id, { metrics, params })
  return { metrics, params, refreshed: versionIds }
}

/** Writes how a run ended, and answers its alerts: what was wrong from the start stays said. */
export async function closeRun(
  tx: Tx,
  ctx: Ctx,
  { run }: RunTarget,
  end: { state: FinalState; exitCode: number | null; alerts: Alert[] },
): Promise<Alert[]> {
  const alerts = [...recalledInputs(run.alerts), ...end.alerts]
  await tx
    .update(runs)
    .set({ ...end, alerts, finishedAt: ctx.now() })
    .where(eq(runs.id, run.id))
  // Of a run that a client of MLflow tracks, which asks for its own words, and may have told when it ended.
  const isOpen = sql`${trackedRuns.status} in ('RUNNING', 'SCHEDULED')`
  const now = ctx.now().toISOString()
  await tx
    .update(trackedRuns)
    .set({
      status: statusOf[end.state],
      endTime: sql`case when ${isOpen} then coalesce(${trackedRuns.endTime}, ${now}) else ${now} end`,
    })
    .where(eq(trackedRuns.runId, run.id))
  return alerts
}
