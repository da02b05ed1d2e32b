import { sql } from 'drizzle-orm'
import { Gauge, Registry } from 'prom-client'
import { database, type ReadDb } from '@/db/client'
import { keptDays } from '../life/state'
import { countedBlobs } from './blobs'

const patienceMs = 2000
// Beyond this a queue is long, and how long exactly is not worth the time of counting it.
const enough = 10_000

/**
 * What the database knows, the same for every process: whether it answers, how much is stored, what waits
 * for the background work. Three short queries at most, however often it is asked; never throws.
 */
export async function databaseMetrics(): Promise<string> {
  const told = await Promise.race([ask(), late()])
  const registry = new Registry()
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name, help, labelNames, registers: [registry] })
  gauge('hub_database_up', 'Whether the database answered within 2 s.').set(told ? 1 : 0)
  if (told) {
    const queue = gauge(
      'hub_queue_depth',
      `What waits for the background work; counted to ${enough}.`,
      ['queue'],
    )
    for (const [name, depth] of Object.entries(told.queues)) queue.set({ queue: name }, depth)
  }
  if (told?.blobs) {
    const { count, bytes, at } = told.blobs
    gauge('hub_blobs', 'Stored files, each content once, as of the last count.').set(count)
    gauge('hub_blob_bytes', 'Bytes of the stored files, as of the last count.').set(bytes)
    gauge('hub_blobs_counted_timestamp_seconds', 'When they were last counted.').set(
      at.getTime() / 1000,
    )
  }
  return registry.metrics()
}

type Told = { queues: Record<string, number>; blobs: Awaited<ReturnType<typeof countedBlobs>> }

let asked: Promise<Told | null> | null = null

/** One question at a time: a database that hangs is not asked by every scrape. */
function ask(): Promise<Told | null> {
  asked ??= tell(database().read)
    .catch(() => null)
    .finally(() => {
      asked = null
    })
  return asked
}

async function tell(db: ReadDb): Promise<Told> {
  return { queues: await queuesOf(db), blobs: await countedBlobs(db) }
}

function late(): Promise<null> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(null), patienceMs).unref()
  })
}

async function queuesOf(db: ReadDb): Promise<Record<string, number>> {
  const silent = sql`run_progress where not finished and heartbeat_at < now() - interval '15 minutes'`
  const over = sql`version_uses where closed_at is null and hour < date_trunc('hour', now())`
  const gone = (table: string) =>
    sql`select 1 from ${sql.identifier(table)} where life = 'deleted' and purged_at is null
      and deleted_at < now() - make_interval(days => ${keptDays})`
  const deleted = sql.join(
    ['models', 'versions', 'projects', 'datasets'].map(
      (table) => sql`(${gone(table)} limit ${enough})`,
    ),
    sql` union all `,
  )
  const { rows } = await db.execute<Record<string, string>>(sql`select
    (select count(*) from (select 1 from ${silent} limit ${enough}) t) as expire_runs,
    (select count(*) from (select 1 from ${over} limit ${enough}) t) as close_uses,
    (select count(*) from (select 1 from audit_pending limit ${enough}) t) as seal,
    (select count(*) from (select 1 from outbox limit ${enough}) t) as outbox,
    (select count(*) from (select 1 from webhook_deliveries where state = 'waiting'
      limit ${enough}) t) as webhooks,
    (select count(*) from (select 1 from (${deleted}) d limit ${enough}) t) as purge`)
  return Object.fromEntries(Object.entries(rows[0] ?? {}).map(([name, n]) => [name, Number(n)]))
}
