import { eq } from 'drizzle-orm'
import { webhookDeliveries } from '@/db/schema/tables'
import { command } from '../command'
import type { Tx } from '../door'
import { conflict } from '../errors'
import { refuseTooManyByHand } from './by-hand'
import { findWebhook } from './find'
import { DeliveryRef, findDelivery, noDelivery } from './find-delivery'
import { viewDelivery } from './queries'
import { requireRunning } from './running'

/**
 * Sends a message again, with the same id, at once. One that had ended goes beside all others: what is newer does
 * not wait for it. One that still waits keeps its place and the attempts that it has left.
 */
export const replayDelivery = command({
  action: 'webhook.replay',
  input: DeliveryRef,

  async load(tx, input, ctx) {
    const { delivery } = await findDelivery(tx, ctx, input)
    // In the order in which everything else takes them.
    const target = await findWebhook(tx, ctx, { org: input.org, id: delivery.webhookId }, lock)
    return { ...target, delivery }
  },

  async run({ tx, subject: { webhook, delivery }, input, ctx }) {
    requireRunning(webhook)
    const [now] = await tx
      .select()
      .from(webhookDeliveries)
      .where(eq(webhookDeliveries.id, delivery.id))
      .for('update')
    if (!now) throw noDelivery(input.org)
    if (now.claimedUntil && now.claimedUntil > ctx.now())
      throw conflict('It is being sent right now. Look at what came of it in a moment.')
    if (now.state !== 'waiting') await refuseTooManyByHand(tx, webhook)
    await again(tx, now, ctx.now())
    const result = await viewDelivery(tx, delivery.id)
    const { id, messageId: message, state } = now
    const { name } = webhook
    return {
      result,
      change: { before: { name, delivery: id, message, state }, after: { state: 'waiting' } },
    }
  },
})

const lock = { lock: true }

async function again(tx: Tx, { id, state, messageId }: Row, now: Date): Promise<void> {
  const anew = { state: 'waiting', attempts: 0, endedAt: null, orderKey: messageId } as const
  await tx
    .update(webhookDeliveries)
    .set({ nextAt: now, claimedUntil: null, ...(state !== 'waiting' && anew) })
    .where(eq(webhookDeliveries.id, id))
}

type Row = typeof webhookDeliveries.$inferSelect
