import type { ChosenVersion } from '@/lib/versions/chosen'
import type { Ability } from '@/lib/view'
import { verdictsFrom } from '../review-outcome'
import type { BulkKind } from './read-form'

/** What each kind does to a version, as permission goes. */
export const deeds = {
  decide: 'version.approve',
  tag: 'version.update',
  archive: 'version.archive',
} as const satisfies Record<BulkKind, string>

/** Why nothing of this kind can be done to a version by the caller; null where something can. */
export function refusalOf(version: ChosenVersion, kind: BulkKind): string | null {
  const { abilities, blocked, state, life } = version
  if (kind === 'tag') return reasonOf(abilities.update)
  if (kind === 'archive')
    return life === 'archived' ? 'It is archived already.' : reasonOf(abilities.archive)
  const reasons = verdictsFrom[state].map((verdict) => reasonOf(abilities[verdict]))
  return blocked ?? (reasons.includes(null) ? null : (reasons[0] ?? null))
}

/** The one reason why nothing can be done to any of them; null where something can, or reasons differ. */
export function sharedRefusal(versions: readonly ChosenVersion[], kind: BulkKind): string | null {
  const reasons = new Set(versions.map((version) => refusalOf(version, kind)))
  const [only = null] = reasons
  return reasons.size === 1 ? only : null
}

const reasonOf = (ability: Ability) => (ability.ok ? null : ability.reason)
