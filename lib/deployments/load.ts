import { eq, type SQL, sql } from 'drizzle-orm'
import { deploymentRevisions, deployments } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import type { ReadDb } from '../door'
import { actorView } from '../people'
import { isoTime } from '../prepared'
import { visibleModels } from '../visibility'
import { followProblemOf, noteOf } from './told-sql'
import type { Deployment, Revision, Variant } from './view'

// Column names are spelled out inside SQL: Drizzle drops their table where only one is selected from.

/** The variants of a revision that the caller may see, in the order in which they are dealt. */
export function variantsOf(ctx: Ctx, organizationId: string, revision: SQL): SQL<Variant[]> {
  return sql<Variant[]>`coalesce((
    select json_agg(json_build_object('name', dv.name, 'uri', 'model://' || models.slug || '/v' || v.number,
      'model', models.slug, 'version', v.number, 'digest', 'sha256:' || dv.digest, 'weight', dv.weight,
      'asked', dv.asked, 'state', v.state,
      'life', case when models.life = 'live' or v.life = 'deleted' then v.life else models.life end,
      'unapproved', dv.version_id = any(dr.unapproved)) order by dv.position)
    from deployment_variants dv
    join deployment_revisions dr on dr.id = dv.revision_id
    join versions v on v.id = dv.version_id join models on models.id = dv.model_id
    where dv.revision_id = ${revision} and ${visibleModels(ctx, organizationId)}), '[]'::json)`
}

const allOf = (revision: SQL) =>
  sql<number>`(select count(*)::int from deployment_variants dv where dv.revision_id = ${revision})`

export const revisionColumns = (ctx: Ctx, organizationId: string) => ({
  deployment: sql<string>`(select d.slug from deployments d
    where d.id = deployment_revisions.deployment_id)`,
  revision: deploymentRevisions.number,
  kind: deploymentRevisions.kind,
  rolledBackTo: deploymentRevisions.rolledBackTo,
  target: deploymentRevisions.target,
  salt: deploymentRevisions.salt,
  note: noteOf(ctx, organizationId, sql`deployment_revisions`),
  by: actorView(sql`deployment_revisions.made_by`, sql`deployment_revisions.token_id`),
  at: isoTime(sql`deployment_revisions.created_at`),
  variants: variantsOf(ctx, organizationId, sql`deployment_revisions.id`),
  all: allOf(sql`deployment_revisions.id`),
})

type RevisionRow = Omit<Revision, 'by' | 'hidden'> & { by: Revision['by'] | null; all: number }

export function revisionView({ all, by, ...row }: RevisionRow): Revision {
  return { ...row, hidden: all - row.variants.length, by: by ?? hub }
}

/** The view of a revision by its id. */
export async function viewRevision(
  db: ReadDb,
  ctx: Ctx,
  organizationId: string,
  id: string,
): Promise<Revision> {
  const [found] = await db
    .select(revisionColumns(ctx, organizationId))
    .from(deploymentRevisions)
    .where(eq(deploymentRevisions.id, id))
  if (!found) throw new Error('A revision that was there is gone.')
  return revisionView(found)
}

export const deploymentColumns = (ctx: Ctx, organizationId: string) => ({
  id: deployments.id,
  name: deployments.slug,
  project: sql<string>`(select p.slug from projects p where p.id = deployments.project_id)`,
  target: deployments.target,
  description: deployments.description,
  follows: deployments.follows,
  followProblem: followProblemOf(ctx, organizationId),
  revision: deployments.revision,
  current: sql<Current | null>`(select json_build_object('kind', r.kind,
      'rolledBackTo', r.rolled_back_to, 'note', ${noteOf(ctx, organizationId, sql`r`)},
      'by', ${actorView(sql`r.made_by`, sql`r.token_id`)}, 'at', ${isoTime(sql`r.created_at`)})
    from deployment_revisions r where r.id = deployments.current_revision_id)`,
  variants: variantsOf(ctx, organizationId, sql`deployments.current_revision_id`),
  all: allOf(sql`deployments.current_revision_id`),
  archived: sql<boolean>`deployments.archived_at is not null`,
  createdAt: isoTime(sql`deployments.created_at`),
  updatedAt: isoTime(sql`deployments.updated_at`),
})

type Shown = NonNullable<Deployment['current']>
type Current = Omit<Shown, 'by'> & { by: Shown['by'] | null }

type DeploymentListRow = Omit<Deployment, 'current' | 'hidden'> & {
  id: string
  current: Current | null
  all: number
}

export function deploymentView({ id: _, all, current, ...row }: DeploymentListRow): Deployment {
  return {
    ...row,
    current: current && { ...current, by: current.by ?? hub },
    hidden: all - row.variants.length,
  }
}

/** The view of a deployment by its id. */
export async function viewDeployment(
  db: ReadDb,
  ctx: Ctx,
  organizationId: string,
  id: string,
): Promise<Deployment> {
  const [found] = await db
    .select(deploymentColumns(ctx, organizationId))
    .from(deployments)
    .where(eq(deployments.id, id))
  if (!found) throw new Error('A deployment that was there is gone.')
  return deploymentView(found)
}

/** Who made what nobody made. */
const hub = { id: null, kind: 'system', name: 'Model Hub' }
