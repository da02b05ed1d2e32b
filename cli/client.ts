import { randomUUID } from 'node:crypto'
import type { Me } from '@/lib/me'
import type { HubVersion } from '@/lib/version'
import type { Page } from '@/lib/view'
import { version } from '../package.json'
import type { Configuration } from './configuration'
import { exitCodes, Failure, failureOf, isPassing, stopped } from './failure'
import { pause } from './interruption'

type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export interface Call {
  /** Sent as JSON. */
  json?: unknown
  /** Sent as it is; a function, since a second attempt needs the bytes again. */
  bytes?: () => BodyInit
  headers?: Record<string, string>
  signal?: AbortSignal
  /** Seconds to keep trying while the hub is away. Without it, only a hub that says "later" is asked again. */
  patience?: number
}

/** The REST API of one hub, as one token's owner. Failures arrive as `Failure`. */
export interface Client {
  url: string
  /** `/api/v1/<organization>` and the segments, percent-encoded. */
  path(...segments: (string | number)[]): string
  call(method: Method, path: string, call?: Call): Promise<Response>
  get<T>(path: string, call?: Call): Promise<T>
  post<T>(path: string, json: unknown, call?: Call): Promise<T>
  put<T>(path: string, json: unknown, call?: Call): Promise<T>
  /** The first `limit` items of a list, following its pages. */
  list<T>(path: string, query: Record<string, string | undefined>, limit: number): Promise<T[]>
}

const busyPatience = 15
const maxPage = 500

/** A client for a hub whose organization is known. `signal` ends every call. */
export function createClient(
  { url, token, org }: Configuration & { org: string },
  signal: AbortSignal,
): Client {
  const call = (method: Method, path: string, options: Call = {}) =>
    callWithPatience({ url, token, method, path, ...options, signal: options.signal ?? signal })
  const json = async <T>(method: Method, path: string, options: Call): Promise<T> => {
    const response = await call(method, path, options)
    return response.status === 204 ? (undefined as T) : ((await response.json()) as T)
  }
  return {
    url,
    call,
    path: (...segments) => apiPath(org, ...segments),
    get: (path, options = {}) => json('GET', path, options),
    // One key for all attempts, so that a create whose answer was lost is not done twice.
    post: (path, body, options = {}) =>
      json('POST', path, { ...options, json: body, headers: { 'Idempotency-Key': randomUUID() } }),
    put: (path, body, options = {}) => json('PUT', path, { ...options, json: body }),
    async list<T>(path: string, query: Record<string, string | undefined>, limit: number) {
      const items: T[] = []
      let cursor: string | null = null
      do {
        // An endless limit takes full pages.
        const size = String(Math.min(limit - items.length, maxPage))
        const search = searchOf({ ...query, limit: size, ...(cursor && { cursor }) })
        const page: Page<T> = await json('GET', `${path}?${search}`, {})
        items.push(...page.items)
        cursor = page.nextCursor
      } while (cursor && items.length < limit)
      return items
    },
  }
}

/** Asks whose token it is; needs no organization. */
export async function getMe(configuration: Configuration, signal: AbortSignal): Promise<Me> {
  const { url, token } = configuration
  const path = '/api/v1/me'
  const response = await callWithPatience({ url, token, method: 'GET', path, signal })
  return (await response.json()) as Me
}

/** Asks which version of the hub answers; needs no token. */
export async function getVersion(url: string, signal: AbortSignal): Promise<HubVersion> {
  const path = '/api/v1/version'
  const response = await callWithPatience({ url, token: null, method: 'GET', path, signal })
  return (await response.json()) as HubVersion
}

/** A path of the API, each segment percent-encoded, below an organization. */
export function apiPath(org: string, ...segments: (string | number)[]): string {
  return `/api/v1/${[org, ...segments].map((part) => encodeURIComponent(part)).join('/')}`
}

type Attempt = Call & { url: string; token: string | null; method: Method; path: string }

async function callWithPatience(attempt: Attempt): Promise<Response> {
  const startedAt = Date.now()
  for (let tries = 0; ; tries++) {
    try {
      return await callOnce(attempt)
    } catch (error) {
      if (attempt.signal?.aborted) throw stopped()
      if (!(error instanceof Failure) || !isPassing(error)) throw error
      const { retryAfter } = error.facts
      const patience = attempt.patience ?? (retryAfter === undefined ? 0 : busyPatience)
      const wait = retryAfter ?? Math.min(0.25 * 2 ** tries, 10)
      if ((Date.now() - startedAt) / 1000 + wait > patience) throw error
      await pause(wait * 1000, attempt.signal)
    }
  }
}

async function callOnce(attempt: Attempt): Promise<Response> {
  const { url, token, method, path, json, bytes, headers, signal } = attempt
  const body = bytes ? bytes() : json === undefined ? undefined : JSON.stringify(json)
  const target = new URL(path, url)
  const response = await fetch(target, {
    method,
    headers: {
      // Bytes may lie elsewhere one day; the token is for the hub alone.
      ...(token && target.origin === new URL(url).origin && { Authorization: `Bearer ${token}` }),
      Accept: 'application/json',
      'Hub-Client': `hub-cli/${version}`,
      ...(json !== undefined && { 'Content-Type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body, duplex: 'half' as const }),
    // Of its own: fetch leaves a listener at a signal for each call, and a push has thousands of calls.
    ...(signal && { signal: AbortSignal.any([signal]) }),
  }).catch((error: unknown) => {
    throw signal?.aborted ? stopped() : unreachable(url, error)
  })
  if (!response.ok) throw await failureOf(response)
  return response
}

/** The failure of a connection that did not come about or broke. */
export function unreachable(url: string, error: unknown): Failure {
  const reason = reasonOf(error)
  return new Failure(
    `The hub at ${url} cannot be reached${reason && ` (${reason})`}. Check that it runs and that HUB_URL is right.`,
    { code: 'unreachable', exitCode: exitCodes.failed, passing: true },
    error,
  )
}

function reasonOf(error: unknown): string {
  let deepest = error
  while (deepest instanceof Error && deepest.cause instanceof Error) deepest = deepest.cause
  if (deepest instanceof AggregateError) deepest = deepest.errors[0]
  if (!(deepest instanceof Error)) return ''
  return (deepest as NodeJS.ErrnoException).code ?? deepest.message
}

function searchOf(query: Record<string, string | undefined>): string {
  const given = Object.entries(query).filter((pair): pair is [string, string] => pair[1] != null)
  return new URLSearchParams(given).toString()
}
