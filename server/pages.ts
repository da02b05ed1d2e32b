import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import proxyAddr from '@fastify/proxy-addr'
import { env } from '@/lib/env'
import { newId } from '@/lib/ids'
import { log } from '@/lib/log'
import { announcedBytes, maxPageBody } from './limits'
import { isSameOrigin } from './origin'

export interface PageHandler {
  handle(request: IncomingMessage, response: ServerResponse): void
  /** Null in production: Next leaves every upgrade that it does not know open for good. */
  upgrade: ((request: IncomingMessage, socket: Duplex, head: Buffer) => void) | null
}

type NextHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>
type NextUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => Promise<void>

/**
 * The hand-off to Next: checks the origin of anything that changes something, tells Next the request id
 * and the caller's address in headers that no caller can set, and adds the security headers.
 */
export function pagesOf(next: NextHandler, upgrade: NextUpgrade | null): PageHandler {
  const trusted = proxyAddr.compile(env().trustProxy)
  return {
    handle(request, response) {
      const requestId = newId()
      const started = performance.now()
      response.once('close', () => record(request, response, requestId, started))
      response.setHeader('x-request-id', requestId)
      if (!isSameOrigin(request)) return refuse(response, 403, foreign, requestId)
      if (announcedBytes(request) > maxPageBody) return refuse(response, 413, large, requestId)
      request.headers['x-request-id'] = requestId
      request.headers['x-hub-ip'] = proxyAddr(request, trusted)
      secure(request, response)
      next(request, response).catch((error: unknown) => {
        log().error({ err: error, requestId }, 'page failed')
        if (!response.headersSent) response.writeHead(500)
        response.end()
      })
    },
    upgrade:
      upgrade &&
      ((request, socket, head) => {
        upgrade(request, socket, head).catch(() => socket.destroy())
      }),
  }
}

function secure(request: IncomingMessage, response: ServerResponse): void {
  const policy = isAsset(request) ? assetPolicy : pagePolicy()
  // Next reads the nonce from the request's own policy and puts it on its scripts.
  request.headers['content-security-policy'] = policy
  response.setHeader('content-security-policy', policy)
  response.setHeader('x-content-type-options', 'nosniff')
  response.setHeader('referrer-policy', 'same-origin')
  response.setHeader('cross-origin-opener-policy', 'same-origin')
  response.setHeader('permissions-policy', 'camera=(), microphone=(), geolocation=()')
  if (env().publicUrl?.startsWith('https:'))
    response.setHeader('strict-transport-security', 'max-age=31536000')
}

// A worker goes by the policy of its own script, not of its page: the one that makes the digests of
// uploads is WebAssembly, which pages may not load.
const assetPolicy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'"

/** What the build made. In development workers are what pages are. */
function isAsset({ url = '' }: IncomingMessage): boolean {
  return url.startsWith('/_next/static/') && !env().development
}

function pagePolicy(): string {
  const nonce = randomBytes(16).toString('base64')
  const development = env().development
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ''}`,
    "worker-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
}

const foreign = 'This request came from another site and was refused.'
const large = 'This request is larger than 2 MiB and was refused.'

function refuse(response: ServerResponse, status: number, why: string, requestId: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' })
  response.end(`${why} Request id ${requestId}.\n`)
}

function record(
  request: IncomingMessage,
  response: ServerResponse,
  requestId: string,
  started: number,
): void {
  const path = loggedPath(request.url ?? '')
  if (path.startsWith('/_next/')) return
  const ms = Math.round(performance.now() - started)
  log().info({ requestId, method: request.method, path, status: response.statusCode, ms }, 'page')
}

/** Without what follows the path, and without the secret of a link that was handed over. */
export function loggedPath(url: string): string {
  const [path = ''] = url.split('?')
  return path.replace(/^(\/sign-in\/(?:join|reset)\/)[^/]+/, '$1…')
}
