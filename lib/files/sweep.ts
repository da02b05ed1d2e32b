import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { eq, inArray } from 'drizzle-orm'
import { blobs } from '@/db/schema/tables'
import { env } from '../env'
import { readMeta, writeMeta } from '../hub-meta'
import { system } from '../system'
import { dayMs } from '../time'
import { lockBlob } from './lock'
import { blobPath, setBlobAside } from './store'

export interface Sweep {
  /** Milliseconds; a younger file may still get its row. */
  olderThan?: number
  /** Folders to look into in one round. */
  folders?: number
}

/**
 * Removes files that have no row: a crash between naming a file and its commit leaves one. One round looks
 * into some folders and the next goes on from there. Answers how many went.
 */
export async function sweepFiles({
  olderThan = Date.now() - dayMs,
  folders = 256,
}: Sweep = {}): Promise<number> {
  const after = (await readMeta('sweep-files')) ?? ''
  let removed = 0
  let last = ''
  let seen = 0
  for await (const folder of foldersAfter(after)) {
    for (const sha256 of await withoutRow(await digestsIn(folder)))
      if (await removeFile(sha256, olderThan)) removed++
    last = folder
    if (++seen === folders) break
  }
  await writeMeta('sweep-files', seen === folders ? last : '')
  return removed
}

/** The folders `ab/cd` that come after one, in order. */
async function* foldersAfter(after: string): AsyncGenerator<string> {
  const [first = '', second = ''] = after.split('/')
  for (const outer of await pairsIn('.')) {
    if (outer < first) continue
    for (const inner of await pairsIn(outer))
      if (outer > first || inner > second) yield `${outer}/${inner}`
  }
}

async function pairsIn(folder: string): Promise<string[]> {
  const names = await readdir(join(env().storageDir, folder)).catch(() => [])
  return names.filter((name) => /^[0-9a-f]{2}$/.test(name)).sort()
}

async function digestsIn(folder: string): Promise<string[]> {
  const names = await readdir(join(env().storageDir, folder)).catch(() => [])
  return names.filter((name) => /^[0-9a-f]{64}$/.test(name))
}

async function withoutRow(digests: string[]): Promise<string[]> {
  if (digests.length === 0) return []
  const rows = await system((tx) =>
    tx.select({ sha256: blobs.sha256 }).from(blobs).where(inArray(blobs.sha256, digests)),
  )
  const known = new Set(rows.map(({ sha256 }) => sha256))
  return digests.filter((sha256) => !known.has(sha256))
}

function removeFile(sha256: string, olderThan: number): Promise<boolean> {
  return system(async (tx) => {
    await lockBlob(tx, sha256)
    const found = await stat(blobPath(sha256)).catch(() => null)
    if (!found || found.mtimeMs > olderThan) return false
    const [row] = await tx.select().from(blobs).where(eq(blobs.sha256, sha256))
    if (row) return false
    await (await setBlobAside(sha256)).forget()
    return true
  })
}
