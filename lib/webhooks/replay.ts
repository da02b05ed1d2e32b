import { eq } from 'drizzle-orm'
import { webhookDeliveries } from '@/db/schema/tables'
import { command } from '../command'
import type { Tx } from '../door'
import { conflict } from '../errors'
import { findWebhook } from './find'
import { DeliveryRef, findDelivery, noDelivery } from './find-delivery'
import { viewDelivery } from './queries'
import { requireRunning } from './running'

/** Sends a message again, with the same id, at once; one that still waits is not waited with. */
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
    await again(tx, delivery.id, ctx.now())
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

async function again(tx: Tx, id: string, now: Date): Promise<void> {
  await tx
    .update(webhookDeliveries)
    .set({ state: 'waiting', attempts: 0, nextAt: now, claimedUntil: null, endedAt: null })
    .where(eq(webhookDeliveries.id, id))
}
