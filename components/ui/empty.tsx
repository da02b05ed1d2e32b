import type { ReactNode } from 'react'
import { WhyNot } from '../why-not'
import { LockIcon, SearchIcon } from './icons'
import { TextLink } from './text-link'

/** Nothing yet: one sentence on what appears here, and how to make the first. */
export function NothingYet({ children, how }: { children: ReactNode; how?: ReactNode }) {
  return (
    <div className="flex max-w-[68ch] flex-col gap-3 border-l-2 border-line-strong py-1 pl-4">
      <p className="text-prose">{children}</p>
      {how}
    </div>
  )
}

/** Nothing matches: the filters that are on, and the way to be rid of them. */
export function NothingMatches({
  what,
  filters,
  clearHref,
}: {
  what: string
  filters: readonly string[]
  clearHref: string
}) {
  return (
    <div className="flex items-start gap-2 border-y border-line py-4 text-ink-2">
      <SearchIcon className="mt-0.5" />
      <p>
        No {what} match {filters.join(' and ')}. <TextLink href={clearHref}>Clear filters</TextLink>
      </p>
    </div>
  )
}

/** Not allowed: the reason in words, and who can change it. */
export function NotAllowed({
  title = 'You cannot see this',
  reason,
  whoCan,
  why,
}: {
  title?: string
  reason: string
  whoCan: string
  /** By `paths.why()`. */
  why: string
}) {
  return (
    <div className="flex max-w-[68ch] gap-3 rounded-md border border-line-strong p-4">
      <LockIcon className="mt-0.5" />
      <div className="flex min-w-0 flex-col gap-1">
        <h2>{title}</h2>
        <p>{reason}</p>
        <p className="text-ink-2">{whoCan}</p>
        <WhyNot href={why} />
      </div>
    </div>
  )
}
