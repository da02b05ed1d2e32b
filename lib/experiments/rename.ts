import { eq } from 'drizzle-orm'
import { experiments } from '@/db/schema/tables'
import { command } from '../command'
import { invalid } from '../errors'
import { findProject } from '../projects/find'
import { requireFree } from './create'
import { findExperiment } from './find'
import { ExperimentName, ExperimentRef } from './view'

/** Gives an experiment another name. Throws conflict for one in use. */
export const renameExperiment = command({
  action: 'experiment.update',
  input: ExperimentRef.extend({ name: ExperimentName }),
  async load(tx, input, ctx) {
    // Names are taken under the lock of the project.
    await findProject(tx, ctx, input, { lock: true })
    return findExperiment(tx, ctx, input, { lock: true })
  },

  async run({ tx, subject: { experiment, project }, input: { name }, ctx }) {
    if (experiment.deletedAt)
      throw invalid('Cannot rename a non-active experiment. Restore it first.')
    if (name !== experiment.name) await requireFree(tx, project.id, name)
    await tx
      .update(experiments)
      .set({ name, updatedAt: ctx.now() })
      .where(eq(experiments.id, experiment.id))
    return { result: null, change: { before: { name: experiment.name }, after: { name } } }
  },
})
