import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { blobs, modelImages } from '@/db/schema/tables'
import { notFound } from '../errors'
import { findModel, ModelRef } from '../models/find'
import { query } from '../query'

/** An image of a model, to be streamed to whoever reads the model. */
export const findImage = query({
  action: 'model.read',
  input: ModelRef.extend({ id: z.uuid('An image is named by its id.') }),
  load: (db, input, ctx) => findModel(db, ctx, input),

  async run({ db, subject: { model }, input: { id } }) {
    const [image] = await db
      .select({
        name: modelImages.name,
        mediaType: modelImages.mediaType,
        sha256: modelImages.sha256,
        size: blobs.size,
      })
      .from(modelImages)
      .innerJoin(blobs, eq(blobs.sha256, modelImages.sha256))
      .where(and(eq(modelImages.id, id), eq(modelImages.modelId, model.id)))
    if (!image) throw notFound(`${model.slug} has no such image.`)
    return image
  },
})
