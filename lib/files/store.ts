import { createHash, randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream, type ReadStream } from 'node:fs'
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { finished, type Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { env } from '../env'
import { AppError, invalid } from '../errors'
import { aside } from '../place'
import { dayMs } from '../time'

/**
 * Blobs in a folder (`HUB_STORAGE`), addressed by SHA-256: `ab/cd/<digest>`. A blob appears under its name
 * only when all its bytes are on disk and match the digest.
 */

/** Where a blob lies below a folder of blobs. */
export function blobName(sha256: string): string {
  return join(sha256.slice(0, 2), sha256.slice(2, 4), sha256)
}

export function blobPath(sha256: string): string {
  return join(root(), blobName(sha256))
}

/** Bytes that are on disk and match their digest, but have no name yet. */
export interface Received {
  sha256: string
  /** Bytes. */
  size: number
  /** Gives them their name. Whoever calls it holds the lock of the digest (`lockBlob`). */
  keep(): Promise<void>
  /** Removes them unless they were kept. */
  discard(): Promise<void>
}

/**
 * Streams bytes to disk while hashing; null for a digest that the sender does not know. Throws
 * `digest_mismatch`, `too_large`, or `storage_full`; nothing is left behind then, nor when the sender goes away.
 */
export async function receiveBlob(
  expected: string | null,
  body: Readable,
  limit: number | null = env().maxUpload,
): Promise<Received> {
  const temporary = join(incoming(), randomUUID())
  const discard = () => rm(temporary, { force: true })
  const meter = new Meter(limit)
  // Node tells of a cut request once more a moment later; unheard, that would end the process.
  body.on('error', () => undefined)
  let unwatch = () => {}
  try {
    await mkdir(incoming(), { recursive: true })
    // The body is no part of the pipeline, which would destroy it, and with it the connection, before its
    // sender is told why. Watched only now: nobody hears of a meter that fails before its pipeline is there.
    unwatch = finished(body, (error) => error && meter.destroy(error))
    body.pipe(meter)
    const file = createWriteStream(temporary, { flags: 'wx', mode: 0o600, highWaterMark })
    await aside(() => pipeline(meter, file))
    const sha256 = meter.digest()
    if (expected !== null && sha256 !== expected)
      throw invalid(`The bytes have the digest ${sha256}, not ${expected}. Send them again.`, {
        code: 'digest_mismatch',
        details: { received: sha256, size: meter.size },
      })
    await settle(temporary)
    return { sha256, size: meter.size, keep: () => named(temporary, sha256), discard }
  } catch (error) {
    // A sender that is in the middle of it reads an answer only when it is through.
    body.unpipe().resume()
    await discard()
    throw fullDisk(error)
  } finally {
    unwatch()
  }
}

// So much may wait for the disk while the next bytes are hashed: a slow sender never fills it.
const highWaterMark = 1024 * 1024

/** Opens a blob for reading; `range` holds inclusive byte positions. */
export function readBlob(sha256: string, range?: { start: number; end: number }): ReadStream {
  return createReadStream(blobPath(sha256), { ...range, highWaterMark: 256 * 1024 })
}

/** A blob taken from its name: away for good once `forget` ran, back after `putBack`. */
export interface SetAside {
  forget(): Promise<void>
  putBack(): Promise<void>
}

/** Takes a blob from its name, if it lies there. Whoever calls it holds the lock of the digest. */
export async function setBlobAside(sha256: string): Promise<SetAside> {
  const temporary = join(incoming(), randomUUID())
  await mkdir(incoming(), { recursive: true })
  await rename(blobPath(sha256), temporary).catch(unlessMissing)
  return {
    forget: () => rm(temporary, { force: true }),
    putBack: () => rename(temporary, blobPath(sha256)).catch(unlessMissing),
  }
}

/** Removes uploads that were cut off more than a day ago. */
export async function sweepIncoming(olderThan = Date.now() - dayMs): Promise<number> {
  const folder = incoming()
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

/** Gives a file below a folder of blobs, complete and on disk, its name there. */
export async function nameBlob(temporary: string, sha256: string, folder = root()): Promise<void> {
  const target = join(folder, blobName(sha256))
  await mkdir(dirname(target), { recursive: true })
  await rename(temporary, target)
  // The name is only safe once its folder is.
  await settle(dirname(target)).catch(() => undefined)
}

/** Waits until a file, or a folder's list of names, is on the disk. */
export async function settle(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** A full disk, in words; any other error untouched. */
function fullDisk(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  // EFBIG: the process may write no larger files (`ulimit -f`).
  return code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG'
    ? new AppError('storage_full', 'The disk of the hub is full. Ask its operator for space.')
    : error
}

const root = () => env().storageDir
const incoming = () => join(root(), 'incoming')

async function named(temporary: string, sha256: string): Promise<void> {
  await nameBlob(temporary, sha256).catch((error: unknown) => {
    throw fullDisk(error)
  })
}

function unlessMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error
}

/** Counts and hashes what passes through. */
export class Meter extends Transform {
  size = 0
  private readonly hash = createHash('sha256')

  constructor(private readonly limit: number | null = null) {
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
