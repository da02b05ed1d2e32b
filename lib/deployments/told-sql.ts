import { type SQL, sql } from 'drizzle-orm'
import type { Ctx } from '../actor'
import { visibleModels } from '../visibility'

/**
 * The note of a row of `deployment_revisions`, as the caller may read it. What the hub notes itself names models:
 * it is for whoever sees all that served before and after. A note that a person gave to a stop cannot be told
 * from it.
 */
export function noteOf(ctx: Ctx, organizationId: string, revision: SQL): SQL<string> {
  return sql<string>`case when ${revision}.kind not in ('follow', 'stop') or not exists (
      select 1 from deployment_revisions near join deployment_variants dv on dv.revision_id = near.id
      join models on models.id = dv.model_id
      where near.deployment_id = ${revision}.deployment_id
        and near.number in (${revision}.number - 1, ${revision}.number)
        and not ${visibleModels(ctx, organizationId)})
    then ${revision}.note else '' end`
}

/** Why a row of `deployments` could not follow, as the caller may read it: the reason names what serves. */
export function followProblemOf(ctx: Ctx, organizationId: string): SQL<string | null> {
  return sql<string | null>`case when deployments.follow_problem is not null and exists (
      select 1 from deployment_variants dv join models on models.id = dv.model_id
      where dv.revision_id = deployments.current_revision_id and not ${visibleModels(ctx, organizationId)})
    then ${unseen}::text else deployments.follow_problem end`
}

const unseen = 'It serves models that you may not see. Ask someone who sees them to look.'
