import { type Action, can, couldIn } from '../access'
import type { Ctx } from '../actor'
import type { Ability } from '../view'
import { findOrganization } from './find'

/**
 * What the caller may do in an organization as a whole, each with the reason if not. Asks no database.
 * Throws not found for an organization that is not the caller's.
 */
export function abilitiesIn<A extends Action>(
  ctx: Ctx,
  org: string,
  ...actions: A[]
): Record<A, Ability> {
  const { access } = findOrganization(ctx, org)
  const decided = actions.map((action) => [action, can(ctx, action, access)])
  return Object.fromEntries(decided) as Record<A, Ability>
}

/** The same of one action that a role in any project gives; which of them is said when it is done. */
export function abilityAnywhere(ctx: Ctx, org: string, action: Action): Ability {
  return couldIn(ctx, action, org) ? { ok: true } : abilitiesIn(ctx, org, action)[action]
}
