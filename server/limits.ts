import type { IncomingMessage, ServerResponse } from 'node:http'

/** What the body of one request may be. Milliseconds and bytes. */
export interface BodyLimits {
  /** From the head of the request to the last byte of its body. */
  whole?: number
  /** Without any byte, while we would take one. */
  idle?: number
  bytes?: number
  /** How long we go on reading, and throwing away, after the answer was sent. */
  linger?: number
}

/** The largest body of a page: a server action takes 1 MB and a little around it. */
export const maxPageBody = 2 * 1024 * 1024

const uploads = /^\/api\/v1\/[^/?]+\/blobs\//
const artifacts =
  /^\/mlflow\/(p\/[^/?]+\/)?((ajax-)?api\/2\.0\/mlflow-artifacts\/artifacts|multipart)\//

/** An upload may take hours as long as it goes on; every other body is small. */
export function limitsOf({ method, url = '' }: IncomingMessage, isPage: boolean): BodyLimits {
  const linger = 10_000
  if (isPage) return { whole: 120_000, bytes: maxPageBody, linger }
  if (method === 'PUT' && uploads.test(url)) return { idle: 60_000, linger }
  // Its senders read an answer only when they are through, and try again for minutes when they are cut off.
  if (method === 'PUT' && artifacts.test(url)) return { idle: 60_000, linger: 60_000 }
  return { whole: 120_000, linger }
}

/** The bytes that a request says it brings; 0 where it does not say. */
export function announcedBytes({ headers }: IncomingMessage): number {
  return Number(headers['content-length'] ?? 0)
}

/**
 * Cuts a request off whose body is too slow or too large, whoever reads it or does not. Node has one
 * limit for all requests of a server, which no upload could live with.
 */
export function limitBody(
  request: IncomingMessage,
  response: ServerResponse,
  { whole, idle, bytes = Number.POSITIVE_INFINITY, linger }: BodyLimits,
): void {
  const { 'content-length': length, 'transfer-encoding': coding } = request.headers
  if (coding === undefined && (length === undefined || length === '0')) return
  const cut = () => {
    if (!request.complete) request.destroy()
  }
  const timers = [after(whole, cut)]
  const idling = after(idle, () => {
    // What has come in and was not taken yet is our delay, not the sender's.
    if (request.readableLength > 0) idling?.refresh()
    else cut()
  })
  timers.push(idling)
  const push = request.push.bind(request)
  let received = 0
  // Listening for data would make the body flow before its reader is there.
  request.push = (chunk: Buffer | null, encoding?: BufferEncoding) => {
    idling?.refresh()
    received += chunk?.length ?? 0
    if (received <= bytes) return push(chunk, encoding)
    request.destroy()
    return false
  }
  response.once('finish', () => {
    if (!request.complete) timers.push(after(linger, cut))
  })
  const clear = () => {
    for (const timer of timers) clearTimeout(timer)
  }
  request.once('end', clear).once('close', clear)
}

function after(ms: number | undefined, run: () => void): NodeJS.Timeout | undefined {
  return ms === undefined ? undefined : setTimeout(run, ms).unref()
}
