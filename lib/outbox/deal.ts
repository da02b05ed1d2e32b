import { type SQL, sql } from 'drizzle-orm'
import { lockOf } from '@/db/client'
import { isDatabaseAway, sqlState, type Tx } from '../door'
import { log } from '../log'
import { outboxSeconds, outboxSetAside } from '../monitor/meters'
import { dealNotifications } from '../notifications/deal'
import { system } from '../system'
import { dealDeliveries } from '../webhooks/deal'
import type { Told, ToldEvent } from './view'

/** What one round takes. */
export const mostAtOnce = 200

export interface Dealt {
  told: Told[]
  /** Whether more may be waiting. */
  full: boolean
}

/** Deals out what happened, in the transaction that takes it out of the outbox. */
type Deal = (tx: Tx, told: readonly Told[]) => Promise<void>

/** To whom, by name. What one makes nothing of is told to the others all the same. */
export type Dealers = Readonly<Record<string, Deal>>

const dealers: Dealers = { webhooks: dealDeliveries, notifications: dealNotifications }

// Of all at once, and of one by itself: much less than any statement may take, since everybody waits for it.
const patience = { all: 10_000, alone: 3000 }

/**
 * One round: deals out the oldest of what waits, in order, and takes it out of the outbox, all in one
 * transaction. Something of which nothing can be made, or not in time, is set aside, so that it holds up nothing
 * else. Null where another process is at it.
 */
export async function dealRound(to: Dealers = dealers, limits = patience): Promise<Dealt | null> {
  try {
    return await round((tx) => dealAll(tx, to, limits.all))
  } catch (error) {
    if (isPassing(error)) throw error
    log().warn({ err: error }, 'what happened could not be told at once; each is tried by itself')
    return await oneByOne(to, limits.alone)
  }
}

async function oneByOne(to: Dealers, limit: number): Promise<Dealt | null> {
  const told: Told[] = []
  for (let nth = 0; nth < mostAtOnce; nth++) {
    const dealt = await round((tx) => dealNext(tx, to, limit, sql`o.problem is null`))
    if (!dealt?.full) return { told, full: false }
    told.push(...dealt.told)
  }
  return { told, full: true }
}

/**
 * Tries again what was set aside and is due, each by itself, and puts it off for longer where it fails again.
 * For the worker. Answers how many are told by now.
 */
export async function retrySetAside(
  to: Dealers = dealers,
  limit = patience.alone,
  stopped?: AbortSignal,
): Promise<number> {
  let told = 0
  for (let nth = 0; nth < mostAtOnce && !stopped?.aborted; nth++) {
    const due = sql`o.problem is not null and coalesce(o.retry_at, now()) <= now()`
    const dealt = await round((tx) => dealNext(tx, to, limit, due))
    if (!dealt?.full) break
    told += dealt.told.length
  }
  return told
}

/** Makes due what was set aside: a newer version of the hub may know what to make of it. */
export async function hurrySetAside(): Promise<void> {
  await system((tx) => tx.execute(sql`update outbox set retry_at = null where problem is not null`))
}

interface Row extends Record<string, unknown> {
  seq: string
  id: string
  what: string
  organizationId: string
  orderKey: string
  modelId: string | null
  projectId: string | null
  at: string
  event: string | null
  cause: string | null
  body: Told['body']
  dealtTo: string[]
  tries: number
}

async function round(deal: (tx: Tx) => Promise<Dealt>): Promise<Dealt | null> {
  const dealt = await system(async (tx) => {
    // Need not be on the disk at once: what a crash of the machine loses, the outbox has again.
    const lock = sql`select pg_try_advisory_xact_lock(hashtext(${lockOf('outbox')})) as got,
      set_config('synchronous_commit', 'off', true)`
    const { rows } = await tx.execute<{ got: boolean }>(lock)
    // A statement of its own: only then is all seen that whoever had the lock before did.
    return rows[0]?.got ? deal(tx) : null
  })
  const now = Date.now()
  for (const { at } of dealt?.told ?? [])
    outboxSeconds.observe(Math.max(0, now - at.getTime()) / 1000)
  return dealt
}

