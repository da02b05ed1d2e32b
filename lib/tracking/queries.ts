import { query } from '../query'
import { findTrackedRun, TrackedRunRef } from './find'
import { loadTrackedRuns, type TrackedRun } from './load'

/** One run with everything that an MLflow client is told of it, a deleted one too. Throws not found. */
export const getTrackedRun = query({
  action: 'run.read',
  input: TrackedRunRef,
  load: (db, input, ctx) => findTrackedRun(db, ctx, input),

  async run({ db, subject }): Promise<TrackedRun> {
    const [run] = await loadTrackedRuns(db, [subject.run.id])
    if (!run) throw new Error('A run that was there is gone.')
    return run
  },
})
