import { z } from 'zod'
import { webhookFormats } from '@/db/schema/tables'
import { invalid } from '../errors'
import { DisplayName, type Json, PlainText } from '../view'
import { checkAddress, urlProblem } from './address'
import type { WebhookRow } from './find'
import { EventName } from './view'

const Url = z
  .string()
  .trim()
  .max(2000, 'An address has at most 2000 characters.')
  .superRefine((text, refinement) => {
    const message = urlProblem(text)
    if (message) refinement.addIssue({ code: 'custom', message })
  })
  .transform((text) => new URL(text).href)
  .describe('Where messages are sent: http or https')

/** What may be said of a webhook when it is made and when it is changed. */
export const webhookFields = {
  name: DisplayName,
  url: Url,
  events: z
    .array(EventName)
    .max(50)
    .transform((events) => [...new Set(events)])
    .describe('Which events it hears of; none: all'),
  format: z.enum(webhookFormats, `Choose among ${webhookFormats.join(', ')}.`),
  eventType: PlainText(100)
    .min(1, 'Write what the workflow listens for, or leave it out.')
    .nullable()
    .describe('Of the format github: the event_type; left out it is the name of the event'),
  authorization: PlainText(4000)
    .min(1, 'Write the value of the header, or null for none.')
    .regex(/^[\x20-\x7e]+$/, 'A header holds letters, digits and signs of ASCII alone.')
    .nullable()
    .describe('The value of an Authorization header, such as "Bearer …"; it is not shown again'),
}

/** Throws `invalid` for an address that the hub must not send to. */
export async function requireAddress(url: string): Promise<void> {
  const checked = await checkAddress(url)
  if (!checked.ok) throw invalid(`url: ${checked.problem}`, { fields: { url: checked.problem } })
}

/** What the record says of a webhook: of its address where it leads, since the rest may hold a secret. */
export function recorded(webhook: Recorded): { [key: string]: Json } {
  const { name, url, events, format, eventType, authorization, pausedAt } = webhook
  return {
    name,
    host: new URL(url).origin,
    events,
    format,
    ...(eventType !== null && { eventType }),
    authorization: authorization !== null,
    paused: pausedAt !== null,
  }
}

type Recorded = Pick<
  WebhookRow,
  'name' | 'url' | 'events' | 'format' | 'eventType' | 'authorization' | 'pausedAt'
>
