import { eq } from 'drizzle-orm'
import { runs } from '@/db/schema/tables'
import { command } from '../command'
import { Tags } from '../view'
import { findRun, RunRef } from './find'

/** Sets the tags of a run, running or not. What it did and made stays as it is for ever. */
export const updateRun = command({
  action: 'run.update',
  input: RunRef.extend({ tags: Tags }),
  load: (tx, input, ctx) => findRun(tx, ctx, input, { lock: true }),

  async run({ tx, subject, input }) {
    const { run, uri } = subject
    const { tags } = input
    await tx.update(runs).set({ tags }).where(eq(runs.id, run.id))
    return {
      result: { run: run.number, uri, tags },
      change: { before: { tags: run.tags }, after: { tags } },
    }
  },
})
