import { eventData, eventNames, webhookEvents } from '@/lib/webhooks/events'
import { table } from './markdown'

/** What webhooks hear of, for the guide. */
export function eventTable(): string {
  const rows = eventNames.map((name) => [
    `\`${name}\``,
    webhookEvents[name],
    eventData[name].map((field) => `\`${field}\``).join(' '),
  ])
  return table(['event', 'when', '`data`, beside `url` and `actor`'], rows)
}
