import { z } from 'zod'
import { rolesOn } from './access'
import type { Actor, Ctx } from './actor'
import { unauthenticated } from './errors'
import { RoleName } from './members/view'
import { findOrganization } from './organizations/find'
import { ScopeName } from './tokens/view'
import { ActorView, Instant } from './view'

/** What `GET /me` and `hub me` show. */
export const Me = z
  .object({
    actor: ActorView,
    organization: z.object({ slug: z.string(), name: z.string() }),
    roles: z.array(RoleName).describe('Held in the organization as a whole'),
    token: z.object({ scopes: z.array(ScopeName), expiresAt: Instant }).nullable(),
  })
  .meta({ id: 'Me' })
export type Me = z.infer<typeof Me>

/**
 * Who the caller is in one organization: the named one, else the token's, else the first of the person's.
 * Asks no database. Throws `unauthenticated` for someone who belongs nowhere.
 */
export function me(ctx: Ctx, org?: string): Me {
  const { actor } = ctx
  const membership = org ? findOrganization(ctx, org).organization : ctx.memberships[0]
  if (!membership) throw unauthenticated('You are no longer a member of an organization here.')
  const { slug, name, organizationId } = membership
  const held = rolesOn(membership, { organizationId })
  return {
    actor: shownAs(actor),
    organization: { slug, name },
    roles: RoleName.options.filter((role) => held.includes(role)),
    token:
      actor.kind === 'token'
        ? { scopes: actor.scopes, expiresAt: actor.expiresAt.toISOString() }
        : null,
  }
}

/** A token of a service account is that service account. */
function shownAs(actor: Actor): ActorView {
  if (actor.kind === 'token' && actor.serviceAccount)
    return { ...actor.serviceAccount, kind: 'service_account' }
  return { id: actor.id, kind: actor.kind, name: actor.name }
}
