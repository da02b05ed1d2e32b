import type { webhookFormats } from '@/db/schema/tables'
import { githubDispatch, githubHeaders } from './formats/github'
import { slackMessage } from './formats/slack'
import type { Message } from './message'

export type WebhookFormat = (typeof webhookFormats)[number]

/** What is sent of a message. */
export interface Rendered {
  body: string
  contentType: string
  /** Beside those that every message has. */
  headers?: Record<string, string>
}

/** What a format may know of the webhook. */
export interface Wanted {
  eventType: string | null
}

type Renderer = (message: Message, wanted: Wanted) => Rendered

/**
 * A message in each format. Pure, so that each attempt sends the same bytes; what is kept is the message, so
 * that what waits, and what is sent again, has the format that its webhook has by then.
 */
const renderers: Record<WebhookFormat, Renderer> = {
  cloudevents: (message) => ({
    body: JSON.stringify(message),
    contentType: 'application/cloudevents+json',
  }),
  slack: (message) => ({
    body: JSON.stringify(slackMessage(message)),
    contentType: 'application/json',
  }),
  github: (message, { eventType }) => ({
    body: JSON.stringify(githubDispatch(message, eventType)),
    contentType: 'application/json',
    headers: githubHeaders,
  }),
}

/** `kept` is the message as the delivery holds it. */
export function render(format: WebhookFormat, kept: string, wanted: Wanted): Rendered {
  return renderers[format](JSON.parse(kept) as Message, wanted)
}
