import { type Column, type SQL, sql } from 'drizzle-orm'
import type { ReadDb } from '../door'
import { given } from '../prepared'

type ByIds<R> = (
  db: ReadDb,
  shape: { one: boolean },
) => { execute(values: Record<string, unknown>): Promise<R> }

/** Reads rows by their ids with a prepared select: a single one is most often asked for, and is found sooner so. */
export const rowsOf =
  <R>(byIds: ByIds<R>) =>
  (db: ReadDb, ids: readonly string[]): Promise<R> => {
    const one = ids.length === 1
    return byIds(db, { one }).execute({ ids: one ? ids[0] : `{${ids.join(',')}}` })
  }

/** Whether an id is one of those that `rowsOf()` gives. */
export const isGiven = (id: Column, { one }: { one: boolean }): SQL =>
  sql`${id} = ${one ? given('ids') : sql`any(${given('ids')}::uuid[])`}`
