import { command } from '../command'
import { publicOrigin } from '../env'
import { refuseTooManyByHand } from './by-hand'
import { testEvent } from './events'
import { findWebhook, WebhookRef } from './find'
import { insertDeliveries } from './insert'
import { messageOf } from './message'
import { viewDelivery } from './queries'
import { requireRunning } from './running'

/** Sends a message that says nothing, at once and through the same queue as all others. */
export const testWebhook = command({
  action: 'webhook.test',
  input: WebhookRef,
  load: (tx, input, ctx) => findWebhook(tx, ctx, input, { lock: true }),

  async run({ tx, subject: { organization, webhook, event }, ctx }) {
    requireRunning(webhook)
    await refuseTooManyByHand(tx, webhook)
    const id = ctx.newId()
    const origin = publicOrigin()
    const message = messageOf({
      ...{ id, origin, org: organization.slug, name: testEvent },
      ...{ subject: event.uri, at: ctx.now() },
      data: { webhook: webhook.id, name: webhook.name, url: `${origin}${event.uri}` },
    })
    const { id: webhookId, organizationId } = webhook
    // Behind nothing else that waits.
    const draft = { webhookId, organizationId, event: testEvent, orderKey: id, message }
    const [delivery = ''] = await insertDeliveries(tx, [draft], ctx.now())
    const result = await viewDelivery(tx, delivery)
    return {
      result,
      change: { before: null, after: { name: webhook.name, delivery, message: id } },
    }
  },
})
