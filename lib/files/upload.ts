import type { Readable } from 'node:stream'
import { z } from 'zod'
import { blobs, blobUploads } from '@/db/schema/tables'
import { type Ctx, personBehind } from '../actor'
import { parseInput, type Tx } from '../door'
import { isAppError } from '../errors'
import { ingest } from '../ingest'
import { findOrganization } from '../organizations/find'
import { query } from '../query'
import { OrganizationRef, Sha256 } from '../view'
import { requireBlobs } from './readable'
import { receiveBlob } from './store'

export const BlobRef = OrganizationRef.extend({ sha256: Sha256 })

/** Whether the caller may upload at all; asked before the first byte is read. */
const mayUpload = ingest({
  action: 'blob.upload',
  input: OrganizationRef,
  load: (_tx, input, ctx) => findOrganization(ctx, input.org),
  run: async () => null,
})

/** Notes that the caller brought these bytes. Answers whether the caller could name them before. */
const recordBlob = ingest({
  action: 'blob.upload',
  input: BlobRef.extend({ size: z.int().min(0) }),
  load: (_tx, input, ctx) => findOrganization(ctx, input.org),

  async run({ tx, subject, input, ctx }) {
    const { sha256, size } = input
    const { organizationId } = subject.organization
    const principalId = personBehind(ctx.actor)
    const known = await isReadable(tx, ctx, organizationId, sha256)
    const at = ctx.now()
    await tx.insert(blobs).values({ sha256, size, createdAt: at }).onConflictDoNothing()
    if (principalId)
      await tx
        .insert(blobUploads)
        .values({ sha256, organizationId, principalId, at })
        .onConflictDoUpdate({
          target: [blobUploads.sha256, blobUploads.organizationId, blobUploads.principalId],
          set: { at },
        })
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
  const { size } = await receiveBlob(ref.sha256, body)
  return recordBlob(ctx, { ...ref, size })
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
