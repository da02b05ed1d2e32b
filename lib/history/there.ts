import { type SQL, sql } from 'drizzle-orm'
import { type Action, couldIn, membershipOf, rolesAllow } from '../access'
import type { Ctx } from '../actor'
import { there } from '../life/there'
import { allowedModels, uuids, visibleModels } from '../visibility'
import { wasDeletedAt } from './then'

/**
 * What is there at a past moment: whatever was there then. What was deleted since is told to whoever reads
 * the whole log, as its events are, and to nobody else.
 */
export const readsDeleted: Action = 'organization.activity'

/** Whether the row of `models` was there for the caller. */
export function modelsThen(ctx: Ctx, organizationId: string, at: SQL): SQL {
  return sql`(models.created_at <= ${at} and ${visibleModels(ctx, organizationId)}
    and (${there('models')} or ${allowedModels(ctx, organizationId, readsDeleted)})
    and not ${wasDeletedAt(at)})`
}

/** The same of the row `p` of `projects`, with which its deployments come and go. */
export function projectsThen(ctx: Ctx, organizationId: string, at: SQL): SQL {
  return sql`(${projectsTold(ctx, organizationId)} and not ${wasDeletedAt(at, 'p')})`
}

/** Whether the row `p` of `projects` is there, or told to the caller although it was deleted. */
export function projectsTold(ctx: Ctx, organizationId: string): SQL {
  const membership = membershipOf(ctx, organizationId)
  if (ctx.actor.kind === 'system') return sql`true`
  if (!membership || !couldIn(ctx, readsDeleted, membership.slug)) return there('p')
  const held = membership.grants.filter(({ role }) => rolesAllow([role], readsDeleted))
  if (held.some(({ scope }) => scope === 'organization')) return sql`true`
  const ids = held.filter(({ scope }) => scope === 'project').map(({ scopeId }) => scopeId)
  return sql`(${there('p')} or p.id = any(${uuids(ids)}))`
}
