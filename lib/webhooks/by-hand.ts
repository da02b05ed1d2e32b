import { sql } from 'drizzle-orm'
import type { Tx } from '../door'
import { conflict } from '../errors'
import type { WebhookRow } from './find'

const most = 100

/**
 * Throws conflict where too much waits that somebody asked for: tests, and what is sent again. Such a message
 * has an order of its own, which is its id, so nothing else bounds how much of it is under way.
 */
export async function refuseTooManyByHand(tx: Tx, { id, name }: WebhookRow): Promise<void> {
  const { rows } = await tx.execute<{ many: number }>(sql`
    select count(*)::int as many from (
      select 1 from webhook_deliveries d
      where d.webhook_id = ${id} and d.state = 'waiting' and d.order_key = d.message_id
      limit ${most}) d`)
  if ((rows[0]?.many ?? 0) < most) return
  throw conflict(
    `${most} messages that were sent by hand still wait for ${name}. Look at what it answers first.`,
  )
}
