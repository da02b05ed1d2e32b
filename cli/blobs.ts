import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { ReadableStream as WebStream } from 'node:stream/web'
import type { FileView } from '@/lib/view'
import { type Client, unreachable } from './client'
import { failed, hasStatus, isPassing, stopped } from './failure'
import { pause } from './interruption'
import type { Progress } from './progress'

/** A local file that is to go to the hub. */
export interface LocalFile {
  /** Relative path with forward slashes, as the hub will name it. */
  name: string
  path: string
  /** Bytes. */
  size: number
}

export interface Transfer {
  progress: Progress
  signal: AbortSignal
  /** Seconds to keep trying while the hub is away. */
  patience: number
}

const chunk = 256 * 1024

/** SHA-256 of a file in lower-case hexadecimal, and its size in bytes. */
export async function digestOf(
  path: string,
  signal?: AbortSignal,
): Promise<{ sha256: string; size: number }> {
  const hash = createHash('sha256')
  let size = 0
  for await (const part of createReadStream(path, { highWaterMark: chunk })) {
    if (signal?.aborted) throw stopped()
    hash.update(part)
    size += part.length
  }
  return { sha256: hash.digest('hex'), size }
}

/**
 * Gives the hub the bytes of a file, unless it has them already. Answers their SHA-256 (hex).
 * @throws Failure when the hub refuses them or the file changes meanwhile
 */
export async function upload(client: Client, file: LocalFile, transfer: Transfer): Promise<string> {
  const { progress, signal, patience } = transfer
  const { sha256, size } = await digestOf(file.path, signal)
  const path = client.path('blobs', sha256)
  // Asking about a small file costs as much as sending it.
  if (size > chunk && (await isKnown(client, path, { signal, patience }))) {
    progress.add(size)
    return sha256
  }
  let sent = 0
  let readError: Error | undefined
  const bytes = () => {
    progress.undo(sent)
    sent = 0
    if (size === 0) return new Uint8Array()
    return WebStream.from(counted()) as ReadableStream
  }
  // Read by whoever sends it, never ahead: bytes that flow before the request does are lost to it.
  async function* counted() {
    try {
      for await (const part of createReadStream(file.path, {
        highWaterMark: chunk,
        end: size - 1,
      })) {
        yield part
        sent += part.length
        progress.add(part.length)
      }
    } catch (error) {
      readError = error instanceof Error ? error : new Error(String(error))
      throw error
    }
  }
  const headers = { 'Content-Type': 'application/octet-stream', 'Content-Length': String(size) }
  try {
    await client.call('PUT', path, { bytes, headers, signal, patience })
  } catch (error) {
    if (readError) throw failed(`${file.path} cannot be read: ${readError.message}`)
    if (hasStatus(error, 400) && error.facts.code === 'digest_mismatch')
      throw failed(`${file.path} changed while it was uploaded. Try again when it is at rest.`)
    throw error
  }
  return sha256
}

async function isKnown(
  client: Client,
  path: string,
  options: { signal: AbortSignal; patience: number },
): Promise<boolean> {
  try {
    await client.call('HEAD', path, options)
    return true
  } catch (error) {
    // An answer without a body cannot say why; the upload that follows can.
    if (hasStatus(error, 404) || hasStatus(error, 403)) return false
    throw error
  }
}

/**
 * Fetches a file of the hub to `target` and proves its bytes. `target` appears whole or not at all.
 * @throws Failure when the bytes are not the promised ones
 */
export async function download(
  client: Client,
  file: FileView,
  target: string,
  transfer: Transfer,
): Promise<void> {
  await mkdir(dirname(target), { recursive: true })
  const temporary = join(dirname(target), `.${basename(target).slice(0, 80)}.${randomUUID()}.part`)
  const deadline = Date.now() + transfer.patience * 1000
  try {
    for (let tries = 0; ; tries++) {
      try {
        await fetchOnce(client, file, temporary, transfer)
        break
      } catch (error) {
        const wait = Math.min(250 * 2 ** tries, 10_000)
        if (!isPassing(error) || Date.now() + wait > deadline || transfer.signal.aborted)
          throw error
        await pause(wait, transfer.signal)
      }
    }
    await rename(temporary, target)
  } finally {
    await rm(temporary, { force: true })
  }
}

async function fetchOnce(client: Client, file: FileView, path: string, transfer: Transfer) {
  const { progress, signal, patience } = transfer
  const response = await client.call('GET', file.url, {
    headers: { Accept: '*/*' },
    signal,
    patience,
  })
  const hash = createHash('sha256')
  let size = 0
  const output = await open(path, 'w')
  try {
    for await (const part of received(client, response, signal)) {
      hash.update(part)
      await output.appendFile(part)
      size += part.length
      progress.add(part.length)
    }
  } catch (error) {
    progress.undo(size)
    throw error
  } finally {
    await output.close()
  }
  if (size !== file.size || hash.digest('hex') !== file.sha256) {
    progress.undo(size)
    throw failed(
      `${file.name} did not arrive as the hub describes it (sha256 ${file.sha256}, ${file.size} bytes). Nothing was kept. Try again; if it stays so, the stored file is damaged.`,
      'digest_mismatch',
    )
  }
}

async function* received(
  client: Client,
  response: Response,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  try {
    for await (const part of response.body ?? []) yield part
  } catch (error) {
    throw signal.aborted ? stopped() : unreachable(client.url, error)
  }
}

/** Whether a file is there with exactly these bytes. */
export async function isAlready(path: string, file: { size: number; sha256: string }) {
  const found = await stat(path).catch(() => null)
  if (!found?.isFile() || found.size !== file.size) return false
  return (await digestOf(path)).sha256 === file.sha256
}
