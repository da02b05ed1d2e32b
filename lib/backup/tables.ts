import { createReadStream, createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import type { PoolClient } from 'pg'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import { notBackedUp, type TableName, tableClasses } from '@/db/table-classes'
import { Meter, settle } from '../files/store'
import type { SavedTable } from './manifest'
import { BackupProblem } from './problem'

/**
 * Columns that another database fills by itself. The guard of the record looks for the transaction that
 * wrote an event, and the numbers of another cluster's transactions come again in a new one: restored
 * events get the number of the restore, which no later change can have.
 */
const ownColumns: Partial<Record<string, readonly string[]>> = { audit_events: ['txid'] }

export interface TableColumns {
  name: string
  columns: string[]
}

/** Whether backups have a table of this name. */
export function isBackedUp(name: string): boolean {
  return Object.hasOwn(tableClasses, name) && !notBackedUp.includes(name as TableName)
}

/** The tables to save that this database has, with their columns. */
export async function tablesToSave(client: PoolClient): Promise<TableColumns[]> {
  const wanted = Object.keys(tableClasses).filter(isBackedUp)
  const { rows } = await client.query<TableColumns>(
    `select c.relname::text as name, array_agg(a.attname::text order by a.attnum) as columns
     from pg_class c join pg_attribute a on a.attrelid = c.oid
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname = any($1)
       and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
     group by c.relname order by c.relname`,
    [wanted],
  )
  return rows.map(({ name, columns }) => ({
    name,
    columns: columns.filter((column) => !ownColumns[name]?.includes(column)),
  }))
}

/** Writes a table, or the rows of it for which `where` holds, to a compressed file. */
export async function saveTable(
  client: PoolClient,
  { name, columns }: TableColumns,
  path: string,
  where = 'true',
): Promise<SavedTable> {
  const query = `select ${list(columns)} from ${quoted(name)} where ${where}`
  const rows = client.query(copyTo(`copy (${query}) to stdout with (encoding 'UTF8')`))
  const meter = new Meter()
  await pipeline(rows, createGzip({ level: 1 }), meter, createWriteStream(path, { mode: 0o600 }))
  await settle(path)
  // PostgreSQL tells the count after the last row: the next answer comes after that.
  await client.query('select 1')
  return { name, columns, rows: rows.rowCount, bytes: meter.size, sha256: meter.digest() }
}

/** Reads a saved table into the empty one of its name. */
export async function loadTable(
  client: PoolClient,
  { name, columns, rows }: SavedTable,
  path: string,
): Promise<void> {
  const target = `${quoted(name)} (${list(columns)})`
  const copy = client.query(copyFrom(`copy ${target} from stdin with (encoding 'UTF8')`))
  await pipeline(createReadStream(path), createGunzip(), copy)
  if (copy.rowCount !== rows)
    throw new BackupProblem(
      `The table ${name} has ${copy.rowCount} rows after loading instead of ${rows}.`,
    )
}

/** What must hold of a row of `blobs` that is saved: something holds it, so its file is there. */
export async function referencedBlobs(client: PoolClient): Promise<string> {
  const { rows } = await client.query<{ name: string; column: string }>(
    `select c.conrelid::regclass::text as name, a.attname::text as column
     from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any(c.conkey)
     where c.contype = 'f' and c.confrelid = 'public.blobs'::regclass`,
  )
  return rows
    .map(({ name, column }) => `exists (select 1 from ${name} where ${column} = blobs.sha256)`)
    .join(' or ')
}

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`
const list = (names: readonly string[]) => names.map(quoted).join(', ')
