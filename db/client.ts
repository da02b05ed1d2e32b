import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres'
import type { Pool } from 'pg'
import { connect } from './connection'
import { hideParameters } from './told-error'

export type Db = NodePgDatabase
export type Tx = Parameters<Parameters<Db['transaction']>[0]>[0]

/** What queries hold: no insert, update, delete or transaction; its sessions are read-only, too. */
export type ReadDb = Pick<
  Db,
  'select' | 'selectDistinct' | 'selectDistinctOn' | 'with' | '$with' | '$count' | 'execute'
>

export interface Database {
  write: Db
  read: ReadDb
  /** One connection for the log, so that sealing it does not queue behind what is to be sealed. */
  seal: Db
  /**
   * Runs a task while nobody else of the same database runs one of this name. Answers whether it ran: not
   * where another has the lock. It is held on a connection of its own, which is closed afterwards.
   */
  alone(name: string, task: () => Promise<unknown>): Promise<boolean>
  /** How much each pool is used right now. */
  connections(): Record<'read' | 'write' | 'seal' | 'lock', PoolUse>
  close(): Promise<void>
}

export interface PoolUse {
  total: number
  idle: number
  /** Requests that wait for a connection. */
  waiting: number
}

export interface DatabaseOptions {
  poolSize?: number
  /** Milliseconds after which PostgreSQL gives a statement up, so that few slow ones cannot hold every connection. */
  readTimeout?: number
  writeTimeout?: number
}

/** What the pools of a hub call themselves, for whoever looks at the connections of a database. */
export const applicationNames = {
  write: 'model-hub',
  read: 'model-hub read',
  seal: 'model-hub seal',
  lock: 'model-hub lock',
} as const

/**
 * Many short queries at once: workers for one of them would read far ahead of the page that it asks for, and
 * compiling it would take longer than running it.
 */
export const forReading = {
  default_transaction_read_only: true,
  max_parallel_workers_per_gather: 0,
  jit: 'off',
} as const

/** The name of the advisory lock under which a task runs `alone`. */
export const lockOf = (task: string) => `model-hub ${task}`

/**
 * Opens the two pools of one process: one that writes, one whose sessions are read-only.
 * `poolSize` connections each, made on first use; one more for the log, and one while a task runs `alone`.
 */
export function openDatabase(
  url: string,
  { poolSize = 8, ...timeouts }: DatabaseOptions = {},
): Database {
  hideParameters()
  const settings = { max: poolSize, connectTimeout: 5 }
  const { readTimeout = 10_000, writeTimeout = 30_000 } = timeouts
  const writer = connect(url, {
    ...settings,
    applicationName: applicationNames.write,
    settings: { statement_timeout: writeTimeout },
  })
  const reader = connect(url, {
    ...settings,
    applicationName: applicationNames.read,
    settings: { ...forReading, statement_timeout: readTimeout },
  })
  const sealer = connect(url, {
    ...settings,
    max: 1,
    applicationName: applicationNames.seal,
    settings: { statement_timeout: writeTimeout },
  })
  // A task needs the pools while the lock is held, so the lock must not take one of their places.
  const locks = connect(url, { ...settings, max: 1, applicationName: applicationNames.lock })
  return {
    alone: (name, task) => alone(locks, name, task),
    write: drizzle(writer, { casing: 'snake_case' }),
    read: drizzle(reader, { casing: 'snake_case' }),
    seal: drizzle(sealer, { casing: 'snake_case' }),
    connections: () => ({
      read: useOf(reader),
      write: useOf(writer),
      seal: useOf(sealer),
      lock: useOf(locks),
    }),
    async close() {
      await Promise.all([writer, reader, sealer, locks].map((pool) => pool.end()))
    },
  }
}

function useOf({ totalCount, idleCount, waitingCount }: Pool): PoolUse {
  return { total: totalCount, idle: idleCount, waiting: waitingCount }
}

async function alone(pool: Pool, name: string, task: () => Promise<unknown>): Promise<boolean> {
  const client = await pool.connect()
  try {
    // Of a transaction, so that it also works behind a pooler that changes connections in between.
    await client.query('begin')
    const lock = 'select pg_try_advisory_xact_lock(hashtext($1)) as got'
    const { rows } = await client.query<{ got: boolean }>(lock, [lockOf(name)])
    if (!rows[0]?.got) return false
    await task()
    return true
  } finally {
    client.release(true)
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
