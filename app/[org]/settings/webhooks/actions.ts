'use server'

import { formAction } from '@/app/form-action'
import { prefixed, text } from '@/lib/action'
import { paths, type WebhooksOf } from '@/lib/paths'
import { createWebhook } from '@/lib/webhooks/create'
import type { WebhookEvent } from '@/lib/webhooks/events'
import type { WebhookRef } from '@/lib/webhooks/find'
import { removeWebhook } from '@/lib/webhooks/remove'
import { replayDelivery } from '@/lib/webhooks/replay'
import { rotateWebhook } from '@/lib/webhooks/rotate'
import { testWebhook } from '@/lib/webhooks/send-test'
import { resumeWebhook, updateWebhook } from '@/lib/webhooks/update'
import { listed } from './listed'

/** Makes a webhook; the answer holds its secret, this once. */
export const create = formAction(
  createWebhook,
  (form, { org, project, model }: WebhooksOf & { org: string }) => ({
    ...{ org, project, model },
    ...fieldsOf(form),
    authorization: text(form, 'authorization-password').trim() || null,
  }),
  (webhook) => webhook,
)

/** Changes a webhook. A blank authorization stays as it was. */
export const edit = formAction(
  updateWebhook,
  (form, ref: WebhookRef) => ({ ...ref, ...fieldsOf(form), authorization: authorizationOf(form) }),
  (_, { org, id }): undefined => listed(paths.webhook(org, id)),
)

/** Gives it a new secret; the answer holds it, this once. */
export const rotate = formAction(
  rotateWebhook,
  (_, ref: WebhookRef) => ref,
  (webhook) => webhook,
)

/** Sends a message that says nothing, and leads to what comes of it. */
export const sendTest = formAction(
  testWebhook,
  (_, ref: WebhookRef) => ref,
  (delivery, { org, id }) => listed(paths.delivery(org, id, delivery.id)),
)

export const pause = formAction(
  updateWebhook,
  (_, ref: WebhookRef) => ({ ...ref, paused: true }),
  (_, { org, id }) => listed(paths.webhook(org, id)),
)

export const resume = formAction(
  resumeWebhook,
  (_, ref: WebhookRef) => ref,
  (_, { org, id }) => listed(paths.webhook(org, id)),
)

export const remove = formAction(
  removeWebhook,
  (_, ref: WebhookRef) => ref,
  (_, { org }) => listed(paths.webhooks(org)),
)

/** Sends one message again. */
export const sendAgain = formAction(
  replayDelivery,
  (_, ref: { org: string; id: string }) => ref,
  ({ id, webhook }, { org }) => listed(paths.delivery(org, webhook, id)),
)

function fieldsOf(form: FormData) {
  return {
    name: text(form, 'name'),
    url: text(form, 'url'),
    // What is no format is refused with the sentence for it.
    format: text(form, 'format') as 'cloudevents',
    eventType: text(form, 'eventType').trim() || null,
    // And so is what is no event.
    events: prefixed(form, 'event:').map(([name]) => name as WebhookEvent),
  }
}

function authorizationOf(form: FormData): string | null | undefined {
  const given = text(form, 'authorization-password').trim()
  return given || (text(form, 'unauthorized') === 'yes' ? null : undefined)
}
