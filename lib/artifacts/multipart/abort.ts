import { eq } from 'drizzle-orm'
import { multipartUploads } from '@/db/schema/tables'
import type { Ctx } from '../../actor'
import { isAppError } from '../../errors'
import { type ArtifactRef, placeAt } from '../place'
import { writingAt } from '../writing'
import { findOwn, isDone } from './complete'
import { removeParts } from './find'

/** Gives an upload up. One that is not there, or has ended, is given up already. */
export async function abortUpload(
  ctx: Ctx,
  { path, ...ref }: ArtifactRef,
  id: string,
): Promise<void> {
  const abort = writingAt(async (step) => {
    const upload = await findOwn(step, id, path)
    if (isDone(upload)) return
    await removeParts(step.tx, upload)
    await step.tx.delete(multipartUploads).where(eq(multipartUploads.id, id))
  })
  await abort(ctx, ref, placeAt(path)).catch((error: unknown) => {
    if (!isAppError(error) || error.code !== 'no_upload') throw error
  })
}
