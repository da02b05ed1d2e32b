import { Column, getTableColumns, is, type Query, SQL, sql, Table } from 'drizzle-orm'
import { kept } from '@/db/kept'
import type { ReadDb, Tx } from './door'

/** A select of Drizzle that has not been run. */
interface Select<R> {
  toSQL(): Query
  readonly _: { readonly result: R }
}

interface Built {
  query: Query
  rows: (cells: unknown[][]) => unknown
}

/**
 * A select whose SQL is put together once for each shape that it takes, and from then on only given its
 * values, on whichever connection: for lists, building it is as much work as reading their rows. PostgreSQL
 * still plans it for the values at hand and keeps nothing, unless it `finds` by a key: the plan for any value is
 * then as good, and a connection keeps it until the table is analyzed again. Columns of an outer join are to be
 * named one by one.
 */
export function prepared<S, R>(
  build: (db: Pick<ReadDb, 'select'>, shape: S) => Select<R>,
  { finds = false } = {},
) {
  const known = new Map<string, Built>()
  return (db: ReadDb, shape: S) => ({
    execute(values: Record<string, unknown>): Promise<R> {
      const key = JSON.stringify(shape)
      const built = known.get(key) ?? writeOut((select) => build(select, shape), db, finds)
      known.set(key, built)
      const { query, rows } = built
      // Every connection of Drizzle has a session; that ours reads only is a matter of types.
      const { session } = (db as Tx)._
      const statement = session.prepareQuery<{ execute: R; all: R; values: R }>(
        query,
        undefined,
        undefined,
        true,
        (cells) => rows(cells) as R,
      )
      return statement.execute(values)
    },
  })
}

/**
 * Ends a statement in SQL that a connection is to keep with its plan: one of few texts, since it keeps each, and
 * whose plan does not depend on the values.
 */
export const keptPlan = sql.raw(kept)

/** A value that `execute()` gives. */
export const given = (name: string) => sql.placeholder(name)

/** An instant as `toISOString()` writes it: lists hold too many to make a `Date` of each. */
export function isoTime(column: SQL): SQL<string> {
  return sql<string>`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
}

type Columns = Table | { [name: string]: Column | SQL | Columns }
type Read = (cells: unknown[]) => unknown

function writeOut<R>(
  build: (db: Pick<ReadDb, 'select'>) => Select<R>,
  db: ReadDb,
  finds: boolean,
): Built {
  let columns: Columns = {}
  const select = (chosen: Columns) => {
    columns = chosen
    return db.select(chosen as never)
  }
  // The same builder, whose many types a function of our own cannot repeat.
  const noting = { select } as unknown as Pick<ReadDb, 'select'>
  const { sql: text, params } = build(noting).toSQL()
  const read = readerOf(columns, { next: 0 })
  return {
    query: { sql: finds ? `${text} ${kept}` : text, params },
    rows: (rows) => rows.map(read),
  }
}

/** How a row is made of its cells: what Drizzle finds out anew for each cell, found out once. */
function readerOf(columns: Columns, place: { next: number }): Read {
  const fields = Object.entries(is(columns, Table) ? getTableColumns(columns) : columns)
  const reads = fields.map(([name, field]): [string, Read] => {
    if (!is(field, Column) && !is(field, SQL)) return [name, readerOf(field, place)]
    const at = place.next++
    if (is(field, SQL) || field.mapFromDriverValue === Column.prototype.mapFromDriverValue)
      return [name, (cells) => cells[at]]
    return [name, (cells) => (cells[at] === null ? null : field.mapFromDriverValue(cells[at]))]
  })
  return (cells) => {
    const row: Record<string, unknown> = {}
    for (const [name, read] of reads) row[name] = read(cells)
    return row
  }
}
