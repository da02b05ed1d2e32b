import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { constants, copyFile, link, mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { digestOf, isAlready } from '../blobs'
import { failed, stopped } from '../failure'

export interface Digested {
  sha256: string
  /** Bytes. */
  size: number
}

/** Makes the cache, for its owner alone: what the hub shows to one is not for everybody on a machine. */
export async function makeCache(cache: string): Promise<void> {
  await mkdir(cache, { recursive: true, mode: 0o700 })
}

/** Where the cache keeps bytes. */
export function cachedAt(cache: string, sha256: string, name: string): string {
  // It may come from the hub, and becomes a path.
  if (!/^[0-9a-f]{64}$/.test(sha256))
    throw failed(
      `The hub names ${JSON.stringify(sha256)} as the SHA-256 of ${name}, which is none.`,
    )
  return join(cache, sha256.slice(0, 2), sha256)
}

/** Brings bytes from the cache to a place of their own. */
export async function placeCached(cached: string, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  // Root may write to read-only files, and through a hard link would change the cache.
  if (process.getuid?.() !== 0) {
    const linked = await link(cached, path).then(
      () => true,
      () => false,
    )
    if (linked) return
  }
  await copyFile(cached, path, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL)
}

/** Puts bytes into the cache as they come, and tells what they were. */
export async function cacheBytes(
  cache: string,
  bytes: AsyncIterable<Uint8Array>,
): Promise<Digested> {
  await makeCache(cache)
  const temporary = join(cache, `.${randomUUID()}.part`)
  try {
    const digested = await writeDigested(temporary, bytes)
    const target = cachedAt(cache, digested.sha256, temporary)
    await mkdir(dirname(target), { recursive: true })
    await rename(temporary, target)
    return digested
  } finally {
    await rm(temporary, { force: true })
  }
}

/** Puts a file of this machine into the cache unless it is there. It is digested either way. */
export async function cacheFile(
  cache: string,
  path: string,
  signal: AbortSignal,
): Promise<Digested> {
  const digested = await digestOf(path, signal)
  if (await isAlready(cachedAt(cache, digested.sha256, path), digested)) return digested
  // Should it change meanwhile, what was copied counts.
  return await cacheBytes(cache, readable(path, signal))
}

async function* readable(path: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  for await (const part of createReadStream(path, { highWaterMark: 256 * 1024 })) {
    if (signal.aborted) throw stopped()
    yield part as Uint8Array
  }
}

async function writeDigested(path: string, bytes: AsyncIterable<Uint8Array>): Promise<Digested> {
  const hash = createHash('sha256')
  let size = 0
  const output = await open(path, 'w')
  try {
    for await (const part of bytes) {
      hash.update(part)
      size += part.length
      await output.appendFile(part)
    }
  } finally {
    await output.close()
  }
  return { sha256: hash.digest('hex'), size }
}
