import { inArray, sql } from 'drizzle-orm'
import { database } from '@/db/client'
import { webhooks } from '@/db/schema/tables'
import type { Tx } from '../door'
import { system } from '../system'

/** A delivery that this process sends, until its time is over. */
export interface Claimed {
  id: string
  messageId: string
  orderKey: string
  body: string
  /** Attempts that failed before. */
  attempts: number
  webhook: typeof webhooks.$inferSelect
}

export interface Claiming {
  now: Date
  /** Milliseconds for which what is taken is ours. */
  leaseMs: number
  /** How many may be taken. */
  free: number
  /** How many of one webhook may be under way at once. */
  perWebhook: number
  /** How many of one organization. */
  perOrganization: number
  /** How many are, by webhook. */
  busy: ReadonlyMap<string, number>
  /** Which webhooks keep us waiting: of those but a few are under way. */
  slow: ReadonlySet<string>
  /** Behind which deliveries have ended since the last time. */
  ended: readonly Place[]
}

/** Where a delivery stands: of one webhook and order key, one follows another. */
export interface Place {
  webhookId: string
  orderKey: string
}

/** A commit need not be on the disk at once: what a crash of the machine loses of the queue is done again. */
export const lazily = sql`set_config('synchronous_commit', 'off', true)`

/** Whether something is to be sent now: one cheap question. */
export async function isAnyDue(now: Date): Promise<boolean> {
  const { rows } = await database().read.execute<{ any: boolean }>(sql`
    select exists (select 1 from webhooks w where w.removed_at is null and w.paused_at is null
      and exists (select 1 from webhook_deliveries d where d.webhook_id = w.id and d.state = 'waiting'
        and d.next_at <= ${now.toISOString()})) as any`)
  return rows[0]?.any ?? false
}

/**
 * Takes what is due: of each webhook and order key the first that waits, and only that, so that nothing
 * overtakes what came before it. What stands behind one is put off until that one is looked at again.
 */
export function claim(claiming: Claiming): Promise<Claimed[]> {
  return system(async (tx) => {
    await wakeNext(tx, claiming)
    const taken = await take(tx, claiming)
    await putOff(tx, claiming.now)
    const ids = [...new Set(taken.map(({ webhookId }) => webhookId))]
    if (ids.length === 0) return []
    const rows = await tx.select().from(webhooks).where(inArray(webhooks.id, ids))
    return taken.flatMap(({ webhookId, ...delivery }) => {
      const webhook = rows.find(({ id }) => id === webhookId)
      return webhook ? [{ ...delivery, webhook }] : []
    })
  })
}

/**
 * Makes what waited behind ended deliveries due. After their end has been committed: what was put off
 * meanwhile is seen then, and the time that is set is another than what any other saw.
 */
async function wakeNext(tx: Tx, { ended, now }: Pick<Claiming, 'ended' | 'now'>): Promise<void> {
  if (ended.length === 0) return
  const at = now.toISOString()
  const rows = JSON.stringify(ended)
  await tx.execute(sql`
    update webhook_deliveries d set next_at = case when d.next_at = ${at}::timestamptz
      then d.next_at - interval '1 millisecond' else ${at}::timestamptz end
    from (select distinct "webhookId", "orderKey"
        from json_to_recordset(${rows}::json) as p("webhookId" uuid, "orderKey" uuid)) p
      cross join lateral (
        select n.id from webhook_deliveries n where n.webhook_id = p."webhookId"
          and n.order_key = p."orderKey" and n.state = 'waiting' order by n.seq limit 1) n
    where d.id = n.id and d.state = 'waiting' and d.claimed_until is null`)
}

type Taken = Omit<Claimed, 'webhook'> & { webhookId: string } & Record<string, unknown>

const perSlow = 2

/**
 * What is due, the first of each webhook of each organization before the second of any: whoever has much to be
 * sent, or is slow to take it, takes nobody else's turn.
 */
async function take(
  tx: Tx,
  { now, leaseMs, free, perWebhook, perOrganization, busy, slow }: Claiming,
): Promise<Taken[]> {
  const at = now.toISOString()
  const until = new Date(now.getTime() + leaseMs).toISOString()
  const [ids, counts] = [sql.param([...busy.keys()]), sql.param([...busy.values()])]
  const late = sql.param([...slow])
  const { rows } = await tx.execute<Taken>(sql`
    with b as (select * from unnest(${ids}::uuid[], ${counts}::int[]) as b(webhook_id, busy)),
    o as (
      select w.organization_id, sum(b.busy)::int as busy from b join webhooks w on w.id = b.webhook_id group by 1),
    found as (
      select d.id, d.next_at, w.id as webhook_id, w.organization_id, coalesce(b.busy, 0) as mine,
        coalesce(o.busy, 0) as ours
      from webhooks w
      left join b on b.webhook_id = w.id
      left join o on o.organization_id = w.organization_id
      cross join lateral (
        select d.id, d.next_at from webhook_deliveries d
        where d.webhook_id = w.id and d.state = 'waiting' and d.next_at <= ${at}
          and not exists (select 1 from webhook_deliveries e where e.webhook_id = w.id
            and e.order_key = d.order_key and e.state = 'waiting' and e.seq < d.seq)
        order by d.next_at limit greatest(0, least(
          case when w.id = any(${late}::uuid[]) then ${perSlow}::int else ${perWebhook}::int end - coalesce(b.busy, 0),
          ${perOrganization}::int - coalesce(o.busy, 0)))
        for update skip locked) d
      where w.removed_at is null and w.paused_at is null),
    placed as (
      select f.*, f.mine + row_number() over (partition by f.webhook_id order by f.next_at) as place from found f),
    shared as (
      select p.*, p.ours + row_number() over (partition by p.organization_id order by p.place, p.next_at) as share
      from placed p),
    due as (
      select s.id, ${lazily} from shared s where s.share <= ${perOrganization}
      order by s.share, s.next_at limit ${free})
    update webhook_deliveries d set claimed_until = ${until}, next_at = ${until}
    from due where d.id = due.id
    returning d.id, d.webhook_id as "webhookId", d.message_id as "messageId", d.order_key as "orderKey",
      d.body, d.attempts`)
  return rows
}

/**
 * Nobody looks at what is behind another before that one's own time comes, so that a long queue costs nothing
 * while its head is tried. Whoever ends the head wakes the next; if that was missed, it is only late.
 */
async function putOff(tx: Tx, now: Date): Promise<void> {
  const at = now.toISOString()
  await tx.execute(sql`
    update webhook_deliveries d set next_at = b.later
    from (
      select d.id, d.next_at as seen, h.next_at as later from webhooks w
      cross join lateral (
        select d.id, d.next_at, d.order_key, d.seq from webhook_deliveries d
        where d.webhook_id = w.id and d.state = 'waiting' and d.next_at <= ${at}
        order by d.next_at limit 1000) d
      cross join lateral (
        select h.next_at from webhook_deliveries h
        where h.webhook_id = w.id and h.order_key = d.order_key and h.state = 'waiting' and h.seq < d.seq
        order by h.seq limit 1) h
      where w.removed_at is null and w.paused_at is null and h.next_at > ${at}) b
    where d.id = b.id and d.next_at = b.seen`)
}
