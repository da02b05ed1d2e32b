import { webhookEvents } from '@/lib/webhooks/events'

/** What a webhook may hear of, with what each means, as a form offers it. */
export const eventChoices = Object.entries(webhookEvents).map(
  ([name, says]) => [name, says.replaceAll('`', '')] as const,
)
