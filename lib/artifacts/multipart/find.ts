import { and, asc, eq, gt } from 'drizzle-orm'
import { multipartParts, multipartUploads } from '@/db/schema/tables'
import type { Ctx } from '../../actor'
import type { ReadDb, Tx } from '../../door'
import { notFound } from '../../errors'
import { isId } from '../../ids'
import { dayMs } from '../../time'

export type UploadRow = typeof multipartUploads.$inferSelect
export type PartRow = typeof multipartParts.$inferSelect

/** Parts of one upload at most, as S3 has it. */
export const mostParts = 10_000

/** Since when an upload is still open: what was begun earlier is swept. */
export const openSince = (now: Date) => new Date(now.getTime() - dayMs)

export const noUpload = () =>
  notFound('There is no upload in parts of this id, or it has ended. Begin it again.', {
    code: 'no_upload',
  })

/** The open upload of this id; with `lock`, others that change it wait. Throws not found. */
export async function findUpload(
  db: ReadDb,
  ctx: Ctx,
  id: string,
  { lock = false } = {},
): Promise<UploadRow> {
  if (!isId(id)) throw noUpload()
  const search = db
    .select()
    .from(multipartUploads)
    .where(and(eq(multipartUploads.id, id), gt(multipartUploads.createdAt, openSince(ctx.now()))))
  const [found] = await (lock ? search.for('no key update') : search)
  if (!found) throw noUpload()
  return found
}

/** What has come of an upload, in order. */
export function partsOf(db: ReadDb, { id }: UploadRow): Promise<PartRow[]> {
  return db
    .select()
    .from(multipartParts)
    .where(eq(multipartParts.uploadId, id))
    .orderBy(asc(multipartParts.number))
}

export async function removeParts(tx: Tx, { id }: UploadRow): Promise<void> {
  await tx.delete(multipartParts).where(eq(multipartParts.uploadId, id))
}
