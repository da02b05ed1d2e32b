import { eq } from 'drizzle-orm'
import { type Alert, runProgress, runs } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import type { Tx } from '../door'
import { conflict } from '../errors'
import type { Evidence } from '../versions/evidence'
import { refreshFromRun } from '../versions/insert'
import type { RunTarget } from './find'
import { lastMetrics } from './metrics'
import { recalledInputs } from './recalled'

export type FinalState = 'completed' | 'error' | 'stopped'

/** The alert of a run that nothing was heard of. */
export const silence = 'no_heartbeat'

/**
 * Whether the hub itself ended a run because nothing was heard of it. Whoever runs it may have been cut off,
 * and still say how it went.
 */
export function isGivenUp({ state, alerts }: Pick<RunTarget['run'], 'state' | 'alerts'>): boolean {
  return state === 'error' && alerts.some(({ code }) => code === silence)
}

/**
 * Ends the reporting of a run: later metrics, log and outputs are refused. Copies its last metrics and
 * its parameters into the versions already registered from it. Throws conflict when it has ended
 * before, unless the hub had given it up.
 */
export async function stopReports(
  tx: Tx,
  ctx: Ctx,
  { run, uri }: RunTarget,
): Promise<Pick<Evidence, 'metrics' | 'params'> & { refreshed: string[] }> {
  if (run.finishedAt && !isGivenUp(run))
    throw conflict(`${uri} has already finished: ${run.state}.`, {
      code: 'run_finished',
      details: { state: run.state },
    })
  await tx.update(runProgress).set({ finished: true }).where(eq(runProgress.runId, run.id))
  const metrics = await lastMetrics(tx, run.id)
  const { params } = run
  const { versionIds } = await refreshFromRun(tx, ctx, run.id, { metrics, params })
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
  return alerts
}
