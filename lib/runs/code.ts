import { and, eq } from 'drizzle-orm'
import { blobs, runs } from '@/db/schema/tables'
import { notFound } from '../errors'
import { query } from '../query'
import { findRun, RunRef } from './find'
import { visibleCode } from './visible'

/** The archive of the code that a run ran from. Throws not found where it has none that the caller may see. */
export const getCode = query({
  action: 'run.read',
  input: RunRef,
  load: (db, input, ctx) => findRun(db, ctx, input),

  async run({ db, subject, ctx }) {
    const { run, uri } = subject
    const [code] = await db
      .select({ sha256: blobs.sha256, size: blobs.size })
      .from(runs)
      .innerJoin(blobs, eq(blobs.sha256, runs.codeSha256))
      .where(and(eq(runs.id, run.id), visibleCode(ctx, run.organizationId)))
    if (!code)
      throw notFound(`${uri} ran from no archive of code, or you may not see it.`, {
        code: 'no_code',
      })
    return { name: 'code.tar.gz', ...code }
  },
})
