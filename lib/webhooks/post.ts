import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { LookupFunction } from 'node:net'
import { type Address, type Destination, hostOf } from './address'

/** What a receiver answered, as far as anybody reads it. */
export interface Answer {
  status: number
  /** The beginning of the body, with what no terminal or page should be given taken out. */
  response: string
  retryAfter: string | null
}

const mostBytes = 2048
// Enough for whoever says something of what they took; the verdict is the status.
const bodyMs = 2000

/**
 * Sends one message, to an address that was checked and to no other: the name is not asked again, nothing
 * leads elsewhere, no proxy stands between, and the connection is used once. Rejects where there is no answer.
 */
export function post(
  { url, addresses }: Destination,
  { body, headers }: { body: string; headers: Record<string, string> },
  signal: AbortSignal,
): Promise<Answer> {
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest
  return new Promise((resolve, reject) => {
    const closed = () => reject(new Error('The connection was closed.'))
    const request = send(
      url,
      {
        method: 'POST',
        headers: { ...headers, 'content-length': Buffer.byteLength(body), connection: 'close' },
        // No keep-alive: what is open to a name that was checked is used for nothing else.
        agent: false,
        lookup: pinned(addresses),
        ...(url.protocol === 'https:' && { rejectUnauthorized: true, servername: sni(url) }),
        signal,
      },
      (response) => {
        // A body may end by it.
        request.off('close', closed)
        read(response, signal).then((text) => {
          request.destroy()
          resolve({
            status: response.statusCode ?? 0,
            response: text,
            retryAfter: response.headers['retry-after'] ?? null,
          })
        })
      },
    )
    request.on('error', reject)
    // For what asks to speak another protocol there is neither an answer nor an error.
    request.on('upgrade', ({ statusCode, headers }, socket) => {
      socket.destroy()
      const retryAfter = headers['retry-after'] ?? null
      resolve({ status: statusCode ?? 101, response: '', retryAfter })
    })
    // However it ended, no answer comes any more.
    request.on('close', closed)
    request.end(body)
  })
}

/** Answers what was found when the address was checked, whatever is asked. */
function pinned(addresses: readonly Address[]): LookupFunction {
  return (_hostname, options, done) => {
    const [first] = addresses
    if (!first) return done(new Error('There is no address.'), '')
    if (options.all) return done(null, [...addresses])
    return done(null, first.address, first.family)
  }
}

/** The name for which a certificate must stand; an address by number has none to ask for. */
function sni(url: URL): string {
  const host = hostOf(url)
  return /^[\d.]+$/.test(host) || host.includes(':') ? '' : host
}

/** The beginning of a body: as much as is wanted, or as came in time. Never rejects. */
async function read(response: IncomingMessage, signal: AbortSignal): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  await new Promise<void>((done) => {
    const timer = setTimeout(done, bodyMs)
    timer.unref()
    signal.addEventListener('abort', () => done(), { once: true })
    response.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      size += chunk.length
      if (size >= mostBytes) done()
    })
    response.on('end', done).on('close', done).on('error', done)
  })
  return harmless(Buffer.concat(chunks).subarray(0, mostBytes).toString('utf8'))
}

/** Without control characters, which could make a terminal or a log say something else. */
export function harmless(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Co}]/gu, (char) => (/[\n\t]/.test(char) ? char : '\ufffd'))
}
