import { paths } from '@/lib/paths'
import type { Delivery } from '@/lib/webhooks/view'
import { Time } from '../time'
import { Cell, type Column, Nothing, Row, RowHead, Table } from '../ui/table'
import { TextLink } from '../ui/text-link'
import { answerOf, subjectWords } from './standing'
import { DeliveryState } from './webhook-state'

interface DeliveryTableProps {
  org: string
  deliveries: readonly Delivery[]
  now: Date
}

export const deliveryColumns: readonly Column[] = [
  { key: 'event', label: 'Event' },
  { key: 'state', label: 'State', width: '7rem' },
  { key: 'answer', label: 'Last answer' },
  { key: 'attempts', label: 'Attempts', numeric: true, width: '6rem' },
  { key: 'next', label: 'Next attempt', numeric: true, width: '8rem' },
  { key: 'at', label: 'When', numeric: true, width: '8rem' },
]

/** What was sent to a webhook, newest first, and what came of it. */
export function DeliveryTable({ org, deliveries, now }: DeliveryTableProps) {
  return (
    <Table caption="Deliveries" columns={deliveryColumns} size="lg">
      {deliveries.map(
        ({ id, webhook, event, subject, state, attempts, nextAt, last, createdAt }) => (
          <Row key={id}>
            <RowHead>
              <span className="flex max-w-[38vw] flex-col sm:max-w-80">
                <TextLink
                  href={paths.delivery(org, webhook, id)}
                  quiet
                  className="font-strong wrap-anywhere"
                >
                  {event}
                </TextLink>
                <code className="line-clamp-2 font-mono wrap-anywhere text-ink-2">
                  {subjectWords(subject)}
                </code>
              </span>
            </RowHead>
            <Cell>
              <DeliveryState state={state} />
            </Cell>
            <Cell nothing="no answer yet">
              {last && <span className="line-clamp-2 wrap-anywhere">{answerOf(last)}</span>}
            </Cell>
            <Cell numeric>{attempts}</Cell>
            <Cell numeric>
              {nextAt ? (
                <span className="text-ink-2">
                  <Time at={nextAt} now={now} />
                </span>
              ) : (
                <Nothing says="none" />
              )}
            </Cell>
            <Cell numeric>
              <span className="text-ink-2">
                <Time at={createdAt} now={now} />
              </span>
            </Cell>
          </Row>
        ),
      )}
    </Table>
  )
}
