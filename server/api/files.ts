import { z } from 'zod'
import { BlobRef, getBlob, uploadBlob } from '@/lib/files/upload'
import { findVersionFile, findVersionFiles, noteDownload } from '@/lib/versions/download'
import { noteBytes } from '@/lib/versions/held'
import { Sha256 } from '@/lib/view'
import { sendBlob } from '../bytes'
import { sendZip } from '../zip'
import { routes } from './router'

const { list, raw } = routes()
const bytes = { answer: 'application/octet-stream' }
const version = '/:org/models/:model/versions/:version'
const Uploaded = z.object({ sha256: Sha256, size: z.number().int() })

raw('PUT', '/:org/blobs/:sha256', {
  summary: 'Upload a file by its SHA-256',
  action: 'blob.upload',
  input: BlobRef,
  answer: Uploaded,
  status: 201,
  media: { request: 'application/octet-stream' },
  async handle({ ctx, request, reply }) {
    const { created, ...blob } = await uploadBlob(ctx, request.params, request.raw)
    return reply.code(created ? 201 : 200).send(blob)
  },
})

raw('GET', '/:org/blobs/:sha256', {
  summary: 'Download a file by its SHA-256',
  action: 'blob.read',
  input: BlobRef,
  media: bytes,
  async handle({ ctx, request, reply, input }) {
    const blob = await getBlob(ctx, input as z.input<typeof BlobRef>)
    if (request.method === 'GET') await noteBytes(ctx, String(input.org), blob.sha256)
    return sendBlob(request, reply, { ...blob, name: blob.sha256 })
  },
})

raw('GET', `${version}/files/*`, {
  summary: 'Download one file of a version',
  action: 'version.use',
  input: findVersionFile.input,
  media: bytes,
  async handle({ ctx, request, reply, input }) {
    const found = await findVersionFile(ctx, input as z.input<typeof findVersionFile.input>)
    if (request.method === 'GET') await noteDownload(ctx, String(input.org), found)
    return sendBlob(request, reply, found)
  },
})

raw('GET', `${version}/archive.zip`, {
  summary: 'Download a version as a zip',
  action: 'version.use',
  input: findVersionFiles.input,
  media: { answer: 'application/zip' },
  async handle({ ctx, request, reply, input }) {
    const found = await findVersionFiles(ctx, input as z.input<typeof findVersionFiles.input>)
    if (request.method === 'GET') await noteDownload(ctx, String(input.org), found)
    const { model, version: number, files, createdAt } = found
    return sendZip(request, reply, { name: `${model}-v${number}.zip`, files, mtime: createdAt })
  },
})

export const fileRoutes = list
