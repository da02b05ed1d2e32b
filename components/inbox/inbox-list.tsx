import { isoDay, longDay } from '@/lib/format'
import type { Notification } from '@/lib/notifications/view'
import type { FormAction } from '../action-result'
import { PressForm } from '../press-form'
import { Time } from '../time'

interface InboxListProps {
  /** Newest first. */
  items: readonly Notification[]
  read: (id: string) => FormAction
  now: Date
}

/** What somebody was told of, by day; what is not read yet is marked. */
export function InboxList({ items, read, now }: InboxListProps) {
  return (
    <div className="flex flex-col gap-6">
      {byDay(items).map(({ day, items: ofDay }) => (
        <section key={day} aria-labelledby={`day-${day}`}>
          <h2 id={`day-${day}`} className="flex items-baseline gap-2 border-b border-line pb-1.5">
            {longDay(day)} <span className="font-regular text-ink-3">UTC</span>
          </h2>
          <ul data-rows="">
            {ofDay.map((item) => (
              <Line key={item.id} item={item} read={read(item.id)} now={now} />
            ))}
          </ul>
        </section>
      ))}
    </div>
  )
}

interface LineProps {
  item: Notification
  read: FormAction
  now: Date
}

function Line({ item: { text, note, url, at, readAt }, read, now }: LineProps) {
  const unread = readAt === null
  return (
    <li
      data-row=""
      className="grid grid-cols-[0.75rem_minmax(0,1fr)_auto] items-start gap-x-2 gap-y-1 border-b border-line py-2"
    >
      <span className="pt-1.5">
        {unread && (
          <>
            <span aria-hidden="true" className="block size-2 rounded-full bg-ink" />
            <span className="sr-only">Unread: </span>
          </>
        )}
      </span>
      <div className="min-w-0">
        <p className={`wrap-anywhere ${unread ? 'font-strong' : ''}`}>
          {url ? (
            // A whole new page, so that the number beside the inbox is counted anew; and nothing is fetched ahead.
            <a href={url} className="underline-offset-2 hover:underline">
              {text}
            </a>
          ) : (
            <span className="text-ink-2">{text}</span>
          )}
        </p>
        {note && (
          <p className="line-clamp-3 max-w-[68ch] whitespace-pre-line wrap-anywhere">{note}</p>
        )}
        <p className="text-ink-2">
          <Time at={at} now={now} />
        </p>
      </div>
      {unread ? (
        <PressForm action={read} label={`Mark as read: ${text}`}>
          Mark as read
        </PressForm>
      ) : (
        <span />
      )}
    </li>
  )
}

function byDay(items: readonly Notification[]): { day: string; items: Notification[] }[] {
  const days: { day: string; items: Notification[] }[] = []
  for (const item of items) {
    const day = isoDay(item.createdAt)
    const last = days.at(-1)
    if (last?.day === day) last.items.push(item)
    else days.push({ day, items: [item] })
  }
  return days
}
