import { exactTime, plural } from '@/lib/format'
import type { Webhook } from '@/lib/webhooks/view'
import { Copy } from '../copy'
import { Time } from '../time'
import { Properties } from '../ui/properties'
import { Scope } from './scope'
import { answerOf } from './standing'

export const formatWords = {
  cloudevents: 'CloudEvent',
  slack: 'Slack message',
  github: 'GitHub repository dispatch',
} as const satisfies Record<Webhook['format'], string>

interface WebhookFactsProps {
  org: string
  webhook: Webhook
  now: Date
}

/** What a webhook is, in full. */
export function WebhookFacts({ org, webhook, now }: WebhookFactsProps) {
  const { url, scope, events, format, eventType, authorization, rotatingUntil, last } = webhook
  const { waiting, createdBy, createdAt } = webhook
  return (
    <Properties
      items={[
        {
          label: 'Address',
          value: (
            <span className="flex items-start gap-1">
              <code className="min-w-0 font-mono wrap-anywhere">{url}</code>
              <Copy text={url} what="the address" />
            </span>
          ),
        },
        { label: 'Hears of', value: <Scope org={org} scope={scope} /> },
        {
          label: 'Events',
          value:
            events.length === 0 ? (
              'All'
            ) : (
              <span className="wrap-anywhere">{events.join(', ')}</span>
            ),
        },
        { label: 'Format', value: formatWords[format] },
        ...(format === 'github'
          ? [{ label: 'Event type', value: eventType ?? 'The name of the event' }]
          : []),
        { label: 'Authorization', value: authorization ? 'Kept, encrypted' : null },
        {
          label: 'Secret',
          value: rotatingUntil
            ? `The old one signs as well until ${exactTime(rotatingUntil)}`
            : 'Shown when it was made',
        },
        {
          label: 'Last attempt',
          value: last && (
            <>
              <span className="wrap-anywhere">{answerOf(last)}</span>{' '}
              <span className="text-ink-2">
                <Time at={last.at} now={now} />
              </span>
            </>
          ),
        },
        {
          label: 'Waiting',
          value: waiting > 0 ? plural(waiting, 'delivery', 'deliveries') : 'None',
        },
        {
          label: 'Made',
          value: (
            <span className="wrap-anywhere">
              <Time at={createdAt} now={now} />, by {createdBy.name}
            </span>
          ),
        },
      ]}
    />
  )
}
