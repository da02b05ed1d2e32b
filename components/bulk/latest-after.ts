import type { Verdict } from './read-form'

export interface StandingModel {
  slug: string
  /** Its highest approved live versions. */
  approved: readonly number[]
}

interface Decided {
  model: string
  version: number
  decision: Verdict
}

/** What `model://<slug>/latest` means before and after some decisions; null where nothing is approved. */
export function latestAfter(
  { slug, approved }: StandingModel,
  decided: readonly Decided[],
): { before: number | null; after: number | null } {
  const own = decided.filter(({ model }) => model === slug)
  const left = new Set(approved)
  for (const { version, decision } of own)
    if (decision === 'approve') left.add(version)
    else left.delete(version)
  return { before: highest(approved), after: highest([...left]) }
}

function highest(numbers: readonly number[]): number | null {
  return numbers.length > 0 ? Math.max(...numbers) : null
}
