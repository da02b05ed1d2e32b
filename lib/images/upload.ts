import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { count, eq } from 'drizzle-orm'
import { z } from 'zod'
import { blobs, modelImages } from '@/db/schema/tables'
import { personBehind } from '../actor'
import { command } from '../command'
import type { Tx } from '../door'
import { AppError, conflict, forbidden, invalid } from '../errors'
import { lockBlob } from '../files/lock'
import { receiveBlob } from '../files/store'
import { findModel, ModelRef } from '../models/find'
import { paths } from '../paths'
import { query } from '../query'
import { PlainText } from '../view'
import { type ImageFacts, imageFacts } from './format'

/** Bytes. */
export const maxImage = 10 * 1024 * 1024
// Whoever may write could fill the disk of everybody.
const maxImages = 500
// A few bytes can say that they are more than a browser has room for.
const maxPixels = 100_000_000

export const ImageRef = ModelRef.extend({
  name: PlainText(200).default('').describe('What it is called, and shown as where it is not seen'),
})

export const ModelImage = z
  .object({
    id: z.string(),
    url: z.string().describe('From the root of the hub'),
    markdown: z.string().describe('What to put into a card to show it'),
  })
  .meta({ id: 'ModelImage' })
export type ModelImage = z.infer<typeof ModelImage>

/** Nothing for whoever may upload an image; else throws what `uploadImage` would, without a record. */
export const mayUploadImage = query({
  action: 'image.upload',
  input: ImageRef,
  load: (db, input, ctx) => findModel(db, ctx, input),
  run: async () => undefined,
})

/** Keeps an image for the card, the notes and the comments of a model. */
export const uploadImage = command({
  action: 'image.upload',
  input: ImageRef.extend({ bytes: z.custom<Uint8Array>((value) => value instanceof Uint8Array) }),
  load: (tx, input, ctx) => findModel(tx, ctx, input, { lock: true }),

  async run({ tx, subject: { model }, input, ctx }) {
    const { bytes } = input
    await requireRoom(tx, model)
    const { mediaType, extension, width, height } = factsOf(bytes)
    const createdBy = personBehind(ctx.actor)
    if (!createdBy) throw forbidden('An image is uploaded by a person.')
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    const name = input.name || `image.${extension}`
    const [id, at] = [ctx.newId(), ctx.now()]
    const { keep, discard, size } = await receiveBlob(sha256, Readable.from([bytes]))
    try {
      await lockBlob(tx, sha256)
      await tx.insert(blobs).values({ sha256, size, createdAt: at }).onConflictDoNothing()
      await tx.insert(modelImages).values({
        ...{ id, modelId: model.id, sha256, mediaType, name, createdBy, createdAt: at },
        tokenId: ctx.actor.kind === 'token' ? ctx.actor.id : null,
      })
      await keep()
    } finally {
      await discard()
    }
    const url = paths.image(input.org, model.slug, id)
    // The size travels where no server sees it, so that a page keeps the room free.
    const markdown = `![${inBrackets(name)}](${url}#${width}x${height})`
    return {
      result: { id, url, markdown } satisfies ModelImage,
      change: { before: null, after: { image: id, sha256, size, mediaType, width, height } },
    }
  },
})

async function requireRoom(tx: Tx, { id, slug }: { id: string; slug: string }): Promise<void> {
  const [kept] = await tx
    .select({ images: count() })
    .from(modelImages)
    .where(eq(modelImages.modelId, id))
  if (kept && kept.images >= maxImages)
    throw conflict(`${slug} has ${maxImages} images, and no more. Show one of those that it has.`)
}

function factsOf(bytes: Uint8Array): ImageFacts {
  if (bytes.length > maxImage) throw imageTooLarge()
  const facts = imageFacts(bytes)
  if (!facts)
    throw invalid('An image is a PNG, JPEG, GIF or WebP, by what is in it and not by its name.')
  if (facts.width * facts.height > maxPixels)
    throw invalid(
      `An image has at most ${maxPixels / 1e6} million pixels; this one has ${facts.width} × ${facts.height}.`,
    )
  return facts
}

export function imageTooLarge(): AppError {
  return new AppError('too_large', `An image has at most ${maxImage / 1024 / 1024} MiB.`)
}

/** A name as the text of an image in Markdown. */
function inBrackets(name: string): string {
  const plain = name.replace(/\.(png|jpe?g|gif|webp)$/i, '').replace(/\s+/g, ' ')
  return plain.replace(/[\\[\]`*_<>!]/g, '\\$&')
}
