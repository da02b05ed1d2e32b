import { and, inArray, isNotNull, lt, sql } from 'drizzle-orm'
import { webhookDeliveries, webhooks } from '@/db/schema/tables'
import { system } from '../system'
import { dayMs } from '../time'
import { longestWaits } from './schedule'

const keptDays = 30

const mostAtOnce = 10_000

/**
 * Forgets deliveries that ended a month ago, and ends what waits for a webhook that is gone, or has waited for a
 * month for one that is paused.
 */
export async function tidyDeliveries(now = new Date()): Promise<void> {
  const monthAgo = new Date(now.getTime() - keptDays * dayMs)
  await system(async (tx) => {
    await tx
      .delete(webhookDeliveries)
      .where(
        and(lt(webhookDeliveries.createdAt, monthAgo), lt(webhookDeliveries.endedAt, monthAgo)),
      )
    const removed = tx
      .select({ id: webhooks.id })
      .from(webhooks)
      .where(isNotNull(webhooks.removedAt))
    await tx
      .update(webhookDeliveries)
      .set({ state: 'failed', endedAt: now, claimedUntil: null })
      .where(
        and(
          sql`${webhookDeliveries.state} = 'waiting'`,
          inArray(webhookDeliveries.webhookId, removed),
        ),
      )
  })
  await giveUpOld(now, monthAgo)
  await mendTimes(now)
}

/** As many as one round may; the rest in the next. What is said of it stands among its attempts. */
async function giveUpOld(now: Date, monthAgo: Date): Promise<void> {
  const at = now.toISOString()
  const problem = `It waited for ${keptDays} days for its webhook, which is paused, and was given up.`
  await system((tx) =>
    tx.execute(sql`
      with old as (
        select d.id from webhooks w
        cross join lateral (
          select d.id from webhook_deliveries d where d.webhook_id = w.id and d.state = 'waiting'
            and d.next_at < ${monthAgo.toISOString()} order by d.next_at limit ${mostAtOnce}
          for update skip locked) d
        where w.paused_at is not null and w.removed_at is null limit ${mostAtOnce}),
      said as (
        insert into webhook_attempts (delivery_id, number, at, ms, problem)
        select o.id, coalesce((select max(a.number) from webhook_attempts a where a.delivery_id = o.id), 0) + 1,
          ${at}, 0, ${problem} from old o)
      update webhook_deliveries d set state = 'failed', ended_at = ${at}, claimed_until = null
      from old where d.id = old.id`),
  )
}

/**
 * Makes due at once what would wait longer than the schedule ever has anything wait: it was put off, or
 * taken, by a clock that ran ahead and was set back.
 */
async function mendTimes(now: Date): Promise<void> {
  const at = now.toISOString()
  const waits = sql.param(longestWaits.map((ms) => Math.ceil(ms / 1000) + 60))
  // What is due already, as all is that waits for a paused one, is not read.
  const soonest = new Date(now.getTime() + Math.min(...longestWaits))
  await system((tx) =>
    tx.execute(sql`
      update webhook_deliveries d set next_at = ${at}, claimed_until = null
      from webhooks w cross join lateral (
        select d.id, d.attempts, d.next_at from webhook_deliveries d where d.webhook_id = w.id
          and d.state = 'waiting' and d.next_at > ${soonest.toISOString()}) far
      where far.id = d.id and w.removed_at is null and d.state = 'waiting'
        and d.next_at > ${at}::timestamptz
          + make_interval(secs => (${waits}::int[])[least(d.attempts, ${longestWaits.length - 1}) + 1])
        and not exists (select 1 from webhook_deliveries e where e.webhook_id = d.webhook_id
          and e.order_key = d.order_key and e.state = 'waiting' and e.seq < d.seq)`),
  )
}
