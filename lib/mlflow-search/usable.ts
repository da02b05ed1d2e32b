import { type SQL, sql } from 'drizzle-orm'
import type { Ctx } from '../actor'
import type { ReadDb } from '../door'
import { exclusionsOf, isWithout, nowOf } from '../policies/standing'
import { keptPlan } from '../prepared'

/**
 * Conditions that keep from programs what a policy keeps out of their use, on rows `v` of `versions` and
 * `models`: with `approvedOnly`, whatever is not approved now. None where no policy says so.
 */
export async function heldBack(db: ReadDb, ctx: Ctx, organizationId: string): Promise<SQL[]> {
  if (ctx.actor.kind !== 'token') return []
  const { rows } = await db.execute(sql`select 1 from policies pol
    where pol.organization_id = ${organizationId} and pol.rules @> '{"approvedOnly":true}' limit 1 ${keptPlan}`)
  if (rows.length === 0) return []
  const isApproved = sql`v.state = 'approved' and v.life = 'live'
    and ${isWithout(exclusionsOf, nowOf(ctx))}`
  return [sql`((${isApproved}) or not ${approvedOnly})`]
}

/** What the most specific policy of a model says; of several projects the strictest. */
const approvedOnly = sql`coalesce(
  (select (pol.rules ->> 'approvedOnly')::boolean from policies pol where pol.scope_id = models.id),
  (select bool_or((pol.rules ->> 'approvedOnly')::boolean) from policies pol
    join model_projects mp on mp.project_id = pol.scope_id where mp.model_id = models.id),
  (select (pol.rules ->> 'approvedOnly')::boolean from policies pol
    where pol.scope_id = models.organization_id), false)`
