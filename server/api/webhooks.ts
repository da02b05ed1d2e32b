import { pageOf } from '@/lib/view'
import { createWebhook } from '@/lib/webhooks/create'
import { getDelivery, getWebhook, listDeliveries, listWebhooks } from '@/lib/webhooks/queries'
import { removeWebhook } from '@/lib/webhooks/remove'
import { replayDelivery } from '@/lib/webhooks/replay'
import { rotateWebhook } from '@/lib/webhooks/rotate'
import { testWebhook } from '@/lib/webhooks/send-test'
import { resumeWebhook, updateWebhook } from '@/lib/webhooks/update'
import { Delivery, DeliveryDetails, Webhook, WebhookSecret } from '@/lib/webhooks/view'
import { routes } from './router'

const { list, get, post, act, patch, remove } = routes()
const of = '/:org/webhooks/:id'

get('/:org/webhooks', listWebhooks, { summary: 'List webhooks', answer: pageOf(Webhook) })
post('/:org/webhooks', createWebhook, {
  summary: 'Create a webhook; its secret is answered this once',
  answer: WebhookSecret,
  secret: true,
})
get(of, getWebhook, { summary: 'Get a webhook', answer: Webhook })
patch(of, updateWebhook, { summary: 'Edit a webhook, or pause it', answer: Webhook })
remove(of, removeWebhook, { summary: 'Remove a webhook' })
act(`${of}/rotate`, rotateWebhook, {
  summary: 'Give a webhook a new secret; the one before signs as well for a day',
  answer: WebhookSecret,
  secret: true,
})
post(`${of}/test`, testWebhook, { summary: 'Send a test message', answer: Delivery })
act(`${of}/resume`, resumeWebhook, {
  summary: 'Resume a paused webhook; what waited is sent',
  answer: Webhook,
})
get(`${of}/deliveries`, listDeliveries, {
  summary: 'List what was sent to a webhook, the newest first',
  answer: pageOf(Delivery),
})
get('/:org/deliveries/:id', getDelivery, {
  summary: 'Get a delivery with its attempts',
  answer: DeliveryDetails,
})
act('/:org/deliveries/:id/replay', replayDelivery, {
  summary: 'Send a message again, with the same id',
  answer: Delivery,
})

export const webhookRoutes = list
