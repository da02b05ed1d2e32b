import type { Readable } from 'node:stream'
import type { z } from 'zod'
import { findImage } from '@/lib/images/find'
import { ImageRef, imageTooLarge, ModelImage, maxImage, uploadImage } from '@/lib/images/upload'
import { sendBlob } from '../bytes'
import { routes } from './router'

const { list, raw } = routes()
const images = '/:org/models/:model/images'

raw('POST', images, {
  summary: 'Upload an image that the card of a model shows',
  action: 'image.upload',
  input: ImageRef,
  answer: ModelImage,
  status: 201,
  query: ['name'],
  media: { request: 'application/octet-stream' },
  async handle({ ctx, input, request, reply }) {
    const { bytes: _never, ...ref } = input
    const bytes = await readWhole(request.raw)
    const image = await uploadImage(ctx, { ...(ref as z.input<typeof ImageRef>), bytes })
    return reply.code(201).send(image)
  },
})

raw('GET', `${images}/:id`, {
  summary: 'Get an image of a model',
  action: 'model.read',
  input: findImage.input,
  media: { answer: 'image/*' },
  async handle({ ctx, request, reply, input }) {
    const { mediaType, ...image } = await findImage(ctx, input as z.input<typeof findImage.input>)
    return sendBlob(request, reply, image, { type: mediaType, disposition: 'inline' })
  },
})

export const imageRoutes = list

/** The body in one piece; throws `too_large` as soon as it is. */
async function readWhole(body: Readable): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length
    // Read to the end all the same: a sender in the middle of it reads no answer.
    if (size <= maxImage) chunks.push(chunk)
  }
  if (size > maxImage) throw imageTooLarge()
  return Buffer.concat(chunks)
}
