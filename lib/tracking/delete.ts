import { eq } from 'drizzle-orm'
import type { z } from 'zod'
import { trackedRuns } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import { command } from '../command'
import type { Operation, Tx } from '../door'
import { requireActive } from '../experiments/find'
import { alreadySo, expectingSo } from './already-so'
import { findTrackedRun, TrackedRunRef, type TrackedRunTarget } from './find'

type Change = Operation<typeof TrackedRunRef, null>

/**
 * Deletes a run for MLflow's clients: nothing is added to it, and their searches leave it out. Its page and
 * what was made of it stay. A deleted one stays so.
 */
export const deleteTrackedRun: Change = Object.assign(
  (ctx: Ctx, input: z.input<typeof TrackedRunRef>) =>
    remove(ctx, input).catch(expectingSo(() => null)),
  { action: 'run.delete' as const, input: TrackedRunRef },
)

/** Brings a deleted run back; one that is there stays. */
export const restoreTrackedRun: Change = Object.assign(
  (ctx: Ctx, input: z.input<typeof TrackedRunRef>) =>
    restore(ctx, input).catch(expectingSo(() => null)),
  { action: 'run.restore' as const, input: TrackedRunRef },
)

const remove = command({
  action: 'run.delete',
  input: TrackedRunRef,
  load: (tx, input, ctx) => findTrackedRun(tx, ctx, input, { lock: true }),

  async run({ tx, subject, ctx }) {
    if (subject.tracked.deletedAt) throw alreadySo()
    await setDeleted(tx, subject, ctx.now())
    return { result: null, change: { before: { deleted: false }, after: { deleted: true } } }
  },
})

const restore = command({
  action: 'run.restore',
  input: TrackedRunRef,
  load: (tx, input, ctx) => findTrackedRun(tx, ctx, input, { lock: true }),

  async run({ tx, subject }) {
    requireActive(subject.experiment)
    if (!subject.tracked.deletedAt) throw alreadySo()
    await setDeleted(tx, subject, null)
    return { result: null, change: { before: { deleted: true }, after: { deleted: false } } }
  },
})

async function setDeleted(tx: Tx, { run }: TrackedRunTarget, deletedAt: Date | null) {
  await tx.update(trackedRuns).set({ deletedAt }).where(eq(trackedRuns.runId, run.id))
}
