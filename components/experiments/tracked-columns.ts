import { byCommonness } from '@/lib/metrics/common'
import { ownValue } from '@/lib/own-value'
import type { TrackedItem } from '@/lib/tracking/view'

type Run = Pick<TrackedItem, 'params'>

/**
 * The parameters that get a column among many runs: at most `most` of those in which the runs differ, or, where
 * they differ in none, of those in which they agree; first the ones that most runs have.
 */
export function commonParams(runs: readonly Run[], most: number): string[] {
  const counts = byCommonness(runs.map(({ params }) => Object.keys(params)))
  const half = (counts[0]?.[1] ?? 0) / 2
  const known = counts.filter(([, times]) => times >= half).map(([key]) => key)
  // One that has none of them, as the parent of a search, is of another kind.
  const alike = runs.filter(({ params }) =>
    known.some((key) => ownValue(params, key) !== undefined),
  )
  // Not to have it tells a run from the others, too.
  const differs = (key: string) =>
    new Set(alike.map(({ params }) => ownValue(params, key))).size > 1
  const telling = known.filter(differs)
  return (telling.length > 0 ? telling : known).slice(0, most).sort()
}
