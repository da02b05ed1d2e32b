import { eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { runProgress, runs, runTags, trackedRuns } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import { command } from '../command'
import type { Operation, Tx } from '../door'
import { invalid } from '../errors'
import { ingest } from '../ingest'
import { closeRun, copyReports, type FinalState } from '../runs/close'
import type { RunTarget } from '../runs/find'
import { madeBy } from '../runs/made'
import { recalledInputs } from '../runs/recalled'
import { storable } from '../storable'
import { alreadySo, expectingSo } from './already-so'
import { findTrackedRun, requireActive, TrackedRunRef, type TrackedRunTarget } from './find'
import { type TrackedInfo, type TrackedStatus, trackedInfo } from './load'
import { EpochMs, maxTag, nameTag, Status } from './logged'
import { cut } from './names'

const Update = TrackedRunRef.extend({
  status: Status.optional(),
  endTime: EpochMs.optional(),
  name: z.string().optional(),
})

/**
 * Says how a run goes. What ends it is the end of the run as for any other; what opens it again is recorded,
 * too. The status that it has, and another name, are no more than said.
 */
export const updateTrackedRun: Operation<typeof Update, TrackedInfo> = Object.assign(
  async (ctx: Ctx, input: z.input<typeof Update>) => {
    const { status } = input
    if (status === undefined) return rename(ctx, input)
    const said = isFinal(status) ? finish(ctx, input) : reopen(ctx, input)
    return said.catch(expectingSo(() => rename(ctx, { ...input, status: undefined })))
  },
  { action: 'run.finish' as const, input: Update },
)

const stateOf = {
  RUNNING: 'running',
  SCHEDULED: 'queued',
  FINISHED: 'completed',
  FAILED: 'error',
  KILLED: 'stopped',
} as const satisfies Record<TrackedStatus, string>

type Final = 'FINISHED' | 'FAILED' | 'KILLED'
const isFinal = (status: TrackedStatus | undefined): status is Final =>
  status === 'FINISHED' || status === 'FAILED' || status === 'KILLED'

function requireOther({ run }: TrackedRunTarget, state: RunTarget['run']['state']): void {
  if (run.state === state) throw alreadySo()
}

const finish = command({
  action: 'run.finish',
  input: Update,
  load: (tx, input, ctx) => findTrackedRun(tx, ctx, input, { lock: true }),

  async run({ tx, subject, input, ctx }) {
    requireActive(subject)
    const { run } = subject
    const state: FinalState = stateOf[isFinal(input.status) ? input.status : 'FINISHED']
    requireOther(subject, state)
    const { refreshed } = await copyReports(tx, ctx, run)
    const told = await closeRun(tx, ctx, subject, { state, exitCode: null, alerts: [] })
    const result = await say(tx, subject, input)
    const made = await madeBy(tx, ctx, run)
    const updated = made.versions.filter(({ id }) => refreshed.includes(id))
    const after = {
      state,
      versions: made.versions.map(({ uri }) => uri),
      updated: updated.map(({ uri }) => uri),
      datasets: made.datasets,
      alerts: [...new Set(told.map(({ code }) => code))],
    }
    return { result, change: { before: { state: run.state }, after } }
  },
})

/** Also from running to queued and back, which no client of MLflow does by itself. */
const reopen = command({
  action: 'run.reopen',
  input: Update,
  load: (tx, input, ctx) => findTrackedRun(tx, ctx, input, { lock: true }),

  async run({ tx, subject, input, ctx }) {
    requireActive(subject)
    const { run } = subject
    const state = input.status === 'SCHEDULED' ? 'queued' : 'running'
    requireOther(subject, state)
    const alerts = recalledInputs(run.alerts)
    await tx
      .update(runs)
      .set({ state, alerts, finishedAt: null, stopRequestedAt: null, stopRequestedBy: null })
      .where(eq(runs.id, run.id))
    await tx
      .update(runProgress)
      .set({ finished: false, heartbeatAt: ctx.now() })
      .where(eq(runProgress.runId, run.id))
    await tx.update(trackedRuns).set({ endTime: null }).where(eq(trackedRuns.runId, run.id))
    const result = await say(tx, subject, input)
    return { result, change: { before: { state: run.state }, after: { state } } }
  },
})

const rename = ingest({
  action: 'run.report',
  input: Update,
  load: (tx, input, ctx) => findTrackedRun(tx, ctx, input),

  async run({ tx, subject, input }) {
    requireActive(subject)
    return say(tx, subject, input)
  },
})

/** Keeps what was said in MLflow's words. An empty name is none. */
async function say(
  tx: Tx,
  { run, experiment }: TrackedRunTarget,
  { status, endTime, name: said = '' }: z.output<typeof Update>,
): Promise<TrackedInfo> {
  if (!storable(said)) throw invalid('A text in it holds a NUL or a character that is no Unicode.')
  const name = cut(said, maxTag)
  const [tracked] = await tx
    .update(trackedRuns)
    .set({
      ...{ name: name || sql`${trackedRuns.name}` },
      ...(status && { status }),
      ...(endTime !== undefined && { endTime: new Date(endTime) }),
    })
    .where(eq(trackedRuns.runId, run.id))
    .returning()
  if (!tracked) throw new Error('A run that was there is gone.')
  if (name) {
    const { id: runId, organizationId } = run
    await tx
      .insert(runTags)
      .values({ runId, organizationId, key: nameTag, value: name })
      .onConflictDoUpdate({ target: [runTags.runId, runTags.key], set: { value: name } })
  }
  return trackedInfo(tracked, experiment.number)
}
