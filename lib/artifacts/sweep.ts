import { inArray, lt } from 'drizzle-orm'
import {
  loggedModelFiles,
  loggedModels,
  multipartParts,
  multipartUploads,
} from '@/db/schema/tables'
import { keptDays } from '../life/state'
import { system } from '../system'
import { dayMs } from '../time'
import { openSince } from './multipart/find'

/**
 * Lets go of what nobody comes back for: uploads in parts that were begun more than a day ago, and the files of
 * logged models that were deleted as long ago as anything that may be restored.
 */
export async function sweepArtifacts(now = new Date()): Promise<void> {
  await system(async (tx) => {
    const over = tx
      .select({ id: multipartUploads.id })
      .from(multipartUploads)
      .where(lt(multipartUploads.createdAt, openSince(now)))
    await tx.delete(multipartParts).where(inArray(multipartParts.uploadId, over))
    await tx.delete(multipartUploads).where(lt(multipartUploads.createdAt, openSince(now)))
    const deleted = tx
      .select({ id: loggedModels.id })
      .from(loggedModels)
      .where(lt(loggedModels.deletedAt, new Date(now.getTime() - keptDays * dayMs)))
    await tx.delete(loggedModelFiles).where(inArray(loggedModelFiles.modelId, deleted))
  })
}
