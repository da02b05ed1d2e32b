import { scopesFor } from '../access'
import type { Ctx, Scope } from '../actor'
import { findOrganization } from '../organizations/find'

/** The scopes that a token of the caller's could make use of, with any of their roles in an organization. */
export function usableScopes(ctx: Ctx, org: string): Scope[] {
  const { grants } = findOrganization(ctx, org).organization
  return scopesFor(grants.map(({ role }) => role))
}
