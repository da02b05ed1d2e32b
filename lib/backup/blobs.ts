import { randomUUID } from 'node:crypto'
import { constants, createReadStream, createWriteStream } from 'node:fs'
import { copyFile, lstat, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { blobName, Meter, nameBlob, settle } from '../files/store'
import { BackupProblem } from './problem'

export interface Blob {
  sha256: string
  /** Bytes. */
  size: number
}

/** The blobs that a saved table `blobs` names, in its order. Throws `BackupProblem` for a row that is none. */
export async function* blobsIn(path: string, columns: readonly string[]): AsyncGenerator<Blob> {
  const [digest, size] = [columns.indexOf('sha256'), columns.indexOf('size')]
  const lines = createReadStream(path).pipe(createGunzip())
  for await (const line of createInterface({ input: lines, crlfDelay: Infinity })) {
    const values = line.split('\t')
    const [name = '', bytes = ''] = [values[digest], values[size]]
    // The name becomes a path: nothing but a digest may lead anywhere.
    if (!/^[0-9a-f]{64}$/.test(name) || !/^\d{1,15}$/.test(bytes))
      throw new BackupProblem(
        `The list of files in ${path} holds a row that names no file: ${JSON.stringify(line.slice(0, 100))}. Use another backup.`,
      )
    yield { sha256: name, size: Number(bytes) }
  }
}

/**
 * Digest and size of a file; null where there is none. Throws `BackupProblem` for what is no file of its
 * own, such as a link, which would lead out of the folder.
 */
export async function measured(path: string): Promise<Blob | null> {
  if ((await sizeOf(path)) === null) return null
  const meter = new Meter()
  try {
    await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), meter, nowhere())
  } catch (error) {
    if (isMissing(error)) return null
    throw error
  }
  return { sha256: meter.digest(), size: meter.size }
}

/** The size of a file; null where there is none. Throws `BackupProblem` like `measured()`. */
export async function sizeOf(path: string): Promise<number | null> {
  const found = await lstat(path).catch((error: unknown) => {
    if (isMissing(error)) return null
    throw error
  })
  if (found && !found.isFile())
    throw new BackupProblem(`${path} is no plain file. Put the file itself in its place.`)
  return found?.size ?? null
}

/**
 * Copies one blob from a folder of blobs to another and looks at every byte on the way. Answers what is
 * wrong with it, or null when it is whole; a damaged one gets no name there.
 */
export async function copyBlob(from: string, to: string, blob: Blob): Promise<string | null> {
  const temporary = join(to, 'incoming', randomUUID())
  await mkdir(join(to, 'incoming'), { recursive: true, mode: 0o700 })
  try {
    const copy = await copied(join(from, blobName(blob.sha256)), temporary)
    const problem = problemOf(blob, copy)
    if (problem) return problem
    await settle(temporary)
    await nameBlob(temporary, blob.sha256, to)
    return null
  } finally {
    await rm(temporary, { force: true })
  }
}

/** What is wrong with the file of a blob; null when it is whole. */
export function problemOf({ sha256 }: Blob, found: Blob | null): string | null {
  if (!found) return `${sha256} is missing`
  return found.sha256 === sha256 ? null : `${sha256} has other bytes (${found.sha256})`
}

/** Runs something for each item, some of them at a time; the first failure ends it. */
export async function forEach<T>(
  items: AsyncIterable<T>,
  width: number,
  run: (item: T) => Promise<void>,
): Promise<void> {
  const iterator = items[Symbol.asyncIterator]()
  let failed = false
  const lane = async () => {
    while (!failed) {
      const next = await iterator.next()
      if (next.done) return
      await run(next.value)
    }
  }
  const lanes = Array.from({ length: width }, () =>
    lane().catch((error: unknown) => {
      failed = true
      throw error
    }),
  )
  const ended = await Promise.allSettled(lanes)
  const failure = ended.find(({ status }) => status === 'rejected')
  if (failure?.status === 'rejected') throw failure.reason
}

/** Copies a file and measures what was copied; null where there is none. */
async function copied(from: string, to: string): Promise<Blob | null> {
  if ((await sizeOf(from)) === null) return null
  if (await isCloned(from, to)) return measured(to)
  const meter = new Meter()
  const source = createReadStream(from, { highWaterMark: 1 << 20 })
  try {
    await pipeline(source, meter, createWriteStream(to, { flags: 'wx', mode: 0o600 }))
  } catch (error) {
    if (isMissing(error)) return null
    throw error
  }
  return { sha256: meter.digest(), size: meter.size }
}

/** Shares the bytes where the file system can: at once, and without taking more room. */
async function isCloned(from: string, to: string): Promise<boolean> {
  try {
    await copyFile(from, to, constants.COPYFILE_FICLONE_FORCE | constants.COPYFILE_EXCL)
    return true
  } catch {
    // Whatever the reason, copying it tells.
    await rm(to, { force: true })
    return false
  }
}

const nowhere = () => new Writable({ write: (_chunk, _encoding, done) => done() })

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT'
