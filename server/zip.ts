import type { PassThrough } from 'node:stream'
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
 * length in bytes is then known before the first one is read. A file that cannot be read cuts the answer
 * off, so that nobody takes a part for the whole.
 */
export async function sendZip(
  request: FastifyRequest,
  reply: FastifyReply,
  { name, files, mtime }: Archive,
) {
  const zip = zipOf(files, mtime, reply)
  const forceZip64Format = hasLongDirectory(files)
  const length = await new Promise<number>((resolve) =>
    zip.end({ forceZip64Format, comment: '' }, (total?: number) => resolve(total ?? -1)),
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

/**
 * Whether the directory at the end of the zip may have 64 KiB. yazl counts the bytes that zip64 adds from
 * there on, and writes them from 4 GiB on: the length it tells is the true one only where zip64 is asked for.
 */
function hasLongDirectory(files: Download[]): boolean {
  const lengths = files.map(({ name }) => 100 + Buffer.byteLength(name))
  return lengths.reduce((sum, length) => sum + length, 0) >= 0xffff
}

/** A zip whose files are opened one after the other, and none once the reply is over. */
function zipOf(files: Download[], mtime: Date, reply: FastifyReply): ZipFile {
  const zip = new ZipFile()
  const output = zip.outputStream as PassThrough
  let current: ReturnType<typeof readBlob> | null = null
  const fail = (error: Error) => output.destroy(error)
  zip.on('error', fail)
  // Whoever reads the output hears of it as well; until then it must not end the process.
  output.on('error', () => undefined)
  // yazl neither hears that a file cannot be read nor lets go of it when the output is gone.
  reply.raw.on('close', () => current?.destroy())
  for (const file of files)
    zip.addReadStreamLazy(
      file.name,
      { size: file.size, compress: false, mtime, mode: 0o100644 },
      (give) => {
        if (reply.raw.destroyed || output.destroyed) return
        current = readBlob(file.sha256).on('error', fail)
        give(null, current)
      },
    )
  return zip
}
