import type { IncomingMessage } from 'node:http'
import type { z } from 'zod'
import type { Ctx } from '@/lib/actor'
import { isAppError } from '@/lib/errors'
import { findImage } from '@/lib/images/find'
import {
  ImageRef,
  imageTooLarge,
  ModelImage,
  maxImage,
  mayUploadImage,
  uploadImage,
} from '@/lib/images/upload'
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
    const of = ref as z.input<typeof ImageRef>
    const bytes = await readWhole(request.raw, (await isWelcome(ctx, of)) ? maxImage : 0)
    const image = await uploadImage(ctx, { ...of, bytes })
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

/** Whether the bytes are worth being kept in memory; the upload itself says and records why not. */
async function isWelcome(ctx: Ctx, of: z.input<typeof ImageRef>): Promise<boolean> {
  try {
    await mayUploadImage(ctx, of)
    return true
  } catch (error) {
    if (isAppError(error)) return false
    throw error
  }
}

/** The body in one piece; throws `too_large` for an image that is. Of one without room nothing is kept. */
async function readWhole(body: IncomingMessage, room: number): Promise<Buffer> {
  const announced = Number(body.headers['content-length'] ?? 0)
  let chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length
    // Read to the end all the same: a sender in the middle of it reads no answer.
    if (Math.max(size, announced) <= room) chunks.push(chunk)
    else chunks = []
  }
  if (room > 0 && size > room) throw imageTooLarge()
  return Buffer.concat(chunks)
}
