import { eq } from 'drizzle-orm'
import { webhooks } from '@/db/schema/tables'
import { command } from '../command'
import { dayMs } from '../time'
import { findWebhook, WebhookRef } from './find'
import { viewWebhook } from './queries'
import { newSigningSecret, seal, unseal } from './secret'

/**
 * Gives a webhook a new secret, shown this once. The one before signs beside it for a day, so that a receiver
 * has time to change over.
 */
export const rotateWebhook = command({
  action: 'webhook.rotate',
  input: WebhookRef,
  load: (tx, input, ctx) => findWebhook(tx, ctx, input, { lock: true }),

  async run({ tx, subject: { webhook }, ctx }) {
    const secret = newSigningSecret()
    // Of a secret that this hub cannot read any more there is nothing to sign with.
    const readable = unseal(webhook.secret, webhook.id) !== null
    const until = readable ? new Date(ctx.now().getTime() + dayMs) : null
    await tx
      .update(webhooks)
      .set({
        secret: seal(secret, webhook.id),
        previousSecret: readable ? webhook.secret : null,
        previousUntil: until,
        updatedAt: ctx.now(),
      })
      .where(eq(webhooks.id, webhook.id))
    const result = { ...(await viewWebhook(tx, webhook.id)), secret }
    const { name } = webhook
    return {
      result,
      change: { before: { name }, after: { name, bothUntil: until?.toISOString() ?? null } },
    }
  },
})
