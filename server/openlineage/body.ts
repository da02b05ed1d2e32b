import type { IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { AppError, invalid } from '@/lib/errors'
import { isNestedBeyond } from '@/lib/nesting'

/** Bytes of a body, as it is sent and as it is unpacked: an event may have 10 MB. */
export const mostBytes = 16 * 1024 * 1024
const mostNesting = 500

/**
 * Reads a JSON body, packed or not. What unpacks to too much is cut off as soon as it does, however little
 * was sent. Throws `invalid` for what is no JSON.
 */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  if (Number(request.headers['content-length'] ?? 0) > mostBytes) throw tooLarge()
  const text = (await collect(unpacked(request))).toString('utf8')
  if (isNestedBeyond(mostNesting, text))
    throw invalid(`The body is nested more than ${mostNesting} levels deep.`)
  try {
    return JSON.parse(text)
  } catch (error) {
    const value = withoutNaN(text)
    if (value) return value.parsed
    throw invalid(`The body is not JSON: ${error instanceof Error ? error.message : ''}.`)
  }
}

function unpacked(request: IncomingMessage): Readable {
  const coding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase()
  if (coding === 'identity' || coding === '') return request
  if (coding !== 'gzip' && coding !== 'x-gzip')
    throw invalid(`Send the body as it is or as gzip; ${coding.slice(0, 50)} is not understood.`)
  const gunzip = createGunzip()
  let received = 0
  request.on('data', (chunk: Buffer) => {
    received += chunk.length
    // A stream of gzip may go on for ever and hold nothing.
    if (received > mostBytes) gunzip.destroy(tooLarge())
  })
  request.once('close', () => {
    if (!request.complete) gunzip.destroy(new Error('The sender went away.'))
  })
  return request.pipe(gunzip)
}

async function collect(body: Readable): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  try {
    // The rest is thrown away once the answer is sent; ending the stream would end the connection.
    for await (const chunk of body.iterator({ destroyOnReturn: false })) {
      size += chunk.length
      if (size > mostBytes) throw tooLarge()
      chunks.push(chunk)
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (code.startsWith('Z_')) throw invalid('The body says that it is gzip, and is not.')
    throw error
  } finally {
    // No more is unpacked than was asked for.
    if ('bytesWritten' in body) body.destroy()
  }
  return Buffer.concat(chunks)
}

const tooLarge = () =>
  new AppError('too_large', `A body has at most ${mostBytes / 1024 / 1024} MiB, unpacked as well.`)

/** Python writes NaN, which is no JSON, for the loss of a failed training; what else it says is worth keeping. */
function withoutNaN(text: string): { parsed: unknown } | null {
  if (!/NaN|Infinity/.test(text)) return null
  try {
    return { parsed: JSON.parse(wordsQuoted(text)) }
  } catch {
    return null
  }
}

/** The text with these words in quotes, but for those that stand in some; read once, whatever it holds. */
function wordsQuoted(text: string): string {
  const parts: string[] = []
  let told = 0
  let isQuoted = false
  for (let at = 0; at < text.length; at++) {
    const char = text.charCodeAt(at)
    if (char === quote) isQuoted = !isQuoted
    else if (isQuoted) at += char === backslash ? 1 : 0
    else if (char === capitalN || char === capitalI) {
      word.lastIndex = at
      const [found] = word.exec(text) ?? []
      if (!found) continue
      const start = text[at - 1] === '-' ? at - 1 : at
      parts.push(text.slice(told, start), '"', text.slice(start, at), found, '"')
      told = at + found.length
      at = told - 1
    }
  }
  return parts.join('') + text.slice(told)
}

const [quote, backslash, capitalN, capitalI] = ['"', '\\', 'N', 'I'].map((c) => c.charCodeAt(0))
const word = /\b(?:NaN|Infinity)\b/y
