import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { invalid } from '../errors'
import { decodeCursor } from '../page'
import { isoTime } from '../prepared'

/** A value that a list is sorted by. */
interface SortKey {
  is: SQL
  type: 'time' | 'number' | 'float' | 'text' | 'id'
}

/** A part of a list that is in one order from its first row to its last. */
export interface Stretch {
  /** Joined beside the rows, for what they are sorted by. */
  join: SQL
  /** Which rows are in this part. */
  where: SQL
  /** The last one of them tells every two rows apart. */
  keys: readonly [SortKey, ...SortKey[]]
  descending: boolean
}

/** An order: first what has the value, then what lacks it, newest first. */
export interface Order {
  /** As it was asked for: `-metric.accuracy`. */
  name: string
  has: Stretch
  lacks: Stretch | null
}

/** What a list can be sorted by; what lacks a value, by `lacks`, comes behind all that have it. */
export interface Sorts {
  /** Of the rows: the order of what lacks the value. */
  id: SQL
  created: SQL
  fields: Record<string, Sort | undefined>
  /** By `metric.accuracy` and the like. */
  named: Record<string, ((key: string) => Sort) | undefined>
}

export interface Sort extends Pick<Stretch, 'keys'> {
  join?: SQL
  where?: SQL
  lacks?: SQL
}

export const SortText = z.string().max(300)

/** A cursor of a sorted list is as long as the names in it. */
export const SortedCursor = z.string().max(6000).optional()

/** The order of a name such as `created` or `-metric.accuracy`. Throws invalid for one that there is not. */
export function orderOf(name: string, sorts: Sorts): Order {
  const descending = name.startsWith('-')
  const by = sortOf(descending ? name.slice(1) : name, sorts)
  if (!by) throw unknownSort(sorts)
  const { join = sql``, where = sql`true`, keys, lacks } = by
  const { id, created } = sorts
  const rest: Stretch = {
    join: sql``,
    where: lacks ?? sql`false`,
    keys: [
      { is: created, type: 'time' },
      { is: id, type: 'id' },
    ],
    descending: true,
  }
  return { name, has: { join, where, keys, descending }, lacks: lacks ? rest : null }
}

function sortOf(field: string, { fields, named }: Sorts): Sort | undefined {
  if (Object.hasOwn(fields, field)) return fields[field]
  const [, kind = '', key = ''] = /^(\w+)\.([^\0]+)$/.exec(field) ?? []
  return Object.hasOwn(named, kind) ? named[kind]?.(key) : undefined
}

function unknownSort({ fields, named }: Sorts) {
  const known = [...Object.keys(fields), ...Object.keys(named).map((kind) => `${kind}.<name>`)]
  const said = `Sort by ${known.slice(0, -1).join(', ')} or ${known.at(-1)}; with - before it the highest comes first.`
  return invalid(`sort: ${said}`, { fields: { sort: said } })
}

/** Where a page begins: behind these values of one of the stretches. */
export interface After {
  of: 'has' | 'lacks'
  values: readonly string[]
}

/** Reads the cursor of a list in this order; throws invalid for one of another order. */
export function afterOf(cursor: string | undefined, order: Order): After | null {
  const found = decodeCursor(
    cursor,
    Cursor.refine(([name, of, ...values]) => name === order.name && fits(order[of], values)),
  )
  if (!found) return null
  const [, of, ...values] = found
  return { of, values }
}

/** The values of a row by which the next page begins behind it. */
function cursorOf({ name }: Order, of: After['of'], values: readonly string[]): string[] {
  return [name, of, ...values]
}

const Cursor = z.tuple([z.string(), z.enum(['has', 'lacks'])]).rest(z.string())

function fits(stretch: Stretch | null, values: readonly string[]): boolean {
  const keys = stretch?.keys ?? []
  return (
    keys.length > 0 &&
    keys.length === values.length &&
    keys.every(({ type }, at) => cells[type].safeParse(values[at]).success)
  )
}

const cells = {
  time: z.iso.datetime(),
  number: z.string().regex(/^-?\d{1,19}$/),
  float: z
    .string()
    .regex(/^-?(Infinity|\d+(\.\d+)?(e[+-]?\d{1,3})?)$/i)
    .max(40),
  text: z
    .string()
    .max(1024)
    .refine((text) => !text.includes('\0')),
  id: z.uuid(),
} as const satisfies Record<SortKey['type'], z.ZodType>

const casts = {
  time: sql`::timestamptz`,
  number: sql`::bigint`,
  float: sql`::float8`,
  text: sql`::text`,
  id: sql`::uuid`,
} as const satisfies Record<SortKey['type'], SQL>

/**
 * A table `found(id, k0, k1, …)`: the first rows of a stretch behind a cursor, for a query that fetches
 * what is to be told of these few.
 */
export function foundIn(
  { join, where, keys, descending }: Stretch,
  rows: { id: SQL; from: SQL; where: SQL; after: After | null; limit: number },
): SQL {
  const all = (each: (key: SortKey, at: number) => SQL) => sql.join(keys.map(each), sql`, `)
  const direction = descending ? sql`desc` : sql`asc`
  const behind = rows.after
    ? sql`and (${all(({ is }) => is)}) ${descending ? sql`<` : sql`>`} (${all(
        ({ type }, at) => sql`${rows.after?.values[at] ?? null}${casts[type]}`,
      )})`
    : sql``
  return sql`(select ${rows.id} as id, ${all(({ is }, at) => sql`${is} as ${column(at)}`)}
    from ${rows.from} ${join} where ${where} and ${rows.where} ${behind}
    order by ${all(({ is }) => sql`${is} ${direction}`)} limit ${rows.limit}) found`
}

/** The same order of what was found, for the query around it. */
export function foundOrder({ keys, descending }: Stretch): SQL {
  const direction = descending ? sql`desc` : sql`asc`
  return sql.join(
    keys.map((_, at) => sql`found.${column(at)} ${direction}`),
    sql`, `,
  )
}

/** The values of a found row for the cursor, as texts that lose nothing. */
export function foundValues({ keys }: Stretch): SQL<string[]> {
  const values = keys.map(({ type }, at) => {
    const value = sql`found.${column(at)}`
    return type === 'time' ? isoTime(value) : sql`${value}::text`
  })
  return sql<string[]>`array[${sql.join(values, sql`, `)}]`
}

const column = (at: number) => sql.raw(`k${at}`)

/** A row with the values by which the next page begins behind it. */
export interface Placed {
  values: string[]
}

/**
 * Rows of a list in its order: of what has the value, and where these are too few, of what lacks it. Two
 * queries at most.
 */
export async function inOrder<Row extends Placed>(
  order: Order,
  after: After | null,
  limit: number,
  ask: (stretch: Stretch, after: After | null, limit: number) => Promise<Row[]>,
): Promise<{ row: Row; cursor: string[] }[]> {
  const { has, lacks } = order
  const placed = (rows: Row[], of: After['of']) =>
    rows.map((row) => ({ row, cursor: cursorOf(order, of, row.values) }))
  const first = after?.of === 'lacks' ? [] : placed(await ask(has, after, limit), 'has')
  if (!lacks || first.length === limit) return first
  const behind = after?.of === 'lacks' ? after : null
  return [...first, ...placed(await ask(lacks, behind, limit - first.length), 'lacks')]
}
