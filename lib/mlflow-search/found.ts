import { type SQL, sql } from 'drizzle-orm'
import { type ReadDb, retrying } from '../door'
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

/** Some of the rows, and behind the last of them what comes next: the token of the next page, or null for none. */
export interface Piece<R> {
  rows: R[]
  end?: { token: string | null }
}

/** A search that has begun: what could be wrong with it would have been told by now. */
export interface Found<R> {
  first: Piece<R>
  /** What is still to be read, where the first piece is not all. */
  rest: AsyncGenerator<Piece<R>>
}

type Ids = (string | null)[]

/** How the rows of ids are read. */
export interface Loader<R> {
  load(ids: Ids): Promise<R[]>
  /** About how many bytes each of them will take, in their order; little, where nobody says. */
  weigh?(ids: string[]): Promise<number[]>
}

// Ids are small, and finding them may sort all there is: many at once. What is told of one may be large.
const idsAtOnce = 5000
const rowsAtOnce = 500
const bytesAtOnce = 8_000_000

/** Finds rows and loads them piece by piece, so that a long answer needs no more memory than a short one. */
export async function findRows<R>(
  db: ReadDb,
  wanted: Wanted,
  asked: Asked,
  loader: Loader<R>,
): Promise<Found<R>> {
  const rest = pieces(db, wanted, asked, loader)
  const { value } = await rest.next()
  return { first: value ?? nothing<R>().first, rest }
}

/** Of a search that finds nothing, whatever there is. */
export const nothing = <R>(): Found<R> => ({
  first: { rows: [], end: { token: null } },
  rest: (async function* () {})(),
})

async function* pieces<R>(
  db: ReadDb,
  wanted: Wanted,
  { question, limit, pageToken: token }: Asked,
  loader: Loader<R>,
): AsyncGenerator<Piece<R>, undefined> {
  const name = questionOf(question)
  let after = readPageToken(token, name, wanted.keys)
  for (let left = limit; ; ) {
    const wantedNow = Math.min(left, idsAtOnce)
    // One more than shown tells whether there is a next page.
    const found = await idsBehind(db, wanted, after, wantedNow + 1)
    const shown = found.slice(0, wantedNow)
    const isAll = found.length <= wantedNow
    left -= shown.length
    after = shown.at(-1)?.values ?? null
    const ends = isAll || left <= 0
    const end = { token: isAll || !after ? null : pageToken(name, after) }
    const ids = shown.map(({ id }) => id)
    let at = 0
    do {
      for (const now of await apart(ids.slice(at, at + rowsAtOnce), loader)) {
        at += now.length
        // Of a later piece the query that began it knows no more.
        const rows = await retrying(() => loader.load(now))
        yield { rows, ...(ends && at === ids.length && { end }) }
      }
    } while (at < ids.length)
    if (ends) return
  }
}

/** What is read at once, one after another: what is heavy together, apart. */
async function apart<R>(ids: Ids, { weigh }: Loader<R>): Promise<Ids[]> {
  if (!weigh) return [ids]
  const weights = await weigh(ids.filter((id) => id !== null))
  const groups: Ids[] = [[]]
  let bytes = 0
  for (const [at, id] of ids.entries()) {
    const weight = weights[at] ?? 0
    if (bytes > 0 && bytes + weight > bytesAtOnce) {
      groups.push([])
      bytes = 0
    }
    groups.at(-1)?.push(id)
    bytes += weight
  }
  return groups
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
