import { z } from 'zod'
import { deliveryStates, webhookFormats } from '@/db/schema/tables'
import { ActorView, Instant } from '../view'
import { eventNames, testEvent } from './events'

/** A test is sent whatever a webhook hears of; whoever lists it says nothing wrong. */
export const EventName = z.enum(
  [...eventNames, testEvent],
  `Choose among ${eventNames.join(', ')}.`,
)

/** What waits for a webhook is counted so far and no further. */
export const mostCounted = 1000

export const Webhook = z
  .object({
    id: z.string(),
    name: z.string(),
    url: z.string(),
    scope: z
      .object({ kind: z.enum(['organization', 'project', 'model']), name: z.string() })
      .describe('What it hears of: all of the organization, or the project or model of this name'),
    events: z.array(z.string()).describe('Which events it hears of; none: all'),
    format: z.enum(webhookFormats),
    eventType: z.string().nullable().describe('Of the format github: the event_type that it sends'),
    authorization: z.boolean().describe('Whether an Authorization header is sent'),
    paused: z.object({ at: Instant, reason: z.string() }).nullable(),
    rotatingUntil: Instant.nullable().describe('Until then the secret before signs as well'),
    problem: z.string().nullable().describe('Why nothing can be sent before it is put right'),
    waiting: z.int().describe(`Deliveries that are still to be made, up to ${mostCounted}`),
    last: z
      .object({ at: Instant, status: z.int().nullable(), problem: z.string().nullable() })
      .nullable()
      .describe('What came of the last attempt'),
    createdBy: ActorView,
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'Webhook' })
export type Webhook = z.infer<typeof Webhook>

/** A webhook with its secret, which is told this once. */
export const WebhookSecret = Webhook.extend({
  secret: z.string().describe('whsec_…: what messages are signed with. It is not shown again.'),
}).meta({ id: 'WebhookSecret' })
export type WebhookSecret = z.infer<typeof WebhookSecret>

export const Delivery = z
  .object({
    id: z.string(),
    webhook: z.string().describe('Its id'),
    message: z.string().describe('The webhook-id: the same at each attempt and for every webhook'),
    event: z.string().describe('Such as version.created'),
    subject: z.string(),
    state: z.enum(deliveryStates),
    attempts: z.int(),
    nextAt: Instant.nullable().describe('When it is tried next; null once it has ended'),
    last: z.object({ status: z.int().nullable(), problem: z.string().nullable() }).nullable(),
    createdAt: Instant,
    endedAt: Instant.nullable(),
  })
  .meta({ id: 'WebhookDelivery' })
export type Delivery = z.infer<typeof Delivery>

export const Attempt = z
  .object({
    number: z.int(),
    at: Instant,
    ms: z.int(),
    status: z.int().nullable().describe('Null: there was no answer'),
    problem: z.string().nullable().describe('Why it counts as failed'),
    response: z.string().describe('The beginning of the answer'),
  })
  .meta({ id: 'WebhookAttempt' })
export type Attempt = z.infer<typeof Attempt>

export const DeliveryDetails = Delivery.extend({
  body: z.string().describe('What is sent'),
  contentType: z.string(),
  log: z.array(Attempt).describe('All attempts, the first one first'),
}).meta({ id: 'WebhookDeliveryDetails' })
export type DeliveryDetails = z.infer<typeof DeliveryDetails>
