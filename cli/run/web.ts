import { createHash } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { withoutSecrets } from '@/lib/resolve/secrets'
import type { Transfer } from '../blobs'
import { isAlready } from '../blobs'
import { exitCodes, Failure, isPassing, stopped } from '../failure'
import { pause } from '../interruption'
import type { Terminal } from '../output'
import { startProgress } from '../progress'
import { cacheBytes, cachedAt, type Digested } from './cache'

/** What an address had when it was last fetched. */
interface Remembered extends Digested {
  etag: string
}

/**
 * Fetches a file of the web into the cache. What has not changed since, by the server's word, is not sent again.
 * @throws Failure that names the address without its secrets
 */
export async function fetchWeb(
  address: string,
  cache: string,
  terminal: Terminal,
  { signal, patience }: Pick<Transfer, 'signal' | 'patience'>,
): Promise<Digested> {
  const deadline = Date.now() + patience * 1000
  for (let tries = 0; ; tries++) {
    try {
      return await fetchOnce(address, cache, terminal, signal)
    } catch (error) {
      if (signal.aborted) throw stopped()
      const wait = Math.min(250 * 2 ** tries, 10_000)
      if (!isPassing(error) || Date.now() + wait > deadline) throw error
      await pause(wait, signal)
    }
  }
}

async function fetchOnce(
  address: string,
  cache: string,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<Digested> {
  const memory = join(cache, 'web', createHash('sha256').update(address).digest('hex'))
  const known = await recall(memory)
  const isKept = known && (await isAlready(cachedAt(cache, known.sha256, address), known))
  const response = await ask(address, isKept ? { 'If-None-Match': known.etag } : {}, signal)
  if (response.status === 304 && isKept) return known
  if (!response.ok) throw refused(address, response)
  const length = Number(response.headers.get('content-length') ?? 0)
  const progress = startProgress(terminal, withoutSecrets(address), length)
  async function* counted() {
    try {
      for await (const part of response.body ?? []) {
        progress.add(part.length)
        yield part
      }
    } catch (error) {
      throw unreachable(address, error)
    }
  }
  try {
    const digested = await cacheBytes(cache, counted())
    await remember(memory, response.headers.get('etag'), digested)
    return digested
  } finally {
    progress.end()
  }
}

async function ask(address: string, headers: Record<string, string>, signal: AbortSignal) {
  const url = new URL(address)
  const { username, password } = url
  url.username = ''
  url.password = ''
  const login = Buffer.from(`${decode(username)}:${decode(password)}`).toString('base64')
  try {
    return await fetch(url, {
      headers: {
        Accept: '*/*',
        // The bytes as they are stored, which is what the digest is of.
        'Accept-Encoding': 'identity',
        ...(username && { Authorization: `Basic ${login}` }),
        ...headers,
      },
      signal: AbortSignal.any([signal]),
    })
  } catch (error) {
    throw unreachable(address, error)
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function refused(address: string, { status, statusText }: Response): Failure {
  const hint = status === 401 || status === 403 ? ' Put user and password into the address.' : ''
  return new Failure(
    `${withoutSecrets(address)} answered ${`${status} ${statusText}`.trim()}.${hint}`,
    {
      code: 'input_unavailable',
      exitCode: status === 404 ? exitCodes.not_found : exitCodes.failed,
      passing: status === 429 || status >= 500,
    },
  )
}

function unreachable(address: string, error: unknown): Failure {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const { code, message } = cause as NodeJS.ErrnoException
  return new Failure(
    `${withoutSecrets(address)} cannot be fetched (${code ?? message}).`,
    { code: 'input_unavailable', exitCode: exitCodes.failed, passing: true },
    error,
  )
}

async function recall(path: string): Promise<Remembered | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Remembered
  } catch {
    // Never fetched, or half written: it is fetched again.
    return null
  }
}

async function remember(path: string, etag: string | null, digested: Digested): Promise<void> {
  if (etag === null) return
  await mkdir(join(path, '..'), { recursive: true })
  await writeFile(path, JSON.stringify({ etag, ...digested }))
}
