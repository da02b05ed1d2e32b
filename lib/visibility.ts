import { type SQL, sql } from 'drizzle-orm'
import { type Action, couldIn, membershipOf, rolesAllow } from './access'
import type { Ctx } from './actor'
import { isInOneOf } from './life/projects'

/** What of an organization's models a caller sees; lists of ids as PostgreSQL writes arrays. */
interface Sight {
  /** Models that a token is limited to. */
  sightChosen: string | null
  sightAll: boolean
  sightModels: string
  sightProjects: string
}

/**
 * The condition under which the caller sees a row of `models` in one organization: `canSee()` as SQL, for
 * lists. Needs no query of its own, since the roles are in `ctx`.
 */
export function visibleModels(ctx: Ctx, organizationId: string): SQL {
  const { sightChosen, sightAll, sightModels, sightProjects } = sightOf(ctx, organizationId)
  // Only what applies is said: PostgreSQL would plan the rest before it finds that out.
  const none = arrayOf([])
  const ways = [sql`models.access_mode = 'organization'`]
  if (sightModels !== none) ways.push(sql`models.id = any(${sightModels}::uuid[])`)
  if (sightProjects !== none)
    ways.push(isInOneOf('model', sql`models.id`, sql`${sightProjects}::uuid[]`))
  const seen = sightAll ? sql`true` : sql`(${sql.join(ways, sql` or `)})`
  if (sightChosen === null) return seen
  return sql`(models.id = any(${sightChosen}::uuid[]) and ${seen})`
}

/** The same condition for prepared queries, which `sightOf()` gives its values. */
export function visiblePrepared(applying: Applying = everyWay): SQL {
  const { chosen, all, models, projects } = applying
  const given = sql.placeholder
  const ways = [
    all && sql`${given('sightAll')}::boolean`,
    sql`models.access_mode = 'organization'`,
    models && sql`models.id = any(${given('sightModels')}::uuid[])`,
    projects && isInOneOf('model', sql`models.id`, sql`${given('sightProjects')}::uuid[]`),
  ].filter((way): way is SQL => Boolean(way))
  const seen = sql`(${sql.join(ways, sql` or `)})`
  if (!chosen) return seen
  const ids = given('sightChosen')
  return sql`((${ids}::uuid[] is null or models.id = any(${ids}::uuid[])) and ${seen})`
}

/** Which parts of a sight can apply at all. */
export interface Applying {
  chosen: boolean
  all: boolean
  models: boolean
  projects: boolean
}

const everyWay: Applying = { chosen: true, all: true, models: true, projects: true }

/**
 * As a shape of a prepared query that is asked very often: what does not apply is left out, since PostgreSQL
 * would plan it each time.
 */
export function applyingOf({ sightChosen, sightAll, sightModels, sightProjects }: Sight): Applying {
  return {
    chosen: sightChosen !== null,
    all: sightAll,
    models: sightModels !== arrayOf([]),
    projects: sightProjects !== arrayOf([]),
  }
}

export function sightOf(ctx: Ctx, organizationId: string): Sight {
  const held = (scope: string) =>
    membership?.grants.filter((grant) => grant.scope === scope).map(({ scopeId }) => scopeId) ?? []
  const membership = membershipOf(ctx, organizationId)
  const isSystem = ctx.actor.kind === 'system'
  const chosen = ctx.actor.kind === 'token' ? ctx.actor.modelIds : null
  const everything = membership?.grants.some(
    ({ scope, role }) => scope === 'organization' && (role === 'admin' || role === 'auditor'),
  )
  return {
    // Who is no member sees nothing.
    sightChosen: isSystem ? null : membership ? chosen && arrayOf(chosen) : arrayOf([]),
    sightAll: isSystem || Boolean(everything),
    sightModels: arrayOf(held('model')),
    sightProjects: arrayOf(held('project')),
  }
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
  return sql`(models.id = any(${ids('model')})
    or ${isInOneOf('model', sql`models.id`, ids('project'))})`
}

/** A list of ids as one parameter. */
export function uuids(ids: readonly string[]): SQL {
  return sql`${arrayOf(ids)}::uuid[]`
}

const arrayOf = (ids: readonly string[]) => `{${ids.join(',')}}`
