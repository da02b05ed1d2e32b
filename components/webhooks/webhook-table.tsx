import { plural } from '@/lib/format'
import { paths } from '@/lib/paths'
import type { Webhook } from '@/lib/webhooks/view'
import { Time } from '../time'
import { Cell, type Column, Nothing, Row, RowHead, Table } from '../ui/table'
import { TextLink } from '../ui/text-link'
import { Scope } from './scope'
import { answerOf, shortUrl } from './standing'
import { WebhookState } from './webhook-state'

interface WebhookTableProps {
  org: string
  webhooks: readonly Webhook[]
  now: Date
}

export const webhookColumns: readonly Column[] = [
  { key: 'name', label: 'Name' },
  { key: 'state', label: 'State', width: '12rem' },
  { key: 'scope', label: 'Hears of' },
  { key: 'events', label: 'Events' },
  { key: 'last', label: 'Last delivery', numeric: true, width: '11rem' },
]

/** Where events are sent, and how that goes. */
export function WebhookTable({ org, webhooks, now }: WebhookTableProps) {
  return (
    <Table caption="Webhooks" columns={webhookColumns} size="lg">
      {webhooks.map((webhook) => (
        <Row key={webhook.id}>
          <RowHead>
            <span className="flex max-w-[38vw] flex-col sm:max-w-72">
              <TextLink
                href={paths.webhook(org, webhook.id)}
                quiet
                className="line-clamp-2 font-strong wrap-anywhere"
              >
                {webhook.name}
              </TextLink>
              <code title={webhook.url} className="line-clamp-2 font-mono wrap-anywhere text-ink-2">
                {shortUrl(webhook.url)}
              </code>
            </span>
          </RowHead>
          <Cell>
            <WebhookState webhook={webhook} />
          </Cell>
          <Cell>
            <Scope org={org} scope={webhook.scope} />
          </Cell>
          <Cell>
            <Events events={webhook.events} />
          </Cell>
          <Cell numeric>
            <Last webhook={webhook} now={now} />
          </Cell>
        </Row>
      ))}
    </Table>
  )
}

/** A few by name, more by number: the page of the webhook lists them. */
function Events({ events }: Pick<Webhook, 'events'>) {
  if (events.length === 0) return 'All'
  if (events.length > 3)
    return <span title={events.join(', ')}>{plural(events.length, 'event')}</span>
  return <span className="wrap-anywhere">{events.join(', ')}</span>
}

function Last({ webhook: { last, waiting }, now }: { webhook: Webhook; now: Date }) {
  return (
    <span className="flex flex-col text-ink-2">
      {last ? (
        <span>
          {last.status !== null && (
            <span className="tabular-nums">{answerOf({ ...last, problem: null })}, </span>
          )}
          <Time at={last.at} now={now} />
        </span>
      ) : (
        <Nothing says="nothing sent yet" />
      )}
      {waiting > 0 && <span>{plural(waiting, 'waits', 'wait')}</span>}
    </span>
  )
}
