import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres'
import { connect } from './connection'
import * as tables from './schema/tables'

export type Db = NodePgDatabase<typeof tables>
export type Tx = Parameters<Parameters<Db['transaction']>[0]>[0]

/** What queries hold: no insert, update, delete or transaction; its sessions are read-only, too. */
export type ReadDb = Pick<
  Db,
  'select' | 'selectDistinct' | 'selectDistinctOn' | 'with' | '$with' | '$count' | 'execute'
>

export interface Database {
  write: Db
  read: ReadDb
  close(): Promise<void>
}

/**
 * Opens the two pools of one process: one that writes, one whose sessions are read-only.
 * `poolSize` connections each, made on first use.
 */
export function openDatabase(url: string, { poolSize = 8 } = {}): Database {
  const settings = { max: poolSize, connectTimeout: 5 }
  const writer = connect(url, { ...settings, applicationName: 'model-hub' })
  const reader = connect(url, {
    ...settings,
    applicationName: 'model-hub read',
    settings: { default_transaction_read_only: true },
  })
  return {
    write: drizzle(writer, { schema: tables, casing: 'snake_case' }),
    read: drizzle(reader, { schema: tables, casing: 'snake_case' }),
    async close() {
      await Promise.all([writer.end(), reader.end()])
    },
  }
}

const key = Symbol.for('model-hub.database')
const holder = globalThis as typeof globalThis & { [key]?: Database }

/** Sets the database of this process. Next bundles its own copy of this module, hence globalThis. */
export function setDatabase(database: Database): void {
  holder[key] = database
}

/** The database of this process. Throws before `setDatabase`. */
export function database(): Database {
  const open = holder[key]
  if (!open) throw new Error('The database of this process has not been opened.')
  return open
}
