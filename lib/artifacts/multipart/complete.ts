import { Readable } from 'node:stream'
import { eq } from 'drizzle-orm'
import { multipartUploads } from '@/db/schema/tables'
import type { Ctx } from '../../actor'
import { invalid } from '../../errors'
import { type Received, readBlob, receiveBlob } from '../../files/store'
import { aside } from '../../place'
import { type ArtifactRef, placeAt } from '../place'
import { putFile } from '../put'
import { type WriteStep, writingAt } from '../writing'
import { findUpload, noUpload, type PartRow, partsOf, removeParts } from './find'

/** A part as the client names it: its number and the digest that it was answered with. */
export interface NamedPart {
  number: number
  sha256: string
}

/**
 * Makes one file of the parts of an upload. The same again is fine: what was not answered may have been
 * done. Throws invalid for parts that are missing, or are not those that the client sent.
 */
export async function completeUpload(
  ctx: Ctx,
  { path, ...ref }: ArtifactRef,
  { id, named }: { id: string; named: readonly NamedPart[] },
): Promise<void> {
  const place = placeAt(path)
  const parts = await collected(id, path)(ctx, ref, place)
  if (parts === null) return
  requireSame(parts.rows, parts.wanted, named)
  const begun = joining.get(id)
  if (begun) return aside(() => begun)
  const joined = join(id, parts.rows, (received) => record(id, path, received)(ctx, ref, place))
  joining.set(id, joined)
  await joined.finally(() => joining.delete(id))
}

/**
 * What is being joined in this process: clients ask again while it is at work, and a file is not to lie on the
 * disk as often as they do.
 */
const joining = new Map<string, Promise<void>>()

async function join(
  id: string,
  parts: readonly PartRow[],
  record: (received: Received) => Promise<void>,
): Promise<void> {
  const received = await receiveBlob(null, Readable.from(bytesOf(parts), { objectMode: false }))
  try {
    if (received.size !== parts.reduce((size, part) => size + part.size, 0))
      throw new Error(`The parts of the upload ${id} are not as they came.`)
    await record(received)
  } finally {
    await received.discard()
  }
}

const collected = (id: string, path: string) =>
  writingAt(async (step) => {
    const upload = await findOwn(step, id, path)
    return isDone(upload) ? null : { wanted: upload.parts, rows: await partsOf(step.tx, upload) }
  })

const record = (id: string, path: string, received: Received) =>
  writingAt(async (step) => {
    const upload = await findOwn(step, id, path)
    if (isDone(upload)) return
    await putFile(step, received)
    await removeParts(step.tx, upload)
    await step.tx.update(multipartUploads).set({ parts: 0 }).where(eq(multipartUploads.id, id))
    await received.keep()
  })

/** An upload to this very place; others that would end it wait. */
export async function findOwn({ tx, ctx, organizationId }: WriteStep, id: string, path: string) {
  const upload = await findUpload(tx, ctx, id, { lock: true })
  if (upload.path !== path || upload.organizationId !== organizationId) throw noUpload()
  return upload
}

/** Its row stays until it is swept, so that whoever asks again is told the same. */
export const isDone = ({ parts }: { parts: number }) => parts === 0

function requireSame(rows: readonly PartRow[], wanted: number, named: readonly NamedPart[]): void {
  const digests = new Map(named.map(({ number, sha256 }) => [number, sha256]))
  const has = new Map(rows.map(({ number, sha256 }) => [number, sha256]))
  for (let number = 1; number <= wanted; number++) {
    const sha256 = has.get(number)
    if (!sha256)
      throw invalid(`Part ${number} of ${wanted} has not come. Send it, and then complete.`)
    if (digests.get(number) !== sha256)
      throw invalid(
        `Part ${number} is not the one that came last. Name each part with the ETag of its answer.`,
      )
  }
  if (named.length !== wanted)
    throw invalid(`The upload has ${wanted} parts, and ${named.length} are named.`)
}

async function* bytesOf(parts: readonly PartRow[]) {
  for (const { sha256 } of parts) yield* readBlob(sha256)
}
