import { type SQL, sql } from 'drizzle-orm'
import { dayMs } from '../time'
import type { CountedDecision } from './count'
import type { VersionRow } from './find'

/** How long before an approval ends it may at most be renewed, and stands among what is to be reviewed again. */
export const dueDays = 14

type Instant = string | Date | null

/**
 * Whether an approval, or what rests on it, ends so soon that it may be given again: in its last two weeks, or
 * in the last half of a shorter one, which would else be due when it is given.
 */
export function isDue(until: Instant, since: Instant, now: Date): boolean {
  if (until === null) return false
  const end = new Date(until).getTime()
  const all = since === null ? Number.POSITIVE_INFINITY : end - new Date(since).getTime()
  return end - now.getTime() <= Math.min(dueDays * dayMs, all / 2)
}

/** The same in SQL, of two columns; null where nothing ends. */
export const isDueSql = (until: SQL, since: SQL, now: Date) =>
  sql`(${until} <= ${now.toISOString()}::timestamptz + least(make_interval(days => ${dueDays}::int),
    (${until} - ${since}) / 2))`

type Decided = Pick<VersionRow, 'state' | 'decidedAt' | 'validUntil'>

/** Whether an approved version is to be reviewed again: what it rests on has changed, or it ends soon or has. */
export function isToReview(
  version: Decided,
  decisions: readonly (CountedDecision & { at: string })[],
  now: Date,
): boolean {
  if (version.state !== 'approved') return false
  const decidedAt = version.decidedAt?.toISOString()
  const standing = decisions.findLast(({ at }) => at === decidedAt)
  return (standing?.stale ?? false) || isDue(version.validUntil, version.decidedAt, now)
}
