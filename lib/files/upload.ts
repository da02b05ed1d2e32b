import type { Readable } from 'node:stream'
import { blobUploads } from '@/db/schema/tables'
import { type Ctx, personBehind } from '../actor'
import { parseInput, type Tx } from '../door'
import { isAppError } from '../errors'
import { ingest } from '../ingest'
import { findOrganization } from '../organizations/find'
import { query } from '../query'
import { OrganizationRef, Sha256 } from '../view'
import { insertBlob } from './keep'
import { lockBlob } from './lock'
import { requireBlobs } from './readable'
import { type Received, receiveBlob } from './store'

export const BlobRef = OrganizationRef.extend({ sha256: Sha256 })

/** Whether the caller may upload at all; asked before the first byte is read. */
const mayUpload = ingest({
  action: 'blob.upload',
  input: OrganizationRef,
  load: (_tx, input, ctx) => findOrganization(ctx, input.org),
  run: async () => null,
})

/**
 * Keeps received bytes and notes that the caller brought them, both or neither. Answers whether the caller
 * could name them before.
 */
const recordBlob = ({ size, keep }: Received) =>
  ingest({
    action: 'blob.upload',
    input: BlobRef,
    load: (_tx, input, ctx) => findOrganization(ctx, input.org),

    async run({ tx, subject, input: { sha256 }, ctx }) {
      const { organizationId } = subject.organization
      const principalId = personBehind(ctx.actor)
      await lockBlob(tx, sha256)
      const known = await isReadable(tx, ctx, organizationId, sha256)
      const at = ctx.now()
      await insertBlob(tx, { sha256, size }, at)
      if (principalId)
        await tx
          .insert(blobUploads)
          .values({ sha256, organizationId, principalId, at })
          .onConflictDoUpdate({
            target: [blobUploads.sha256, blobUploads.organizationId, blobUploads.principalId],
            set: { at },
          })
      // Last: a transaction that is run again must find the bytes where they were.
      await keep()
      return { created: !known, sha256, size }
    },
  })

async function isReadable(tx: Tx, ctx: Ctx, organizationId: string, sha256: string) {
  try {
    await requireBlobs(tx, ctx, organizationId, [sha256])
    return true
  } catch (error) {
    if (isAppError(error) && error.kind === 'not_found') return false
    throw error
  }
}

/** Takes in one file as a stream. Throws `digest_mismatch`, `too_large`, `storage_full`, forbidden. */
export async function uploadBlob(ctx: Ctx, raw: unknown, body: Readable) {
  const ref = parseInput(BlobRef, raw)
  await mayUpload(ctx, { org: ref.org })
  const received = await receiveBlob(ref.sha256, body)
  try {
    return await recordBlob(received)(ctx, ref)
  } finally {
    await received.discard()
  }
}

/** Size in bytes of a blob that the caller may read. Throws not found. */
export const getBlob = query({
  action: 'blob.read',
  input: BlobRef,
  load: (_db, input, ctx) => findOrganization(ctx, input.org),

  async run({ db, subject, input, ctx }) {
    const sizes = await requireBlobs(db, ctx, subject.organization.organizationId, [input.sha256])
    return { sha256: input.sha256, size: sizes.get(input.sha256) ?? 0 }
  },
})
