import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import type { Ctx } from '../actor'
import { uploadBlob } from '../files/upload'
import { createModel } from '../models/create'
import { registerVersion } from '../versions/register'

/** Factories that run the real commands; `ctx` is who does it. */

export const sha256 = (bytes: string | Buffer) => createHash('sha256').update(bytes).digest('hex')

export async function uploaded(ctx: Ctx, org: string, content: string): Promise<string> {
  const digest = sha256(content)
  await uploadBlob(ctx, { org, sha256: digest }, Readable.from(Buffer.from(content)))
  return digest
}

export async function modelOf(ctx: Ctx, org: string, slug: string): Promise<string> {
  await createModel(ctx, { org, name: slug, slug })
  return slug
}

export interface Registration {
  model: string
  content?: string
  metrics?: Record<string, number | 'NaN'>
  note?: string
}

/** A pending version with one file `model.bin`. */
export async function registered(ctx: Ctx, org: string, draft: Registration) {
  const content = draft.content ?? 'weights'
  const digest = await uploaded(ctx, org, content)
  return registerVersion(ctx, {
    org,
    model: draft.model,
    files: [{ name: 'model.bin', sha256: digest }],
    metrics: draft.metrics ?? { accuracy: 0.9 },
    note: draft.note ?? '',
  })
}
