import { type SQL, sql } from 'drizzle-orm'
import type { ReadDb } from '../door'
import { allOf } from './compare'
import { behind, column, type Key, type KeyValue, keyColumns, keyValues, orderBy } from './keyset'
import { pageToken, questionOf, readPageToken } from './page-token'

/** Rows to be found, by their ids, in an order. */
export interface Wanted {
  id: SQL
  from: SQL
  where: readonly SQL[]
  keys: readonly Key[]
}

/** What of a search decides which rows it finds, and where its next page begins. */
export interface Asked {
  /** Whatever makes it another question: filter, order, place. */
  question: unknown
  limit: number
  pageToken: string | undefined
}

/** Rows in pieces as they are read, and at the end the token of the next page. */
export type Pieces<R> = AsyncGenerator<R[], string | null>

/** A search that has begun: what could be wrong with it would have been told by now. */
export interface Found<R> {
  /** What has been read of it. */
  read: R[][]
  /** What is still to be read; null where that was all. */
  rest: Pieces<R> | null
  /** Of the next page, where there is one and all of this was read. */
  token: string | null
}

// Ids are small, and finding them may sort all there is: many at once. What is told of one may be large.
const idsAtOnce = 5000
const rowsAtOnce = 500

/** Finds rows and loads them piece by piece, so that a long answer needs no more memory than a short one. */
export async function findRows<R>(
  db: ReadDb,
  wanted: Wanted,
  asked: Asked,
  load: (ids: (string | null)[]) => Promise<R[]>,
): Promise<Found<R>> {
  const rest = pieces(db, wanted, asked, load)
  const read: R[][] = []
  // A second piece tells whether the first is all there is.
  while (read.length < 2) {
    const { value, done } = await rest.next()
    if (done) return { read, rest: null, token: value }
    read.push(value)
  }
  return { read, rest, token: null }
}

/** Of a search that finds nothing, whatever there is. */
export const nothing = <R>(): Found<R> => ({ read: [], rest: null, token: null })

async function* pieces<R>(
  db: ReadDb,
  wanted: Wanted,
  { question, limit, pageToken: token }: Asked,
  load: (ids: (string | null)[]) => Promise<R[]>,
): Pieces<R> {
  const name = questionOf(question)
  let after = readPageToken(token, name, wanted.keys)
  let left = limit
  while (left > 0) {
    const wantedNow = Math.min(left, idsAtOnce)
    // One more than shown tells whether there is a next page.
    const rows = await idsBehind(db, wanted, after, wantedNow + 1)
    const shown = rows.slice(0, wantedNow)
    for (let at = 0; at < shown.length; at += rowsAtOnce)
      yield await load(shown.slice(at, at + rowsAtOnce).map(({ id }) => id))
    if (rows.length <= wantedNow) return null
    after = shown.at(-1)?.values ?? null
    left -= shown.length
  }
  return after && pageToken(name, after)
}

type Row = Record<string, unknown> & { id: string | null; values: KeyValue[] }

async function idsBehind(
  db: ReadDb,
  { id, from, where, keys }: Wanted,
  after: readonly KeyValue[] | null,
  limit: number,
): Promise<Row[]> {
  const conditions = after ? [...where, behind(keys, after)] : where
  const { rows } = await db.execute<Row>(sql`
    select found.id, ${keyValues(keys, sql`found`)} as values
    from (select ${id} as id, ${keyColumns(keys)} from ${from} where ${allOf(conditions)}
      order by ${orderBy(keys)} limit ${limit}) found
    order by ${orderBy(keys, (_, at) => sql`found.${column(at)}`)}`)
  return rows
}
