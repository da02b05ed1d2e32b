import { and, eq, lt } from 'drizzle-orm'
import { type Alert, runProgress, runs } from '@/db/schema/tables'
import { type Ctx, personBehind } from '../actor'
import { command } from '../command'
import type { Tx } from '../door'
import { conflict } from '../errors'
import { moment } from '../life/state'
import { Note } from '../view'
import { closeRun, stopReports } from './close'
import { findRun, RunRef, type RunTarget } from './find'
import { madeBy } from './made'
import type { Progress } from './view'

/** How long whoever runs a run may be silent before a stop no longer waits for an answer. */
const silentMinutes = 2

/**
 * Asks a run to stop: whoever runs it ends the command and reports the run as stopped. Where nothing was
 * heard of it for 2 minutes, nobody is left to ask, and it ends at once.
 */
export const stopRun = command({
  action: 'run.stop',
  input: RunRef.extend({ note: Note.optional() }),
  load: (tx, input, ctx) => findRun(tx, ctx, input, { lock: true }),

  async run({ tx, subject, input, ctx }) {
    const { run, uri } = subject
    const { note } = input
    requireRunning(subject)
    const silent = await silentSince(tx, ctx, run.id)
    if (run.stopRequestedAt && !silent)
      throw conflict(`${uri} was asked to stop at ${moment(run.stopRequestedAt)}. It will soon.`, {
        code: 'stop_requested',
      })
    if (!run.stopRequestedAt)
      await tx
        .update(runs)
        .set({ stopRequestedAt: ctx.now(), stopRequestedBy: personBehind(ctx.actor) })
        .where(eq(runs.id, run.id))
    const before = { state: run.state, stopRequested: run.stopRequestedAt !== null }
    const ended = silent ? await endSilent(tx, ctx, subject, silent) : null
    const after = { state: ended ? 'stopped' : run.state, stopRequested: true, ...ended }
    const [progress] = await tx
      .select({ statusDetail: runProgress.statusDetail, logBytes: runProgress.logBytes })
      .from(runProgress)
      .where(eq(runProgress.runId, run.id))
    const result: Progress = {
      state: ended ? 'stopped' : run.state,
      stopRequested: true,
      statusDetail: progress?.statusDetail ?? null,
      logBytes: progress?.logBytes ?? 0,
    }
    return { result, change: { before, after, note } }
  },
})

function requireRunning({ run, uri }: RunTarget): void {
  if (run.finishedAt)
    throw conflict(`${uri} has already finished: ${run.state}.`, {
      code: 'run_finished',
      details: { state: run.state },
    })
}

/** When a run was last heard of, if that is longer ago than it should be; keeps it silent until the end. */
async function silentSince(tx: Tx, ctx: Ctx, runId: string): Promise<Date | undefined> {
  const [silent] = await tx
    .select({ since: runProgress.heartbeatAt })
    .from(runProgress)
    .where(and(eq(runProgress.runId, runId), lt(runProgress.heartbeatAt, stopDeadline(ctx))))
    .for('update')
  return silent?.since
}

/** Ends a run that was asked to stop and of which nothing was heard since. Answers what the event says. */
export async function endSilent(tx: Tx, ctx: Ctx, target: RunTarget, since: Date) {
  const { refreshed } = await stopReports(tx, ctx, target)
  const message = `It was asked to stop, and nothing was heard of it since ${moment(since)}.`
  const alerts: Alert[] = [...target.run.alerts, { code: 'no_answer', message }]
  await closeRun(tx, ctx, target, { state: 'stopped', exitCode: null, alerts })
  const made = await madeBy(tx, ctx, target.run)
  const updated = made.versions.filter(({ id }) => refreshed.includes(id)).map(({ uri }) => uri)
  return { alerts: ['no_answer'], lastHeard: since.toISOString(), updated }
}

/** Whoever was last heard of before this does not answer. */
export function stopDeadline(ctx: Ctx): Date {
  return new Date(ctx.now().getTime() - silentMinutes * 60_000)
}
