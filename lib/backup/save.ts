import { randomUUID } from 'node:crypto'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { PoolClient } from 'pg'
import { lockOf } from '@/db/client'
import { connect } from '@/db/connection'
import { schemaOf } from '@/db/history'
import { DataDirInUse, hold } from '@/db/hold'
import { release } from '@/db/release'
import { collectTask } from '../files/collect'
import { blobName } from '../files/store'
import { type Blob, blobsIn, copyBlob, forEach, measured, problemOf, sizeOf } from './blobs'
import { withClient } from './client'
import {
  blobsFolder,
  claimFolder,
  findManifest,
  type Manifest,
  tableFile,
  writeManifest,
} from './manifest'
import { BackupProblem, listed } from './problem'
import { referencedBlobs, saveTable, tablesToSave } from './tables'

export interface BackupOptions {
  dir: string
  /** The role that owns the tables. */
  ownerUrl: string
  /** The folder of the blobs. */
  storageDir: string
  /** The folder that holds `db/migrations`. */
  root: string
  /** Whether files that an earlier backup left are read and compared, too; else their size is. */
  check?: boolean
}

export interface Saved {
  manifest: Manifest
  /** Files that were copied; the others were there from an earlier backup. */
  copied: number
}

/**
 * Saves one moment of a hub, running or not, to a folder: tables from one snapshot, and every file that
 * they name. An earlier backup there stays whole until this one is, and what it has is not copied again.
 * Throws `BackupProblem`, also where files are damaged: the rest is saved then, but is no backup.
 */
export async function saveBackup({
  dir,
  check = false,
  ...options
}: BackupOptions): Promise<Saved> {
  await claimFolder(dir)
  const held = await holdFolder(dir)
  const pool = connect(options.ownerUrl, { max: 2, applicationName: 'model-hub backup' })
  try {
    return await withClient(pool, async (keeper) => {
      await keepCollectorAway(keeper)
      const previous = await findManifest(dir)
      const draft = { dir, root: options.root, previous }
      const manifest = await withClient(pool, (client) => saveTables(client, draft))
      const { wanted, copied, damaged } = await saveBlobs({ dir, manifest, check, ...options })
      if (damaged.length > 0) throw damage(dir, damaged)
      // Had its connection been lost, files could have gone meanwhile.
      await keeper.query('select 1')
      await writeManifest(dir, manifest)
      await prune(dir, manifest, wanted)
      return { manifest, copied }
    })
  } finally {
    await pool.end()
    await held.release()
  }
}

/** One backup or restore at a time for each folder. */
export function holdFolder(dir: string) {
  return hold(join(dir, 'backup.lock'), dir).catch((error: unknown) => {
    if (!(error instanceof DataDirInUse)) throw error
    const { pid, startedAt } = error.holder
    throw new BackupProblem(
      `Process ${pid} has worked on ${dir} since ${startedAt}. Wait for its end.`,
    )
  })
}

/** In a transaction of its own, which holds no snapshot: the tables are vacuumed while files are copied. */
async function keepCollectorAway(client: PoolClient): Promise<void> {
  await client.query('begin')
  await client.query('set local idle_in_transaction_session_timeout = 0')
  await client.query('select pg_advisory_xact_lock_shared(hashtext($1))', [lockOf(collectTask)])
}

function damage(dir: string, damaged: string[]): BackupProblem {
  return new BackupProblem(
    `Files of the hub are damaged:
${listed(damaged)}
Everything else is saved in ${dir}, but that is no complete backup; one that was there before stays in force. Upload these files again, or delete for good what holds them, and then repeat it.`,
  )
}

async function saveTables(
  client: PoolClient,
  { dir, root, previous }: { dir: string; root: string; previous: Manifest | null },
): Promise<Manifest> {
  await client.query(`set datestyle = 'ISO, YMD'; set timezone = 'UTC'; set statement_timeout = 0`)
  await client.query('begin isolation level repeatable read, read only')
  const schema = await schemaOf(client, root)
  if (!schema) throw new BackupProblem('This database holds no hub yet: there is nothing to save.')
  const { rows } = await client.query<{ id: string }>('select id from organizations order by id')
  const organizations = rows.map(({ id }) => id)
  refuseAnother(dir, previous, organizations)

  const folder = `tables-${randomUUID().replaceAll('-', '')}`
  await mkdir(join(dir, folder), { mode: 0o700 })
  const tables = []
  let blobs = { count: 0, bytes: 0 }
  for (const table of await tablesToSave(client)) {
    const isBlobs = table.name === 'blobs'
    const where = isBlobs ? await referencedBlobs(client) : undefined
    const saved = await saveTable(client, table, tableFile(dir, { folder }, table.name), where)
    tables.push(saved)
    if (!isBlobs) continue
    const { rows: sums } = await client.query<{ bytes: string }>(
      `select coalesce(sum(size), 0) as bytes from blobs where ${where}`,
    )
    blobs = { count: saved.rows, bytes: Number(sums[0]?.bytes) }
  }
  await client.query('commit')
  const createdAt = new Date().toISOString()
  const { version } = release
  return { format: 1, version, schema, createdAt, organizations, folder, tables, blobs }
}

/** A backup of one hub is not replaced by one of another. */
function refuseAnother(dir: string, previous: Manifest | null, organizations: string[]): void {
  if (!previous?.organizations.length) return
  if (previous.organizations.some((id) => organizations.includes(id))) return
  throw new BackupProblem(`${dir} holds the backup of another hub. Name a folder of its own.`)
}

type BlobsToSave = Pick<BackupOptions, 'dir' | 'storageDir' | 'check'> & { manifest: Manifest }

async function saveBlobs({ dir, manifest, storageDir, check }: BlobsToSave) {
  const target = blobsFolder(dir)
  const wanted = new Set<string>()
  const damaged: string[] = []
  let copied = 0
  await forEach(savedBlobs(dir, manifest), 4, async (blob) => {
    wanted.add(blob.sha256)
    const there = join(target, blobName(blob.sha256))
    const whole = check
      ? problemOf(blob, await measured(there)) === null
      : (await sizeOf(there)) === blob.size
    if (whole) return
    const problem = await copyBlob(storageDir, target, blob)
    if (problem) damaged.push(problem)
    else copied++
  })
  return { wanted, copied, damaged }
}

/** The blobs that a backup names. */
export function savedBlobs(dir: string, manifest: Manifest): AsyncIterable<Blob> {
  const table = manifest.tables.find(({ name }) => name === 'blobs')
  if (!table) throw new BackupProblem(`The backup in ${dir} names no files.`)
  return blobsIn(tableFile(dir, manifest, 'blobs'), table.columns)
}

/** Removes what earlier backups left: what the hub let go of goes from here, too. */
async function prune(dir: string, { folder }: Manifest, wanted: Set<string>): Promise<void> {
  const remove = (...path: string[]) => rm(join(dir, ...path), { recursive: true, force: true })
  for (const name of await readdir(dir))
    if (name.startsWith('tables-') && name !== folder) await remove(name)
  await remove('blobs', 'incoming')
  for (const outer of await namesIn(blobsFolder(dir)))
    for (const inner of await namesIn(blobsFolder(dir), outer))
      for (const name of await namesIn(blobsFolder(dir), outer, inner))
        if (!wanted.has(name)) await remove('blobs', outer, inner, name)
}

const namesIn = (...path: string[]) => readdir(join(...path)).catch((): string[] => [])
