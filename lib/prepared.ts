import { type SQL, sql } from 'drizzle-orm'
import type { ReadDb } from './door'

/**
 * A query whose SQL is put together once for each shape that it takes, and from then on only given its
 * values: for lists, that is as much work as reading their rows. PostgreSQL still plans it for the values
 * at hand, since the statement has no name there.
 */
export function prepared<S, Q>(build: (db: ReadDb, shape: S) => Q): (db: ReadDb, shape: S) => Q {
  const made = new WeakMap<ReadDb, Map<string, Q>>()
  return (db, shape) => {
    const ofDb = made.get(db) ?? new Map<string, Q>()
    made.set(db, ofDb)
    const key = JSON.stringify(shape)
    const known = ofDb.get(key) ?? build(db, shape)
    ofDb.set(key, known)
    return known
  }
}

/** What `prepare()` takes for a statement that PostgreSQL is not to keep: poolers change connections. */
export const unnamed = ''

/** A value that `execute()` gives. */
export const given = (name: string) => sql.placeholder(name)

/** An instant as `toISOString()` writes it: lists hold too many to make a `Date` of each. */
export function isoTime(column: SQL): SQL<string> {
  return sql<string>`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
}
