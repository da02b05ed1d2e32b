import type { Readable } from 'node:stream'
import { and, eq, ne, sum } from 'drizzle-orm'
import { z } from 'zod'
import { multipartParts } from '@/db/schema/tables'
import type { Ctx } from '../../actor'
import type { ReadDb, Target, Tx } from '../../door'
import { env } from '../../env'
import { AppError } from '../../errors'
import { insertBlob } from '../../files/keep'
import { type Received, receiveBlob } from '../../files/store'
import { ingest } from '../../ingest'
import { query } from '../../query'
import { hashSecret } from '../../secret'
import { findUpload, noUpload, type UploadRow } from './find'

const PartRef = z.object({
  upload: z.string(),
  number: z.coerce.number().int(),
  secret: z.string().max(200),
})
type PartRef = z.output<typeof PartRef>

/**
 * Takes in one part of a file from whoever shows the secret of its upload; the same number again replaces
 * it. `ctx` is the hub itself: the address is all that a sender has. Answers the SHA-256 of the part.
 */
export async function receivePart(ctx: Ctx, ref: PartRef, body: Readable): Promise<string> {
  await isAwaited(ctx, ref)
  const received = await receiveBlob(null, body)
  try {
    await record(received)(ctx, ref)
    return received.sha256
  } finally {
    await received.discard()
  }
}

const isAwaited = query({
  action: 'blob.upload',
  input: PartRef,
  load: (db, input, ctx) => findAwaiting(db, ctx, input),
  run: async () => null,
})

const record = (received: Received) =>
  ingest({
    action: 'blob.upload',
    input: PartRef,
    load: (tx, input, ctx) => findAwaiting(tx, ctx, input, { lock: true }),

    async run({ tx, subject, input: { number }, ctx }) {
      const { sha256, size } = received
      const uploadId = subject.upload.id
      await requireRoom(tx, uploadId, number, size)
      await insertBlob(tx, received, ctx.now())
      await tx
        .insert(multipartParts)
        .values({ uploadId, number, sha256, size })
        .onConflictDoUpdate({
          target: [multipartParts.uploadId, multipartParts.number],
          set: { sha256, size },
        })
      await received.keep()
    },
  })

async function findAwaiting(
  db: ReadDb,
  ctx: Ctx,
  { upload: id, number, secret }: PartRef,
  finding = {},
): Promise<Target & { upload: UploadRow }> {
  const upload = await findUpload(db, ctx, id, finding)
  // One that has come to its end awaits none.
  if (upload.hash !== hashSecret(secret) || number < 1 || number > upload.parts) throw noUpload()
  const { organizationId } = upload
  const event = { kind: 'upload', id: upload.id, uri: upload.path, organizationId }
  return { upload, access: { organizationId }, event }
}

/** A file is no larger than one that comes at once. */
async function requireRoom(tx: Tx, uploadId: string, number: number, size: number): Promise<void> {
  const { maxUpload } = env()
  if (maxUpload === null) return
  const [others] = await tx
    .select({ size: sum(multipartParts.size).mapWith(Number) })
    .from(multipartParts)
    .where(and(eq(multipartParts.uploadId, uploadId), ne(multipartParts.number, number)))
  if ((others?.size ?? 0) + size > maxUpload)
    throw new AppError('too_large', `A file may have at most ${maxUpload} bytes here.`)
}
