import { can } from '../access'
import type { Ctx } from '../actor'

/** Whoever lists the members sees their addresses, and nobody else finds out by trying some. */
export function seesAddresses(ctx: Ctx, organizationId: string): boolean {
  return can(ctx, 'member.list', { organizationId }).ok
}
