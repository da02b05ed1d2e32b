import { createReadStream } from 'node:fs'
import { lstat, readlink } from 'node:fs/promises'
import { join } from 'node:path'
import { createGzip, type Gzip } from 'node:zlib'
import { type Pack, pack } from 'tar-stream'
import { bytes } from '../output'
import { cacheBytes, cachedAt, type Digested } from './cache'
import { listCode } from './code-files'

/** The code of a folder as one file, the same for the same code. */
export interface Archive extends Digested {
  /** A `.tar.gz`. */
  path: string
}

interface Entry {
  name: string
  path: string
  size: number
  mode: number
  /** Where a link leads to. */
  target: string | null
}

const mebibyte = 1024 * 1024
export const largest = 100 * mebibyte

/**
 * Packs the code of a folder. Its ignore files are heeded; so much that it can be no code is not packed, and
 * that is told.
 * @param cache where the archive is kept
 */
export async function archiveCode(
  folder: string,
  cache: string,
  most = largest,
): Promise<{ archive: Archive | null; warnings: string[] }> {
  const entries: Entry[] = []
  const warnings: string[] = []
  for (const name of await listCode(folder)) {
    const entry = await entryOf(folder, name)
    if (entry) entries.push(entry)
    else if (entry === undefined)
      warnings.push(`${name} may lead out of the code, and is not kept.`)
  }
  const size = entries.reduce((sum, entry) => sum + entry.size, 0)
  if (size > most) {
    const hint = 'Name what is no code in .vhignore, or leave it out with --no-code.'
    const much = `The code in ${folder} is ${bytes(size)}, more than the ${bytes(most)} that are kept of it.`
    return { archive: null, warnings: [...warnings, `${much} The run goes without. ${hint}`] }
  }
  if (entries.length === 0) return { archive: null, warnings }
  try {
    const digested = await cacheBytes(cache, packed(entries))
    return { archive: { ...digested, path: cachedAt(cache, digested.sha256, folder) }, warnings }
  } catch (error) {
    const why = `The code in ${folder} cannot be kept: ${(error as Error).message}`
    return { archive: null, warnings: [...warnings, `${why} The run goes without.`] }
  }
}

/** Null for what is no file, undefined for a link that leads elsewhere. */
async function entryOf(folder: string, name: string): Promise<Entry | null | undefined> {
  const path = join(folder, name)
  const found = await lstat(path).catch(() => null)
  if (found?.isSymbolicLink()) {
    const target = await readlink(path)
    return staysInside(name, target) ? { name, path, size: 0, mode: 0o777, target } : undefined
  }
  if (!found?.isFile()) return null
  // Of the rights, only whether it can be run is part of the code.
  const mode = found.mode & 0o100 ? 0o755 : 0o644
  return { name, path, size: found.size, mode, target: null }
}

/**
 * Whether a link of this name leads to something in the same folder or below it, whatever other links of
 * which that is true stand on its way: up from one of those would be up from somewhere else.
 */
export function staysInside(name: string, target: string): boolean {
  if (target.startsWith('/') || target.includes('\\') || /^[a-z]:/i.test(target)) return false
  const parts = target.split('/').filter((part) => part !== '.' && part !== '')
  const down = parts.findIndex((part) => part !== '..')
  const up = down < 0 ? parts.length : down
  return up < name.split('/').length && !parts.slice(up).includes('..')
}

function packed(entries: Entry[]): Gzip {
  const tar = pack()
  const zipped = createGzip({ level: 6 })
  // Pipes do not pass errors on.
  tar.on('error', (error) => zipped.destroy(error))
  fill(tar, entries).catch((error: Error) => tar.destroy(error))
  tar.pipe(zipped)
  return zipped
}

async function fill(tar: Pack, entries: Entry[]): Promise<void> {
  for (const { name, path, size, mode, target } of entries) {
    const header = { name, mode, mtime: new Date(0), uid: 0, gid: 0 }
    await new Promise<void>((resolve, reject) => {
      const done = (error?: Error | null) => (error ? reject(error) : resolve())
      if (target !== null) {
        tar.entry({ ...header, type: 'symlink', linkname: target }, done)
        return
      }
      if (size === 0) {
        tar.entry(header, '', done)
        return
      }
      const entry = tar.entry({ ...header, size }, done)
      // A file that grows meanwhile is taken as long as it was.
      createReadStream(path, { end: size - 1 })
        .on('error', reject)
        .pipe(entry)
    })
  }
  tar.finalize()
}
