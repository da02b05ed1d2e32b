import { eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { models, organizations } from '@/db/schema/tables'
import type { Ctx, Membership } from '../actor'
import type { ReadDb, Target, Tx } from '../door'
import type { Finding } from '../life/find'
import { findModel, type ModelRef, type ModelTarget } from '../models/find'
import { findOrganization } from '../organizations/find'
import { findProject, type ProjectRef } from '../projects/find'
import { Slug } from '../view'
import type { PolicySource } from './effective'
import { policiesOf } from './sources'

/** Where a policy is set. */
export interface PolicyPlace extends Target {
  organization: Membership
  scope: PolicySource['scope']
  scopeId: string
  slug: string
}

export async function organizationPlace(
  db: ReadDb,
  ctx: Ctx,
  { org }: { org: string },
  { lock }: Finding = {},
): Promise<PolicyPlace> {
  const found = findOrganization(ctx, org)
  const { organizationId, slug } = found.organization
  const row = db
    .select({ id: organizations.id })
    .from(organizations)
    .where(eq(organizations.id, organizationId))
  if (lock) await row.for('update')
  return { ...found, scope: 'organization', scopeId: organizationId, slug }
}

export async function projectPlace(
  db: ReadDb,
  ctx: Ctx,
  ref: ProjectRef,
  finding: Finding = {},
): Promise<PolicyPlace> {
  // The policy of a deleted project still holds for its models, so whoever may set it still can.
  const found = await findProject(db, ctx, ref, { ...finding, deleted: 'policy.set' })
  return { ...found, scope: 'project', scopeId: found.project.id, slug: found.project.slug }
}

export async function modelPlace(
  db: ReadDb,
  ctx: Ctx,
  ref: ModelRef,
  finding: Finding = {},
): Promise<PolicyPlace> {
  const found = await findModel(db, ctx, ref, finding)
  return { ...found, scope: 'model', scopeId: found.model.id, slug: found.model.slug }
}

/** A place by the address of its page: a model's, a project's, or with neither the organization's. */
export const PlaceRef = z.object({ org: Slug, project: Slug.optional(), model: Slug.optional() })
export type PlaceRef = z.infer<typeof PlaceRef>

export function placeOf(
  db: ReadDb,
  ctx: Ctx,
  { org, project, model }: PlaceRef,
  finding: Finding = {},
): Promise<PolicyPlace> {
  if (model !== undefined) return modelPlace(db, ctx, { org, model }, finding)
  if (project !== undefined) return projectPlace(db, ctx, { org, project }, finding)
  return organizationPlace(db, ctx, { org }, finding)
}

/** The policies that hold in a place: its own, and those above it. */
export async function sourcesAt(
  db: ReadDb,
  { scope, scopeId, access: { organizationId } }: PolicyPlace,
): Promise<PolicySource[]> {
  if (scope === 'model') {
    const [found] = await db
      .select({ sources: policiesOf() })
      .from(models)
      .where(eq(models.id, scopeId))
    return found?.sources ?? []
  }
  const { rows } = await db.execute<PolicySource & Record<string, unknown>>(sql`
    select pol.scope_kind as scope, pol.scope_id as "scopeId", coalesce(o.slug, p.slug) as name,
      pol.revision, pol.rules
    from policies pol
    left join organizations o on o.id = pol.scope_id
    left join projects p on p.id = pol.scope_id
    where pol.scope_id in (${organizationId}, ${scopeId})`)
  return [...rows]
}

/**
 * Holds a model that its lock is held on to the policies that it has: none of them is set, for the first time
 * or anew, before this transaction ends, since who sets one waits for a lock on its place. What was read with
 * the model may be older than these locks, so policies are read after them.
 */
export async function lockPolicies(
  tx: Tx,
  { id, organizationId }: ModelTarget['model'],
): Promise<void> {
  await tx.execute(sql`
    with held as (select 1 from organizations where id = ${organizationId} for key share),
      places as (select 1 from projects
        where id in (select project_id from model_projects where model_id = ${id})
        order by id for key share)
    select (select count(*) from held), (select count(*) from places)`)
}

/** The policies of a model that its lock is held on, such that they stay as they are. */
export async function lockedSources(tx: Tx, { model }: ModelTarget): Promise<PolicySource[]> {
  await lockPolicies(tx, model)
  const [found] = await tx
    .select({ sources: policiesOf() })
    .from(models)
    .where(eq(models.id, model.id))
  return found?.sources ?? []
}
