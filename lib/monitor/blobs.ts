import { count, sum } from 'drizzle-orm'
import { z } from 'zod'
import { database, type ReadDb } from '@/db/client'
import { blobs } from '@/db/schema/tables'
import { readMeta, writeMeta } from '../hub-meta'

const key = 'blobs_counted'
const everyMs = 10 * 60_000
const Counted = z.object({ count: z.number(), bytes: z.number(), at: z.coerce.date() })

export type Counted = z.output<typeof Counted>

/**
 * Counts the blobs, unless that was done in the last ten minutes: too dear for every look at the metrics.
 * For the worker, which holds a lock around it.
 */
export async function countBlobs(now = new Date()): Promise<void> {
  const last = await countedBlobs(database().read)
  if (last && now.getTime() - last.at.getTime() < everyMs) return
  const [found] = await database()
    .read.select({ count: count(), bytes: sum(blobs.size).mapWith(Number) })
    .from(blobs)
  const value = JSON.stringify({ count: found?.count ?? 0, bytes: found?.bytes ?? 0, at: now })
  await writeMeta(key, value)
}

/** The last count; null before the first. */
export async function countedBlobs(db: ReadDb): Promise<Counted | null> {
  const value = await readMeta(key, db)
  return value === null ? null : Counted.parse(JSON.parse(value))
}
