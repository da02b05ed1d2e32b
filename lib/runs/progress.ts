import { eq } from 'drizzle-orm'
import { runProgress } from '@/db/schema/tables'
import { ingest } from '../ingest'
import { query } from '../query'
import { PlainText } from '../view'
import { findRun, RunRef } from './find'
import { heartbeat } from './heartbeat'
import type { Progress } from './view'

/** How far a run is, and whether someone wants it to stop: cheap enough to be asked every few seconds. */
export const getProgress = query({
  action: 'run.read',
  input: RunRef,
  load: (db, input, ctx) => findRun(db, ctx, input),

  async run({ db, subject: { run } }): Promise<Progress> {
    const [progress] = await db
      .select({ statusDetail: runProgress.statusDetail, logBytes: runProgress.logBytes })
      .from(runProgress)
      .where(eq(runProgress.runId, run.id))
    return {
      state: run.state,
      stopRequested: run.stopRequestedAt !== null,
      statusDetail: progress?.statusDetail ?? null,
      logBytes: progress?.logBytes ?? 0,
    }
  },
})

/** Keeps what a running job says it is doing; an empty text takes it back. Notes that it is alive. */
export const setStatus = ingest({
  action: 'run.report',
  input: RunRef.extend({
    detail: PlainText(1000).refine((text) => text.isWellFormed(), 'A text is well-formed Unicode.'),
  }),
  load: (tx, input, ctx) => findRun(tx, ctx, input),

  async run({ tx, subject, input, ctx }) {
    await heartbeat(tx, ctx, subject)
    await tx
      .update(runProgress)
      .set({ statusDetail: input.detail || null })
      .where(eq(runProgress.runId, subject.run.id))
    return null
  },
})
