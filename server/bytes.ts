import contentDisposition from 'content-disposition'
import type { FastifyReply, FastifyRequest } from 'fastify'
import parseRange from 'range-parser'
import { AppError } from '@/lib/errors'
import { readBlob } from '@/lib/files/store'
import { matches } from './etag'

export interface Download {
  name: string
  /** Bytes. */
  size: number
  sha256: string
}

interface Sending {
  type?: string
  /** Whether a browser shows it or saves it. */
  disposition?: 'attachment' | 'inline'
}

/**
 * Answers with the bytes of a blob: GET and HEAD, one range, If-None-Match and If-Range. Throws `range`
 * for one that the file does not have.
 */
export function sendBlob(
  request: FastifyRequest,
  reply: FastifyReply,
  { name, size, sha256 }: Download,
  { type = 'application/octet-stream', disposition = 'attachment' }: Sending = {},
) {
  const etag = `"${sha256}"`
  reply.headers({
    etag,
    'accept-ranges': 'bytes',
    'cache-control': 'private, no-cache',
    'content-disposition': contentDisposition(name.split('/').at(-1) ?? name, {
      type: disposition,
    }),
    'content-type': type,
    'repr-digest': `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`,
    ...inert,
  })
  if (matches(request.headers['if-none-match'], etag)) return reply.code(304).send()
  const range = rangeOf(request, size, etag)
  const { start, end } = range ?? { start: 0, end: size - 1 }
  if (range) reply.code(206).header('content-range', `bytes ${start}-${end}/${size}`)
  reply.header('content-length', end - start + 1)
  if (request.method === 'HEAD' || size === 0) return reply.send()
  return reply.send(readBlob(sha256, { start, end }))
}

/** Headers that tell of bytes, and have no place beside an error. */
const ofDownloads = [
  'accept-ranges',
  'cache-control',
  'content-disposition',
  'content-length',
  'content-range',
  'etag',
  'repr-digest',
] as const

/** Takes back what was said of the bytes of a download that failed before its first one. */
export function clearDownload(reply: FastifyReply): void {
  for (const name of ofDownloads) {
    reply.removeHeader(name)
    // Fastify hands the headers of a stream on before its first byte.
    if (!reply.raw.headersSent) reply.raw.removeHeader(name)
  }
}

/** Headers that keep a browser from running what it downloads. */
export const inert = {
  'content-security-policy': "default-src 'none'; sandbox",
  'x-content-type-options': 'nosniff',
} as const

/** The one range asked for, inclusive; null for the whole, as also for several ranges at once. */
export function rangeOf(
  request: FastifyRequest,
  size: number,
  etag: string,
): { start: number; end: number } | null {
  const { range } = request.headers
  const condition = request.headers['if-range']
  if (!range || (condition && condition !== etag)) return null
  const parsed = parseRange(size, range)
  // Malformed and foreign units are ignored, as RFC 9110 asks.
  if (parsed === -2 || (parsed !== -1 && parsed.type !== 'bytes')) return null
  if (parsed === -1)
    throw new AppError('range', `The file has ${size} bytes; the range lies outside of it.`, {
      details: { size },
    })
  const [only] = parsed
  return parsed.length === 1 && only ? only : null
}
