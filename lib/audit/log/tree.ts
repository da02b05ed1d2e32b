import { type SQL, sql } from 'drizzle-orm'
import type { ReadDb } from '@/db/client'
import { groups } from './groups'
import { foldRow, type Hash, type ReadSubtrees, type Subtree } from './merkle'

/** The heights of the subtrees whose hashes are kept, besides the leaves. */
export const keptHeights = [8, 16, 24] as const

/**
 * Reads the hashes of a log's subtrees from what is kept: every eighth level. What is asked for at the same
 * time, of several proofs too, is read with one query per level.
 */
export function treeOf(db: ReadDb, logId: string): ReadSubtrees {
  let waiting: Map<string, Row> | null = null
  let answered: Promise<Map<string, Hash>> = Promise.resolve(new Map())

  return async (subtrees) => {
    if (!waiting) {
      const rows = new Map<string, Row>()
      waiting = rows
      answered = new Promise((resolve, reject) => {
        setImmediate(() => {
          waiting = null
          readRows(db, logId, [...rows.values()]).then(resolve, reject)
        })
      })
    }
    for (const subtree of subtrees) {
      const row = rowOf(subtree)
      waiting.set(keyOf(row), row)
    }
    const hashes = await answered
    return subtrees.map((subtree) => {
      const hash = hashes.get(keyOf(rowOf(subtree)))
      if (!hash) throw new Error(`The log ${logId} has a gap: ${JSON.stringify(subtree)}.`)
      return hash
    })
  }
}

/** A subtree as the row of kept hashes that it is folded from. */
interface Row {
  level: number
  first: number
  count: number
}

function rowOf({ height, index }: Subtree): Row {
  const level = [...keptHeights].reverse().find((kept) => kept <= height) ?? 0
  const count = 2 ** (height - level)
  return { level, first: index * count, count }
}

const keyOf = ({ level, first, count }: Row) => `${level}/${first}/${count}`

async function readRows(db: ReadDb, logId: string, rows: Row[]): Promise<Map<string, Hash>> {
  const levels = groups(rows, ({ level }) => level)
  const found = new Map<string, Hash>()
  await Promise.all(
    [...levels].map(async ([level, wanted]) => {
      const hashes = await readLevel(db, logId, level, wanted)
      for (const row of wanted) {
        const own = Array.from({ length: row.count }, (_, n) => hashes.get(row.first + n))
        const whole = own.filter((hash) => hash !== undefined)
        if (whole.length === row.count) found.set(keyOf(row), foldRow(whole))
      }
    }),
  )
  return found
}

async function readLevel(db: ReadDb, logId: string, level: number, wanted: readonly Row[]) {
  const within = wanted.map(
    ({ first, count }): SQL => sql`index between ${first} and ${first + count - 1}`,
  )
  const one = sql.join(within, sql` or `)
  const { rows } = await db.execute<{ index: string; hash: Hash }>(
    level === 0
      ? sql`select index, hash from audit_leaves where log_id = ${logId} and (${one})`
      : sql`select index, hash from audit_nodes
          where log_id = ${logId} and height = ${level} and (${one})`,
  )
  return new Map(rows.map(({ index, hash }) => [Number(index), hash]))
}
