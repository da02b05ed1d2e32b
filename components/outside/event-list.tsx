import { bytes } from '@/lib/format'
import type { ReportedEvent } from '@/lib/lineage/openlineage/outside-run'
import { Time } from '../time'
import { Disclosure } from '../ui/disclosure'
import { JsonBlock } from './facet-list'

interface EventListProps {
  events: readonly ReportedEvent[]
  now: Date
}

/** The latest events of a run, each with what about it is odd. */
export function EventList({ events, now }: EventListProps) {
  if (events.length === 0) return <p className="text-ink-2">Its events are no longer kept.</p>
  return (
    <ul className="flex flex-col border-t border-line">
      {events.map((event) => (
        <li key={event.id} className="flex min-w-0 flex-col gap-1 border-b border-line py-1.5">
          {event.body === null ? (
            <span>
              <Head event={event} now={now} />,{' '}
              {event.isHidden
                ? 'which names something that you may not see'
                : 'too large to be shown'}
            </span>
          ) : (
            <Disclosure summary={<Head event={event} now={now} />}>
              <JsonBlock label={`Event ${event.type}`} value={event.body} />
            </Disclosure>
          )}
          {event.warnings.map((warning) => (
            <p key={warning} className="pl-5 wrap-anywhere text-ink-2">
              {warning}
            </p>
          ))}
        </li>
      ))}
    </ul>
  )
}

function Head({ event, now }: { event: ReportedEvent; now: Date }) {
  return (
    <span className="wrap-anywhere">
      <span className="text-ink">{event.type}</span>, {bytes(event.size)},{' '}
      <Time at={event.receivedAt} now={now} />
    </span>
  )
}
