import { exactTime } from '@/lib/format'
import type { Cause } from '@/lib/history/view'
import { paths } from '@/lib/paths'
import { Actor } from '../actor'
import { TextLink } from '../ui/text-link'

/** Who made something so, when and why, with the way to the event and to its receipt. */
export function Caused({ org, cause }: { org: string; cause: Cause | null }) {
  if (!cause) return <p className="text-ink-2">What made it so is not on record.</p>
  const { by, at, note, event } = cause
  return (
    <div className="text-ink-2">
      <Actor actor={by} />, <time dateTime={at}>{exactTime(at)}</time>
      {note && <p className="line-clamp-3 wrap-anywhere text-ink">{note}</p>}
      <p className="flex flex-wrap gap-x-3">
        <TextLink href={paths.event(org, event.id)}>Event</TextLink>
        {event.index !== null && (
          <a href={paths.auditProof(org, event.index)} className="link">
            Receipt
          </a>
        )}
      </p>
    </div>
  )
}
