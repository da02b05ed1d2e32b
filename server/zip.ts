import contentDisposition from 'content-disposition'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { ZipFile } from 'yazl'
import { readBlob } from '@/lib/files/store'
import { type Download, inert } from './bytes'

export interface Archive {
  name: string
  files: Download[]
  mtime: Date
}

/**
 * Streams files as a zip of known length: stored, not compressed, since models hardly compress and the
 * length in bytes is then known before the first one is read.
 */
export async function sendZip(
  request: FastifyRequest,
  reply: FastifyReply,
  { name, files, mtime }: Archive,
) {
  const zip = new ZipFile()
  for (const file of files)
    zip.addReadStreamLazy(
      file.name,
      { size: file.size, compress: false, mtime, mode: 0o100644 },
      (give) => give(null, readBlob(file.sha256)),
    )
  const length = await new Promise<number>((resolve) =>
    zip.end({ forceZip64Format: false, comment: '' }, (total?: number) => resolve(total ?? -1)),
  )
  reply.headers({
    'content-type': 'application/zip',
    'content-disposition': contentDisposition(name),
    'cache-control': 'private, no-cache',
    ...inert,
  })
  if (length >= 0) reply.header('content-length', length)
  if (request.method === 'HEAD') return reply.send()
  return reply.send(zip.outputStream)
}
