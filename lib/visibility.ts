import { type SQL, sql } from 'drizzle-orm'
import { type Action, couldIn, membershipOf, rolesAllow } from './access'
import type { Ctx } from './actor'

/**
 * The condition under which the caller sees a row of `models` in one organization: `canSee()` as SQL, for
 * lists. Needs no query of its own, since the roles are in `ctx`.
 */
export function visibleModels(ctx: Ctx, organizationId: string): SQL {
  if (ctx.actor.kind === 'system') return sql`true`
  const membership = membershipOf(ctx, organizationId)
  if (!membership) return sql`false`
  const chosen = ctx.actor.kind === 'token' ? ctx.actor.modelIds : null
  const narrow = chosen ? sql`models.id = any(${uuids(chosen)})` : sql`true`
  const everything = membership.grants.some(
    ({ scope, role }) => scope === 'organization' && (role === 'admin' || role === 'auditor'),
  )
  if (everything) return narrow
  const held = (scope: string) =>
    membership.grants.filter((grant) => grant.scope === scope).map(({ scopeId }) => scopeId)
  return sql`(${narrow} and (
    models.access_mode = 'organization'
    or models.id = any(${uuids(held('model'))})
    or exists (
      select 1 from model_projects mp
      where mp.model_id = models.id and mp.project_id = any(${uuids(held('project'))})
    )))`
}

/**
 * The condition under which the caller's roles on a row of `models` that they see allow `action`: `can()` as
 * SQL, for actions that depend on roles alone.
 */
export function allowedModels(ctx: Ctx, organizationId: string, action: Action): SQL {
  if (ctx.actor.kind === 'system') return sql`true`
  const membership = membershipOf(ctx, organizationId)
  if (!membership || !couldIn(ctx, action, membership.slug)) return sql`false`
  const held = membership.grants.filter(({ role }) => rolesAllow([role], action))
  if (held.some(({ scope }) => scope === 'organization')) return sql`true`
  const ids = (wanted: string) =>
    uuids(held.filter(({ scope }) => scope === wanted).map(({ scopeId }) => scopeId))
  return sql`(models.id = any(${ids('model')}) or exists (
    select 1 from model_projects mp
    where mp.model_id = models.id and mp.project_id = any(${ids('project')})))`
}

/** A list of ids as one parameter. */
export function uuids(ids: readonly string[]): SQL {
  return sql`${`{${ids.join(',')}}`}::uuid[]`
}
