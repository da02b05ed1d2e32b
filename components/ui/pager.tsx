import Link from 'next/link'
import { buttonClass } from './button-class'

interface PagerProps {
  /** What is paged, for the name of the navigation. */
  label: string
  /** Where the first page is, or null when this is it. */
  firstHref: string | null
  /** Where the next page is, or null at the end. */
  nextHref: string | null
  nextLabel?: string
}

/** Keyset paging: on, and back to the start. The browser's Back goes one page back. */
export function Pager({ label, firstHref, nextHref, nextLabel = 'Older' }: PagerProps) {
  if (!firstHref && !nextHref) return null
  return (
    <nav aria-label={`Pages of ${label}`} className="flex justify-end gap-2 pt-3">
      {firstHref && (
        <Link href={firstHref} prefetch={false} className={buttonClass()}>
          First page
        </Link>
      )}
      {nextHref && (
        <Link href={nextHref} prefetch={false} rel="next" className={buttonClass()}>
          {nextLabel}
        </Link>
      )}
    </nav>
  )
}
