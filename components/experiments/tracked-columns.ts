import { byCommonness } from '@/lib/metrics/common'
import { ownValue } from '@/lib/own-value'
import type { TrackedItem } from '@/lib/tracking/view'

/**
 * The parameters that get a column among many runs: at most `most` of those in which the runs differ, or, where
 * they differ in none, of those in which they agree; first the ones that most runs have.
 */
export function commonParams(runs: readonly Pick<TrackedItem, 'params'>[], most: number): string[] {
  const counts = byCommonness(runs.map(({ params }) => Object.keys(params)))
  const differs = (key: string) =>
    new Set(runs.flatMap(({ params }) => ownValue(params, key) ?? [])).size > 1
  const half = (counts[0]?.[1] ?? 0) / 2
  const known = counts.filter(([, times]) => times >= half).map(([key]) => key)
  const telling = known.filter(differs)
  return (telling.length > 0 ? telling : known).slice(0, most).sort()
}
