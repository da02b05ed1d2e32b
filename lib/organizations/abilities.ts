import { type Action, can } from '../access'
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