async function dealAll(tx: Tx, to: Dealers, limit: number): Promise<Dealt> {
  const rows = await oldest(tx, sql`o.problem is null`, mostAtOnce)
  if (rows.length === 0) return { told: [], full: false }
  await within(tx, limit)
  for (const [name, deal] of Object.entries(to))
    await deal(tx, rows.filter(lacks(name)).map(toldOf))
  const seqs = sql.param(rows.map(({ seq }) => seq))
  await tx.execute(sql`delete from outbox where seq = any(${seqs}::bigint[])`)
  return { told: rows.map(toldOf), full: rows.length === mostAtOnce }
}

/**
 * The same for one of which nothing may come: whoever can be told of it is, what was begun of the others is
 * undone, and it is put aside for these.
 */
async function dealNext(tx: Tx, to: Dealers, limit: number, which: SQL): Promise<Dealt> {
  const [row] = await oldest(tx, which, 1)
  if (!row) return { told: [], full: false }
  const problems: string[] = []
  const done: string[] = []
  for (const [name, deal] of Object.entries(to).filter(([name]) => lacks(name)(row)))
    try {
      await tx.transaction(async (inner) => {
        await within(inner, limit)
        await deal(inner, [toldOf(row)])
      })
      done.push(name)
    } catch (error) {
      if (isPassing(error)) throw error
      log().error({ err: error, id: row.id, what: row.what, to: name }, 'an event is not told')
      problems.push(error instanceof Error ? error.message.slice(0, 2000) : 'unknown')
    }
  if (problems.length === 0) {
    await tx.execute(sql`delete from outbox where seq = ${row.seq}`)
    return { told: [toldOf(row)], full: true }
  }
  if (row.tries === 0) outboxSetAside.inc()
  await tx.execute(sql`update outbox set problem = ${problems.join('; ')}, tries = tries + 1,
    told = told || ${sql.param(done)}::text[],
    retry_at = now() + least(power(2, least(tries, 12)) * 30, 21600) * interval '1 second' where seq = ${row.seq}`)
  return { told: [], full: true }
}

const lacks =
  (name: string) =>
  ({ dealtTo }: Row) =>
    !dealtTo.includes(name)

/** No statement from here on may take longer. */
const within = (tx: Tx, ms: number) =>
  tx.execute(sql`select set_config('statement_timeout', ${String(ms)}, true)`)

async function oldest(tx: Tx, which: SQL, most: number): Promise<Row[]> {
  const { rows } = await tx.execute<Row>(sql`
    select o.seq, o.id, o.what, o.organization_id as "organizationId", o.order_key as "orderKey",
      o.model_id as "modelId", o.project_id as "projectId", o.body, e.body as event, c.body as cause,
      o.told as "dealtTo", o.tries, (extract(epoch from o.at) * 1000)::text as at
    from outbox o left join audit_events e on e.id = o.id
    left join audit_events c on c.id = case when o.what = 'model.latest' then (o.body ->> 'event')::uuid end
    where ${which} order by o.seq limit ${most}`)
  return rows
}

function toldOf({ seq: _seq, dealtTo: _to, tries: _tries, at, event, cause, ...row }: Row): Told {
  const read = (body: string | null) => (body === null ? null : (JSON.parse(body) as ToldEvent))
  return { ...row, at: new Date(Number(at)), event: read(event), cause: read(cause) }
}

/**
 * Whether an error says nothing of what was to be told: a lost race, no room, a connection that broke. That it
 * took too long does.
 */
function isPassing(error: unknown): boolean {
  const state = sqlState(error) ?? ''
  if (state === '57014') return false
  return isDatabaseAway(error) || /^(08|40|53|55|57|58)/.test(state)
}
