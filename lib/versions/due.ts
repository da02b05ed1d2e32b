import { dayMs } from '../time'
import type { CountedDecision } from './count'
import type { VersionRow } from './find'

/** How long before an approval ends it may be renewed, and stands among what is to be reviewed again. */
export const dueDays = 14

/** Whether an approval ends so soon that it may be given again. */
export function isDue(until: string | Date | null, now: Date): boolean {
  return until !== null && new Date(until).getTime() - now.getTime() <= dueDays * dayMs
}

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
  return (standing?.stale ?? false) || isDue(version.validUntil, now)
}
