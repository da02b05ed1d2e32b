import { and, eq, lt, type SQL, sql } from 'drizzle-orm'
import { blobs } from '@/db/schema/tables'
import { sqlState } from '../door'
import { readMeta, writeMeta } from '../hub-meta'
import { system } from '../system'
import { dayMs } from '../time'
import { lockBlob } from './lock'
import { isUnreferenced } from './references'
import { type SetAside, setBlobAside } from './store'

export interface Collection {
  /** What came later than this stays, whether something holds it or not. */
  before?: Date
  /** Rows to look at in one round. */
  batch?: number
}

// A foreign key of another table refuses the removal.
const inUse = '23503'

/**
 * Removes blobs that nothing holds, row and file; one round looks at a batch of rows and the next goes on
 * from there. Answers how many went. A backup in progress keeps it from running at all (`collectTask`).
 */
export async function collectBlobs({
  before = new Date(Date.now() - dayMs),
  batch = 1000,
}: Collection = {}): Promise<number> {
  const after = (await readMeta('collect-rows')) ?? ''
  const { last, loose } = await looseBlobs(after, batch)
  let removed = 0
  for (const sha256 of loose) if (await removeBlob(sha256, before)) removed++
  await writeMeta('collect-rows', last)
  return removed
}

/** The name under which the collector runs alone; whoever copies blobs holds the same lock, shared. */
export const collectTask = 'collect-blobs'

/**
 * The next rows, each with whether nothing holds it. They are picked first: PostgreSQL would otherwise
 * reckon with every row, and read the other tables whole.
 */
export const nextRows = (after: string, batch: number): SQL => sql`
  with ${blobs} as materialized (
    select ${blobs.sha256} from ${blobs}
    where ${blobs.sha256} > ${after} order by ${blobs.sha256} limit ${batch})
  select ${blobs.sha256}, ${isUnreferenced()} as loose from ${blobs} order by ${blobs.sha256}`

/** What nothing holds among the next rows, and where the next round begins; '' after the last row. */
async function looseBlobs(after: string, batch: number) {
  const { rows } = await system((tx) =>
    tx.execute<{ sha256: string; loose: boolean }>(nextRows(after, batch)),
  )
  const last = rows.length < batch ? '' : (rows.at(-1)?.sha256 ?? '')
  return { last, loose: rows.filter(({ loose }) => loose).map(({ sha256 }) => sha256) }
}

/**
 * Removes one blob unless something holds it. Whoever names it at the same moment waits for the row and is
 * then refused by the foreign key; whoever was first makes PostgreSQL refuse the removal. A crash before
 * the commit leaves a row without file that nothing holds: the next round, or the next upload, mends it.
 */
async function removeBlob(sha256: string, before: Date): Promise<boolean> {
  let aside: SetAside | undefined
  try {
    const removed = await system(async (tx) => {
      await lockBlob(tx, sha256)
      // Where PostgreSQL has the transaction run again, what it looks at may have changed.
      await aside?.putBack()
      aside = undefined
      const old = and(eq(blobs.sha256, sha256), lt(blobs.createdAt, before))
      const gone = await tx.delete(blobs).where(and(old, isUnreferenced())).returning()
      if (gone.length > 0) aside = await setBlobAside(sha256)
      return gone.length > 0
    })
    await aside?.forget()
    return removed
  } catch (error) {
    await aside?.putBack()
    if (sqlState(error) === inUse) return false
    throw error
  }
}
