import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import { type ConnectOptions, connect } from './connection'
import * as tables from './schema/tables'

export type Db = PostgresJsDatabase<typeof tables>
export type Tx = Parameters<Parameters<Db['transaction']>[0]>[0]

/** What queries hold: no insert, update, delete or transaction; its sessions are read-only, too. */
export type ReadDb = Pick<
  Db,
  'select' | 'selectDistinct' | 'selectDistinctOn' | 'with' | '$with' | '$count' | 'execute'
>

export interface Database {
  readonly write: Db
  readonly read: ReadDb
  /** Puts fresh pools in place of the present ones, which end once their queries have. */
  renew(): void
  close(): Promise<void>
}

/**
 * Opens the two pools of one process: one that writes, one whose sessions are read-only.
 * `poolSize` connections each, made on first use.
 */
export function openDatabase(url: string, { poolSize = 8 } = {}): Database {
  let pools = openPools(url, poolSize)
  return {
    get write() {
      return pools.write
    },
    get read() {
      return pools.read
    },
    renew() {
      const old = pools
      pools = openPools(url, poolSize)
      old.end().catch(() => undefined)
    },
    close: () => pools.end(),
  }
}

function openPools(url: string, max: number) {
  const settings: ConnectOptions = { max, connectTimeout: 5 }
  const writer = connect(url, { ...settings, applicationName: 'model-hub' })
  const reader = connect(url, {
    ...settings,
    applicationName: 'model-hub read',
    connection: { default_transaction_read_only: true },
  })
  const read: ReadDb = drizzle(reader, { schema: tables, casing: 'snake_case' })
  return {
    write: drizzle(writer, { schema: tables, casing: 'snake_case' }),
    read,
    async end() {
      await Promise.all([writer.end({ timeout: 5 }), reader.end({ timeout: 5 })])
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
