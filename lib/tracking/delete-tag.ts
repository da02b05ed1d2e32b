import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { runTags, trackedRuns } from '@/db/schema/tables'
import { notFound } from '../errors'
import { ingest } from '../ingest'
import { findTrackedRun, requireActive, TrackedRunRef } from './find'
import { nameTag, parentTag } from './logged'

/**
 * Takes a tag from a run. Throws not found where it has none of this key. Without the tag of its parent it is
 * nested in none; that of its name stays, since a run keeps the name it has, as MLflow's own server has it.
 */
export const deleteRunTag = ingest({
  action: 'run.report',
  input: TrackedRunRef.extend({ key: z.string() }),
  load: (tx, input, ctx) => findTrackedRun(tx, ctx, input),

  async run({ tx, subject, input: { key, run } }) {
    requireActive(subject)
    if (key === nameTag) return null
    if (key === parentTag)
      await tx
        .update(trackedRuns)
        .set({ parentId: null })
        .where(eq(trackedRuns.runId, subject.run.id))
    const [gone] = await tx
      .delete(runTags)
      .where(and(eq(runTags.runId, subject.run.id), eq(runTags.key, key)))
      .returning({ key: runTags.key })
    if (!gone) throw notFound(`No tag with name: ${key} in run with id ${run}`)
    return null
  },
})
