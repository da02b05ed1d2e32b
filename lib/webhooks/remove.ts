import { and, eq } from 'drizzle-orm'
import { webhookDeliveries, webhooks } from '@/db/schema/tables'
import { command } from '../command'
import { findWebhook, WebhookRef } from './find'
import { recorded } from './form'

/** Removes a webhook and its secrets. What waits for it is given up. */
export const removeWebhook = command({
  action: 'webhook.remove',
  input: WebhookRef,
  load: (tx, input, ctx) => findWebhook(tx, ctx, input, { lock: true }),

  async run({ tx, subject: { webhook }, ctx }) {
    await tx
      .update(webhooks)
      .set({
        removedAt: ctx.now(),
        // The row stays for the log of what was delivered; nobody needs to sign with it again.
        secret: Buffer.alloc(0),
        previousSecret: null,
        previousUntil: null,
        authorization: null,
      })
      .where(eq(webhooks.id, webhook.id))
    const given = await tx
      .update(webhookDeliveries)
      .set({ state: 'failed', endedAt: ctx.now(), claimedUntil: null })
      .where(
        and(eq(webhookDeliveries.webhookId, webhook.id), eq(webhookDeliveries.state, 'waiting')),
      )
      .returning({ id: webhookDeliveries.id })
    const before = { ...recorded(webhook), waiting: given.length }
    return { result: null, change: { before, after: null } }
  },
})
