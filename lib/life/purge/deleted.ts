import { and, asc, eq, isNull, lte } from 'drizzle-orm'
import { database } from '@/db/client'
import { datasets, models, projects, versions } from '@/db/schema/tables'
import type { Ctx } from '../../actor'
import { isAppError } from '../../errors'
import { purgeDataset } from './dataset'
import { purgeBefore } from './due'
import { purgeModel } from './model'
import { purgeProject } from './project'
import { purgeVersion } from './version'

type Purge = (ctx: Ctx, input: { id: string; after?: number }) => Promise<{ next: number | null }>

/** Versions come before their models: each has an event of its own then. */
const nouns: {
  table: typeof versions | typeof models | typeof datasets | typeof projects
  purge: Purge
}[] = [
  { table: versions, purge: (ctx, { id }) => purgeVersion(ctx, { id }) },
  { table: models, purge: (ctx, { id }) => purgeModel(ctx, { id }) },
  { table: datasets, purge: purgeDataset },
  { table: projects, purge: purgeProject },
]

/**
 * Lets the files go of what was deleted more than 30 days ago; `limit` of each noun at most, the longest
 * deleted first. Answers how many things were closed. For the worker, which holds a lock around it.
 */
export async function purgeDeleted(ctx: Ctx, { limit = 50 } = {}): Promise<number> {
  let purged = 0
  for (const { table, purge } of nouns) {
    const due = await database()
      .read.select({ id: table.id })
      .from(table)
      .where(
        and(
          eq(table.life, 'deleted'),
          isNull(table.purgedAt),
          lte(table.deletedAt, purgeBefore(ctx)),
        ),
      )
      .orderBy(asc(table.deletedAt))
      .limit(limit)
    for (const { id } of due) if (await purgeWhole(ctx, id, purge)) purged++
  }
  return purged
}

/** A transaction per part, so that none is long. False where somebody was faster. */
async function purgeWhole(ctx: Ctx, id: string, purge: Purge): Promise<boolean> {
  try {
    for (let after: number | null = 0; after !== null; )
      after = (await purge(ctx, { id, after })).next
    return true
  } catch (error) {
    if (isAppError(error) && (error.kind === 'conflict' || error.kind === 'not_found')) return false
    throw error
  }
}
