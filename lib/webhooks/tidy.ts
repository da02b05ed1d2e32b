import { and, inArray, isNotNull, lt, sql } from 'drizzle-orm'
import { webhookDeliveries, webhooks } from '@/db/schema/tables'
import { system } from '../system'
import { dayMs } from '../time'
import { longestWaits } from './schedule'

const keptDays = 30

/** Forgets deliveries that ended a month ago, and ends what waits for a webhook that is gone. */
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
  await mendTimes(now)
}

/**
 * Makes due at once what would wait longer than the schedule ever has anything wait: it was put off, or
 * taken, by a clock that ran ahead and was set back.
 */
async function mendTimes(now: Date): Promise<void> {
  const at = now.toISOString()
  const waits = sql.param(longestWaits.map((ms) => Math.ceil(ms / 1000) + 60))
  await system((tx) =>
    tx.execute(sql`
      update webhook_deliveries d set next_at = ${at}, claimed_until = null
      where d.state = 'waiting'
        and d.next_at > ${at}::timestamptz
          + make_interval(secs => (${waits}::int[])[least(d.attempts, ${longestWaits.length - 1}) + 1])
        and not exists (select 1 from webhook_deliveries e where e.webhook_id = d.webhook_id
          and e.order_key = d.order_key and e.state = 'waiting' and e.seq < d.seq)`),
  )
}
