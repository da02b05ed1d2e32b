import { join } from 'node:path'
import type { PoolClient } from 'pg'
import { connect } from '@/db/connection'
import { type Migrated, migrateTo } from '@/db/history'
import { migrate, migrationLock } from '@/db/migrate'
import { blobName } from '../files/store'
import { copyBlob, forEach, measured } from './blobs'
import { checkBackup, schemaToRestore } from './check'
import { withClient } from './client'
import { emptyDatabase, requireEmpty } from './empty'
import { blobsFolder, type Manifest, readManifest, tableFile } from './manifest'
import { BackupProblem, listed } from './problem'
import { holdFolder, savedBlobs } from './save'
import { loadTable, quoted } from './tables'

export interface RestoreOptions {
  dir: string
  /** The role that owns the database; it needs no rights beyond that. */
  ownerUrl: string
  /** The application role; null when the owner serves requests itself. */
  appRole: string | null
  /** The folder of the blobs. */
  storageDir: string
  /** The folder that holds `db/migrations`. */
  root: string
}

/**
 * Puts a backup into an empty hub and brings it up to this program's schema. Everything is checked before
 * anything is written, and the tables come in one transaction: a failure leaves the database as it was.
 * Throws `BackupProblem`.
 */
export async function restoreBackup(options: RestoreOptions): Promise<Manifest> {
  const { dir, ownerUrl, appRole, root } = options
  const manifest = await readManifest(dir)
  const schema = await schemaToRestore(manifest, root)
  const held = await holdFolder(dir)
  const pool = connect(ownerUrl, { max: 1, applicationName: 'model-hub restore' })
  try {
    await withClient(pool, requireEmpty)
    await checkBackup(dir, manifest)
    await restoreBlobs(options, manifest)
    await withClient(pool, (client) => restoreTables(client, options, manifest, schema))
    // Later migrations and the guard; a start of the hub would do the same.
    await migrate({ ownerUrl, appRole, root })
    await pool.query('analyze')
    return manifest
  } finally {
    await pool.end()
    await held.release()
  }
}

async function restoreBlobs({ dir, storageDir }: RestoreOptions, manifest: Manifest) {
  const problems: string[] = []
  await forEach(savedBlobs(dir, manifest), 4, async (blob) => {
    const there = await measured(join(storageDir, blobName(blob.sha256)))
    if (there?.sha256 === blob.sha256) return
    const problem = await copyBlob(blobsFolder(dir), storageDir, blob)
    if (problem) problems.push(problem)
  })
  if (problems.length > 0)
    throw new BackupProblem(`Files of the backup changed meanwhile:\n${listed(problems)}`)
}

async function restoreTables(
  client: PoolClient,
  { dir, root }: RestoreOptions,
  manifest: Manifest,
  schema: Migrated,
): Promise<void> {
  await client.query('set statement_timeout = 0')
  await client.query('begin')
  await client.query('select pg_advisory_xact_lock($1)', [migrationLock])
  // Once more, now that nobody else can begin.
  await requireEmpty(client)
  await emptyDatabase(client)
  await migrateTo(client, root, schema)
  const keys = await dropForeignKeys(client)
  const notes = await deferredTriggers(client)
  for (const one of notes) await client.query(one.disable)
  for (const table of manifest.tables)
    await loadTable(client, table, tableFile(dir, manifest, table.name))
  for (const one of notes) await client.query(one.enable)
  for (const key of keys) await client.query(key)
  if (manifest.tables.some(({ name }) => name === 'webhooks')) await pauseWebhooks(client)
  await advanceSequences(client)
  await client.query(`insert into hub_meta (key, value) values ('release', $1)`, [manifest.version])
  await client.query('commit')
}

/**
 * A copy must not send to the world beside the hub that it was made of: whoever runs it resumes what it is to
 * send to. What waited when the backup was made waits on.
 */
async function pauseWebhooks(client: PoolClient): Promise<void> {
  await client.query(
    `update webhooks set paused_at = now(), pause_reason = $1
     where paused_at is null and removed_at is null`,
    ['This hub was restored from a backup. Resume it once no other hub sends in its place.'],
  )
}

/** What notes a change once its event is there: a backup holds the notes themselves. */
async function deferredTriggers(
  client: PoolClient,
): Promise<{ disable: string; enable: string }[]> {
  const { rows } = await client.query<{ name: string; trigger: string }>(
    `select tgrelid::regclass::text as name, quote_ident(tgname) as trigger
     from pg_trigger where tgdeferrable and not tgisinternal`,
  )
  const alter = (how: string) => (of: { name: string; trigger: string }) =>
    `alter table ${of.name} ${how} trigger ${of.trigger}`
  return rows.map((row) => ({ disable: alter('disable')(row), enable: alter('enable')(row) }))
}

/**
 * Takes every foreign key away, so that tables may come in any order, also where they name each other.
 * Answers the statements that bring them back, which check every row.
 */
async function dropForeignKeys(client: PoolClient): Promise<string[]> {
  const { rows } = await client.query<{ name: string; key: string; definition: string }>(
    `select conrelid::regclass::text as name, conname::text as key,
       pg_get_constraintdef(oid) as definition
     from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace`,
  )
  for (const { name, key } of rows)
    await client.query(`alter table ${name} drop constraint ${quoted(key)}`)
  return rows.map(
    ({ name, key, definition }) =>
      `alter table ${name} add constraint ${quoted(key)} ${definition}`,
  )
}

/** Lets numbers that the database gives out go on after the highest one that was loaded. */
async function advanceSequences(client: PoolClient): Promise<void> {
  const { rows } = await client.query<{ name: string; column: string }>(
    `select c.oid::regclass::text as name, a.attname::text as column
     from pg_class c join pg_attribute a on a.attrelid = c.oid
     where c.relnamespace = 'public'::regnamespace and a.attidentity <> ''`,
  )
  for (const { name, column } of rows)
    await client.query(
      `select setval(pg_get_serial_sequence($1, $2), coalesce(max(${quoted(column)}), 0) + 1, false)
       from ${name}`,
      [name, column],
    )
}
