import { exactTime, relativeTime } from '@/lib/format'

interface TimeProps {
  /** ISO 8601 */
  at: string
  /** The moment the page was made, so that server and browser print the same words. */
  now: Date
  /** Prints the exact time beside the relative one, where that is the point of the page. */
  exact?: boolean
}

/** When something happened: how long ago, and the exact UTC time with it. */
export function Time({ at, now, exact = false }: TimeProps) {
  const full = exactTime(at)
  return (
    <time dateTime={at} title={full}>
      <span className="whitespace-nowrap">{relativeTime(at, now)}</span>
      {exact && (
        <>
          {' '}
          <span className="text-ink-2 sm:whitespace-nowrap">({full})</span>
        </>
      )}
    </time>
  )
}
