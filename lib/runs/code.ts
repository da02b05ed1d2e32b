import { and, eq, sql } from 'drizzle-orm'
import { blobs, runs } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import type { ReadDb } from '../door'
import { notFound } from '../errors'
import { query } from '../query'
import { findRun, RunRef, type RunTarget } from './find'
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

/** Whether a run has an archive of its code that the caller may see. */
export async function seesCode(db: ReadDb, ctx: Ctx, { run }: RunTarget): Promise<boolean> {
  if (!run.codeSha256) return false
  const { rows } = await db.execute<{ seen: boolean }>(
    sql`select ${visibleCode(ctx, run.organizationId)} as seen from runs where runs.id = ${run.id}`,
  )
  return rows[0]?.seen ?? false
}
