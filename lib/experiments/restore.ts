import { and, eq, isNotNull } from 'drizzle-orm'
import { experiments, trackedRuns } from '@/db/schema/tables'
import { command } from '../command'
import { notFound } from '../errors'
import { findExperiment } from './find'
import { ExperimentRef } from './view'

/** Brings a deleted experiment back with all of its runs, also those that were deleted one by one. */
export const restoreExperiment = command({
  action: 'experiment.restore',
  input: ExperimentRef,
  load: (tx, input, ctx) => findExperiment(tx, ctx, input, { lock: true }),

  async run({ tx, subject: { experiment }, ctx }) {
    const { id, number } = experiment
    if (!experiment.deletedAt) throw notFound(`No deleted Experiment with id=${number} exists`)
    const at = ctx.now()
    await tx
      .update(experiments)
      .set({ deletedAt: null, updatedAt: at })
      .where(eq(experiments.id, id))
    const { rowCount } = await tx
      .update(trackedRuns)
      .set({ deletedAt: null })
      .where(and(eq(trackedRuns.experimentId, id), isNotNull(trackedRuns.deletedAt)))
    const after = { deleted: false, runs: rowCount ?? 0 }
    return { result: null, change: { before: { deleted: true }, after } }
  },
})
