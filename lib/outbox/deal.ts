import { sql } from 'drizzle-orm'
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

/** To whom what happened is dealt out, in the transaction that takes it out of the outbox. */
type Dealer = (tx: Tx, told: readonly Told[]) => Promise<void>

const dealers: readonly Dealer[] = [dealDeliveries, dealNotifications]

/**
 * One round: deals out the oldest of what waits, in order, and takes it out of the outbox, all in one
 * transaction. Something of which nothing can be made is set aside, so that it holds up nothing else. Null
 * where another process is at it.
 */
export async function dealRound(to: readonly Dealer[] = dealers): Promise<Dealt | null> {
  try {
    return await round(to, mostAtOnce)
  } catch (error) {
    if (isPassing(error)) throw error
    log().warn({ err: error }, 'what happened could not be told at once; each is tried by itself')
    return await oneByOne(to)
  }
}

async function oneByOne(to: readonly Dealer[]): Promise<Dealt | null> {
  const told: Told[] = []
  for (let nth = 0; nth < mostAtOnce; nth++) {
    const dealt = await round(to, 1)
    if (!dealt?.full) return { told, full: false }
    told.push(...dealt.told)
  }
  return { told, full: true }
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
  body: Told['body']
}

async function round(to: readonly Dealer[], most: number): Promise<Dealt | null> {
  const dealt = await system(async (tx) => {
    // Need not be on the disk at once: what a crash of the machine loses, the outbox has again.
    const lock = sql`select pg_try_advisory_xact_lock(hashtext(${lockOf('outbox')})) as got,
      set_config('synchronous_commit', 'off', true)`
    const { rows } = await tx.execute<{ got: boolean }>(lock)
    // A statement of its own: only then is all seen that whoever had the lock before did.
    if (!rows[0]?.got) return null
    const waiting = await oldest(tx, most)
    if (waiting.length === 0) return { told: [], full: false }
    const told = most === 1 ? await alone(tx, to, waiting) : await all(tx, to, waiting)
    return { told, full: waiting.length === most }
  })
  const now = Date.now()
  for (const { at } of dealt?.told ?? [])
    outboxSeconds.observe(Math.max(0, now - at.getTime()) / 1000)
  return dealt
}

async function oldest(tx: Tx, most: number): Promise<Row[]> {
  const { rows } = await tx.execute<Row>(sql`
    select o.seq, o.id, o.what, o.organization_id as "organizationId", o.order_key as "orderKey",
      o.model_id as "modelId", o.project_id as "projectId", o.body, e.body as event,
      (extract(epoch from o.at) * 1000)::text as at
    from outbox o left join audit_events e on e.id = o.id
    where o.problem is null order by o.seq limit ${most}`)
  return rows
}

async function all(tx: Tx, to: readonly Dealer[], rows: readonly Row[]): Promise<Told[]> {
  const told = rows.map(toldOf)
  for (const deal of to) await deal(tx, told)
  const seqs = sql.param(rows.map(({ seq }) => seq))
  await tx.execute(sql`delete from outbox where seq = any(${seqs}::bigint[])`)
  return told
}

/** The same for one of which nothing may come: then it is put aside, and what was begun of it undone. */
async function alone(tx: Tx, to: readonly Dealer[], rows: readonly Row[]): Promise<Told[]> {
  try {
    return await tx.transaction((inner) => all(inner, to, rows))
  } catch (error) {
    if (isPassing(error)) throw error
    const [row] = rows
    log().error({ err: error, id: row?.id, what: row?.what }, 'something that happened is not told')
    outboxSetAside.inc()
    const problem = error instanceof Error ? error.message.slice(0, 2000) : 'unknown'
    await tx.execute(sql`update outbox set problem = ${problem} where seq = ${row?.seq ?? null}`)
    return []
  }
}

/** Tries once more what was set aside: a newer version of the hub may know what to make of it. */
export async function retrySetAside(): Promise<void> {
  await system((tx) => tx.execute(sql`update outbox set problem = null where problem is not null`))
}

function toldOf({ seq: _seq, at, event, ...row }: Row): Told {
  return {
    ...row,
    at: new Date(Number(at)),
    event: event === null ? null : (JSON.parse(event) as ToldEvent),
  }
}

/** Whether an error says nothing of what was to be told: a lost race, no room, a connection that broke. */
function isPassing(error: unknown): boolean {
  return isDatabaseAway(error) || /^(08|40|53|55|57|58)/.test(sqlState(error) ?? '')
}
