import { and, eq, isNull } from 'drizzle-orm'
import { experiments, trackedRuns } from '@/db/schema/tables'
import { command } from '../command'
import { notFound } from '../errors'
import { defaultExperiment, findExperiment } from './find'
import { ExperimentRef } from './view'

const Deletable = ExperimentRef.refine(({ experiment }) => experiment !== defaultExperiment, {
  message: 'Default stays: runs that name no experiment go to it. Delete its runs instead.',
  path: ['experiment'],
})

/**
 * Deletes an experiment for MLflow's clients, and its runs with it. Nothing is lost: their pages stay, and
 * restoring it brings all of them back.
 */
export const deleteExperiment = command({
  action: 'experiment.delete',
  input: Deletable,
  load: (tx, input, ctx) => findExperiment(tx, ctx, input, { lock: true }),

  async run({ tx, subject: { experiment }, ctx }) {
    const { id, number } = experiment
    if (experiment.deletedAt) throw notFound(`No Experiment with id=${number} exists`)
    const at = ctx.now()
    await tx.update(experiments).set({ deletedAt: at, updatedAt: at }).where(eq(experiments.id, id))
    const { rowCount } = await tx
      .update(trackedRuns)
      .set({ deletedAt: at })
      .where(and(eq(trackedRuns.experimentId, id), isNull(trackedRuns.deletedAt)))
    const after = { deleted: true, runs: rowCount ?? 0 }
    return { result: null, change: { before: { deleted: false }, after } }
  },
})
