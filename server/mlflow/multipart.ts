import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { abortUpload } from '@/lib/artifacts/multipart/abort'
import { beginUpload } from '@/lib/artifacts/multipart/begin'
import { completeUpload } from '@/lib/artifacts/multipart/complete'
import { receivePart } from '@/lib/artifacts/multipart/part'
import { systemContext } from '@/lib/context'
import { addressOf } from '../address'
import { arrivalOf, ctxOf } from '../api/caller'
import { int64, listOf, text } from './fields'
import { mlflowRoutes } from './router'

const { list, on } = mlflowRoutes()
const root = '/api/2.0/mlflow-artifacts/mpu'
const action = 'run.report'

/** `path` is where the file lies on the client's disk; the address says in which folder it goes. */
const Upload = z.object({ '*': z.string(), path: text })
const Part = z.object({ part_number: int64, etag: text })

on(
  'POST',
  `${root}/create/*`,
  { action, input: Upload.extend({ num_parts: int64 }) },
  async ({ num_parts, ...upload }, { ctx, org, project, request }) => {
    const path = placeOf(upload)
    const { id, secret } = await beginUpload(ctx, { org, project, path }, num_parts)
    const numbers = Array.from({ length: num_parts }, (_, index) => index + 1)
    return {
      upload_id: id,
      credentials: numbers.map((number) => ({
        url: `${addressOf(request)}/mlflow/multipart/${id}/${number}?key=${secret}`,
        part_number: number,
        headers: {},
      })),
    }
  },
)

on(
  'POST',
  `${root}/complete/*`,
  { action, input: Upload.extend({ upload_id: text, parts: listOf(Part) }) },
  async ({ upload_id: id, parts, ...upload }, { ctx, org, project }) => {
    const named = parts.map(({ part_number, etag }) => ({
      number: part_number,
      sha256: etag.replaceAll('"', ''),
    }))
    await completeUpload(ctx, { org, project, path: placeOf(upload) }, { id, named })
    return {}
  },
)

on(
  'POST',
  `${root}/abort/*`,
  { action, input: Upload.extend({ upload_id: text }) },
  async ({ upload_id, ...upload }, { ctx, org, project }) => {
    await abortUpload(ctx, { org, project, path: placeOf(upload) }, upload_id)
    return {}
  },
)

function placeOf({ '*': folder, path }: z.output<typeof Upload>): string {
  const name = path.split(/[/\\]/).at(-1) ?? ''
  return `${folder.replace(/\/+$/, '')}/${name}`
}

/** Where parts are sent, by whoever has the address: clients add no token. */
export async function registerParts(app: FastifyInstance): Promise<void> {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, _body, done) => done(null))
  app.addHook('onRequest', async (request) => {
    request.ctx = systemContext('multipart', { ...arrivalOf(request), via: 'mlflow' })
  })
  app.put<{ Params: { upload: string; number: string }; Querystring: { key?: string } }>(
    '/multipart/:upload/:number',
    async (request, reply) => {
      const { upload, number } = request.params
      const ref = { upload, number: Number(number), secret: String(request.query.key ?? '') }
      const sha256 = await receivePart(ctxOf(request), ref, request.raw)
      return reply.header('etag', `"${sha256}"`).send({})
    },
  )
}

export const multipartRoutes = list
