import type { Readable } from 'node:stream'
import type { Ctx } from '../actor'
import { env } from '../env'
import { type Received, receiveBlob } from '../files/store'
import { type ArtifactRef, placeAt } from './place'
import { putFile, requireNewName } from './put'
import { requireWritable, writingAt } from './writing'

const put = (received: Received) =>
  writingAt(async (step) => {
    await putFile(step, received)
    await received.keep()
  })

/**
 * Takes in one file as a stream and records it where its path says. Throws `too_large`, `storage_full`,
 * forbidden, conflict where something holds the file that it would replace.
 */
export async function uploadArtifact(
  ctx: Ctx,
  { path, ...ref }: ArtifactRef,
  body: Readable,
  limit = Number.POSITIVE_INFINITY,
): Promise<void> {
  const place = placeAt(path)
  const most = Math.min(limit, env().maxUpload ?? Number.POSITIVE_INFINITY)
  // Before the first byte is read.
  await requireWritable(ctx, ref, place)
  requireNewName(place)
  const received = await receiveBlob(null, body, Number.isFinite(most) ? most : null)
  try {
    await put(received)(ctx, ref, place)
  } finally {
    await received.discard()
  }
}
