import { type SQL, sql } from 'drizzle-orm'
import { type Ctx, type Membership, personBehind } from '../actor'
import { allowedModels } from '../visibility'
import { countsFor, hasNotApproved, isOfOthers } from './waiting-sql'

/**
 * The condition under which the caller's approval of a row of `versions`, with `models` beside it, would
 * count, and was not given yet: `mayApprove()` as SQL.
 */
export function waitingFor(ctx: Ctx, organization: Membership): SQL {
  const person = personBehind(ctx.actor)
  const isService = ctx.actor.kind === 'token' && ctx.actor.serviceAccount
  if (!person || isService) return sql`false`
  return sql`(${allowedModels(ctx, organization.organizationId, 'version.approve')}
    and ${isOfOthers(person, organization)} and ${hasNotApproved(person, ctx.now())}
    and ${countsFor(person, organization)})`
}
