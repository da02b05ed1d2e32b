import { and, eq, sql } from 'drizzle-orm'
import { webhookDeliveries } from '@/db/schema/tables'
import { systemContext } from '../context'
import type { Tx } from '../door'
import { isAppError } from '../errors'
import { newId } from '../ids'
import { log } from '../log'
import { system } from '../system'
import { dayMs } from '../time'
import { type Attempted, isGone } from './attempt'
import { type Claimed, lazily } from './claim'
import { pauseWebhook } from './pause'
import { delayAfter } from './schedule'

/** Keeps what came of an attempt, and what follows from it. Answers whether others may go on behind it. */
export async function settle(claimed: Claimed, came: Attempted, now: Date): Promise<boolean> {
  // Before it may be taken again: else it would be sent again at once.
  if (isGone(came)) await giveUp(claimed, 'It answered 410: it is gone.')
  const ended = await system((tx) => keep(tx, claimed, came, now))
  if (came.problem === null || isGone(came)) return ended
  const reason = await system((tx) => hopeless(tx, claimed, ended, now))
  if (reason) await giveUp(claimed, reason)
  return ended
}

/** Lets go of what was taken and not sent. */
export async function release({ id }: Claimed, now: Date): Promise<void> {
  await system((tx) =>
    tx
      .update(webhookDeliveries)
      .set({ claimedUntil: null, nextAt: now })
      .where(and(eq(webhookDeliveries.id, id), eq(webhookDeliveries.state, 'waiting'))),
  )
}

/**
 * Notes the attempt, in one statement that need not be on the disk at once: where a crash of the machine loses
 * it, the message is sent again. Answers whether the delivery has ended with it; not where its webhook was
 * removed meanwhile.
 */
async function keep(
  tx: Tx,
  { id, attempts }: Claimed,
  came: Attempted,
  now: Date,
): Promise<boolean> {
  const { at, ms, status, problem, response } = came
  const made = attempts + 1
  const delay = isGone(came) ? 0 : delayAfter(made, came.retryAfter)
  const state = problem === null ? 'delivered' : delay === null ? 'failed' : 'waiting'
  const ended = state !== 'waiting'
  const { rows } = await tx.execute(sql`
    with settled as (
      select d.id, d.state, ${lazily} from webhook_deliveries d where d.id = ${id} for update),
    attempt as (
      insert into webhook_attempts (delivery_id, number, at, ms, status, problem, response)
      select s.id, coalesce((select max(a.number) from webhook_attempts a where a.delivery_id = ${id}), 0) + 1,
        ${at.toISOString()}::timestamptz, ${ms}::int, ${status}::int, ${problem}, ${response} from settled s)
    update webhook_deliveries d set state = ${state}, claimed_until = null,
      attempts = ${isGone(came) ? attempts : made},
      next_at = ${new Date(now.getTime() + (delay ?? 0)).toISOString()},
      ended_at = ${ended ? now.toISOString() : null}
    from settled s where d.id = s.id and s.state = 'waiting' returning d.id`)
  return ended && rows.length > 0
}

const patienceMs = 5 * dayMs
const inARow = 3
// Earlier attempts are too close to one another to say anything of days.
const tellingAttempts = 7

interface Failing extends Record<string, unknown> {
  since: string | null
  exhausted: number
}

/** Why a webhook is given up: nothing but failures for days, or message after message that it never took. */
async function hopeless(
  tx: Tx,
  { webhook, attempts }: Claimed,
  ended: boolean,
  now: Date,
): Promise<string | null> {
  if (attempts + 1 < tellingAttempts) return null
  const { rows } = await tx.execute<Failing>(sql`
    with taken as (
      select max(d.ended_at) as at from webhook_deliveries d
      where d.webhook_id = ${webhook.id} and d.state = 'delivered')
    select extract(epoch from min(a.at)) * 1000 as since,
      count(distinct d.id) filter (where d.state = 'failed')::int as exhausted
    from webhook_deliveries d join webhook_attempts a on a.delivery_id = d.id, taken
    where d.webhook_id = ${webhook.id} and a.at > coalesce(taken.at, '-infinity')
      and a.at >= ${webhook.updatedAt.toISOString()}`)
  const [found] = rows
  if (!found?.since) return null
  if (now.getTime() - Number(found.since) >= patienceMs)
    return 'For five days it took nothing that was sent to it.'
  return ended && found.exhausted >= inARow
    ? `It took none of the last ${found.exhausted} messages, however often each was tried.`
    : null
}

async function giveUp({ webhook }: Claimed, reason: string): Promise<void> {
  const origin = { ip: null, userAgent: null, client: null }
  const ctx = systemContext('worker', { via: 'worker', requestId: newId(), origin })
  try {
    await pauseWebhook(ctx, { id: webhook.id, reason })
  } catch (error) {
    // Paused or removed by somebody else meanwhile.
    if (!isAppError(error)) throw error
    log().debug({ webhook: webhook.id, err: error }, 'a webhook was not paused')
  }
}
