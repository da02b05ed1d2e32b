import { createHash, randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream, type ReadStream } from 'node:fs'
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { env } from '../env'
import { AppError, invalid } from '../errors'

/**
 * Blobs in a folder (`HUB_STORAGE`), addressed by SHA-256: `ab/cd/<digest>`. A blob appears under its name
 * only when all its bytes are on disk and match the digest.
 */

export function blobPath(sha256: string): string {
  return join(root(), sha256.slice(0, 2), sha256.slice(2, 4), sha256)
}

export interface Received {
  /** Bytes. */
  size: number
}

/**
 * Streams bytes to disk while hashing, and keeps them when they match. Throws `digest_mismatch`,
 * `too_large`, or `storage_full`; nothing is left behind then, nor when the sender goes away.
 */
export async function receiveBlob(sha256: string, body: Readable): Promise<Received> {
  const incoming = join(root(), 'incoming')
  await mkdir(incoming, { recursive: true })
  const temporary = join(incoming, randomUUID())
  const meter = new Meter(env().maxUpload)
  try {
    await pipeline(
      body,
      meter,
      createWriteStream(temporary, { flags: 'wx', mode: 0o600, highWaterMark }),
    )
    const actual = meter.digest()
    if (actual !== sha256)
      throw invalid(`The bytes have the digest ${actual}, not ${sha256}. Send them again.`, {
        code: 'digest_mismatch',
        details: { received: actual, size: meter.size },
      })
    await keep(temporary, sha256)
    return { size: meter.size }
  } catch (error) {
    await rm(temporary, { force: true })
    throw isFull(error)
      ? new AppError('storage_full', 'The disk of the hub is full. Ask its operator for space.')
      : error
  }
}

// So much may wait for the disk while the next bytes are hashed: a slow sender never fills it.
const highWaterMark = 1024 * 1024

/** Opens a blob for reading; `range` holds inclusive byte positions. */
export function readBlob(sha256: string, range?: { start: number; end: number }): ReadStream {
  return createReadStream(blobPath(sha256), { ...range, highWaterMark: 256 * 1024 })
}

/** Removes uploads that were cut off more than a day ago. */
export async function sweepIncoming(olderThan = Date.now() - 86_400_000): Promise<number> {
  const folder = join(root(), 'incoming')
  const names = await readdir(folder).catch(() => [])
  let removed = 0
  for (const name of names) {
    const found = await stat(join(folder, name)).catch(() => null)
    if (!found || found.mtimeMs > olderThan) continue
    await rm(join(folder, name), { force: true })
    removed++
  }
  return removed
}

const root = () => env().storageDir

async function keep(temporary: string, sha256: string): Promise<void> {
  const handle = await open(temporary, 'r')
  await handle.sync()
  await handle.close()
  const target = blobPath(sha256)
  const folder = join(target, '..')
  await mkdir(folder, { recursive: true })
  await rename(temporary, target)
  // The name is only safe once its folder is.
  const directory = await open(folder, 'r')
  await directory.sync().catch(() => undefined)
  await directory.close()
}

function isFull(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return code === 'ENOSPC' || code === 'EDQUOT'
}

/** Counts and hashes what passes through. */
class Meter extends Transform {
  size = 0
  private readonly hash = createHash('sha256')

  constructor(private readonly limit: number | null) {
    super({ highWaterMark })
  }

  override _transform(
    chunk: Buffer,
    _encoding: string,
    done: (e: Error | null, c?: Buffer) => void,
  ) {
    this.size += chunk.length
    if (this.limit !== null && this.size > this.limit)
      return done(new AppError('too_large', `A file may have at most ${this.limit} bytes here.`))
    this.hash.update(chunk)
    done(null, chunk)
  }

  digest(): string {
    return this.hash.digest('hex')
  }
}
