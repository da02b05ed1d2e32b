import { type SQL, sql } from 'drizzle-orm'
import { isoTime } from '../prepared'

/** What rows are sorted by. The last key tells every two rows apart. */
export interface Key {
  is: SQL
  type: keyof typeof casts
  descending: boolean
  /** What lacks the value comes last, whichever the direction. */
  nullable?: boolean
  /** Said to the same effect of what is never null, so that an index fits that is made with these words. */
  nullsLast?: boolean
}

/** A value of a key as a text that loses nothing; null where the row has none. */
export type KeyValue = string | null

const casts = {
  text: sql`::text`,
  count: sql`::int`,
  float: sql`::float8`,
  time: sql`::timestamptz`,
  id: sql`::uuid`,
} as const satisfies Record<string, SQL>

/** The order of rows, where `is` may be another expression of the same values. Numbers, NaN, nothing. */
export function orderBy(keys: readonly Key[], of = (key: Key, _at: number) => key.is): SQL {
  return sql.join(
    keys.flatMap((key, at) => {
      const is = of(key, at)
      const last = key.nullable || key.nullsLast ? sql` nulls last` : sql``
      if (!key.descending) return [sql`${is} asc${last}`]
      // Of all floats NaN is the highest to PostgreSQL.
      const nan = key.type === 'float' ? [sql`(${is} = 'NaN') asc nulls last`] : []
      return [...nan, sql`${is} desc${last}`]
    }),
    sql`, `,
  )
}

/** Which rows come behind the one with these values. */
export function behind(keys: readonly Key[], values: readonly KeyValue[]): SQL {
  const [first, ...others] = keys
  const [value = null, ...more] = values
  if (!first) return sql`false`
  const tied = others.length > 0 ? sql`(${same(first, value)} and ${behind(others, more)})` : null
  const either = tied ? sql`(${later(first, value)} or ${tied})` : later(first, value)
  if (first.nullable || first.type === 'float' || value === null) return either
  // Says nothing new, and lets an index begin there.
  const edge = first.descending ? sql`<=` : sql`>=`
  return sql`(${first.is} ${edge} ${value}${casts[first.type]} and ${either})`
}

function same({ is, type }: Key, value: KeyValue): SQL {
  return value === null ? sql`${is} is null` : sql`${is} = ${value}${casts[type]}`
}

function later({ is, type, descending, nullable }: Key, value: KeyValue): SQL {
  if (value === null) return sql`false`
  const ways: SQL[] = []
  if (type !== 'float' || value !== 'NaN') {
    const than = descending ? sql`<` : sql`>`
    ways.push(sql`${is} ${than} ${value}${casts[type]}`)
    if (type === 'float' && descending) ways.push(sql`${is} = 'NaN'`)
  }
  if (nullable) ways.push(sql`${is} is null`)
  return ways.length > 0 ? sql`(${sql.join(ways, sql` or `)})` : sql`false`
}

/** The columns `k0`, `k1`… of a query that finds rows. */
export const keyColumns = (keys: readonly Key[]) =>
  sql.join(
    keys.map(({ is }, at) => sql`${is} as ${column(at)}`),
    sql`, `,
  )

/** The same columns as values for the next page, in one array. */
export function keyValues(keys: readonly Key[], from: SQL): SQL<KeyValue[]> {
  const values = keys.map(({ type }, at) => {
    const value = sql`${from}.${column(at)}`
    return type === 'time' ? isoTime(value) : sql`${value}::text`
  })
  return sql<KeyValue[]>`array[${sql.join(values, sql`, `)}]`
}

export const column = (at: number) => sql.raw(`k${at}`)
