import { and, eq, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { organizations, webhooks } from '@/db/schema/tables'
import { command } from '../command'
import { conflict, notFound } from '../errors'
import { webhookEvent } from './find'

/** Gives a webhook up until someone resumes it; what is to be sent to it waits. By the hub itself. */
export const pauseWebhook = command({
  action: 'webhook.pause',
  input: z.object({ id: z.uuid(), reason: z.string() }),

  async load(tx, { id }) {
    const [found] = await tx
      .select({ webhook: webhooks, org: organizations.slug })
      .from(webhooks)
      .innerJoin(organizations, eq(organizations.id, webhooks.organizationId))
      .where(and(eq(webhooks.id, id), isNull(webhooks.removedAt)))
      .for('update', { of: webhooks })
    if (!found) throw notFound('This webhook is gone.')
    const { webhook, org } = found
    const access = { organizationId: webhook.organizationId }
    return { webhook, access, event: webhookEvent(org, webhook) }
  },

  async run({ tx, subject: { webhook }, input, ctx }) {
    if (webhook.pausedAt) throw conflict('It is paused already.')
    await tx
      .update(webhooks)
      .set({ pausedAt: ctx.now(), pauseReason: input.reason, updatedAt: ctx.now() })
      .where(eq(webhooks.id, webhook.id))
    const { name, createdBy } = webhook
    const after = { name, reason: input.reason, owner: createdBy }
    return { result: null, change: { before: null, after } }
  },
})
