import { type SQL, sql } from 'drizzle-orm'
import { models } from '@/db/schema/tables'
import { can } from '../access'
import type { Ctx } from '../actor'
import type { ReadDb } from '../door'
import { there } from '../life/there'
import { versionUri } from '../uri'
import type { Ability } from '../view'
import { visibleModels } from '../visibility'

/** A version that a deployment serves now, told before it is taken back. */
export interface ServedVersion {
  deployment: string
  target: string
  /** Null where the caller may not see its model. */
  uri: string | null
  weight: number
}

/** Where versions serve, and whether the caller may stop all of that. */
export interface StopChoice {
  served: ServedVersion[]
  stop: Ability
}

/** Whether the caller may stop deployments of all these projects: it is done everywhere or not at all. */
export function mayStop(ctx: Ctx, organizationId: string, projectIds: readonly string[]): Ability {
  const decided = projectIds.map((id) =>
    can(ctx, 'deployment.stop', { organizationId, projectIds: [id] }),
  )
  return decided.find(({ ok }) => !ok) ?? { ok: true }
}

const most = 200

/** Where some versions serve now; `which` is a condition on rows `sv` of `serving_versions`. */
export async function whereServing(
  db: ReadDb,
  ctx: Ctx,
  organizationId: string,
  which: SQL,
): Promise<StopChoice> {
  const { rows } = await db.execute<{
    deployment: string
    target: string
    projectId: string
    model: string | null
    number: number
    weight: number
  }>(sql`
    select d.slug as deployment, d.target, d.project_id as "projectId", sn.number, sv.weight,
      case when ${visibleModels(ctx, organizationId)} then models.slug end as model
    from serving_versions sv join deployments d on d.id = sv.deployment_id
    join projects p on p.id = d.project_id join versions sn on sn.id = sv.version_id
    join ${models} on models.id = sv.model_id
    where d.organization_id = ${organizationId} and ${there('p')} and ${which}
    order by d.slug, sn.number desc limit ${most}`)
  const projectIds = [...new Set(rows.map(({ projectId }) => projectId))]
  return {
    served: rows.map(({ deployment, target, model, number, weight }) => ({
      ...{ deployment, target, weight },
      uri: model === null ? null : versionUri(model, number),
    })),
    stop: mayStop(ctx, organizationId, projectIds),
  }
}
