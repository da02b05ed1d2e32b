import { and, inArray, sql } from 'drizzle-orm'
import { policies } from '@/db/schema/tables'
import { can } from '../access'
import type { Ctx } from '../actor'
import type { Tx } from '../door'
import { forbidden } from '../errors'

/**
 * A model that joins or leaves a project with a policy is decided on by other rules from then on, so that
 * is for whoever may set policies. Throws forbidden with the reason.
 */
export async function decidePoliciesOf(
  tx: Tx,
  ctx: Ctx,
  organizationId: string,
  projectIds: string[],
): Promise<void> {
  if (projectIds.length === 0) return
  const decision = can(ctx, 'policy.set', { organizationId })
  if (decision.ok) return
  const [found] = await tx
    .select({ scopeId: policies.scopeId })
    .from(policies)
    .where(and(inArray(policies.scopeId, projectIds), sql`${policies.rules} <> '{}'::jsonb`))
    .limit(1)
  if (found)
    throw forbidden(
      `A project here has a policy, so an admin puts models into it and takes them out. ${decision.reason}`,
    )
}
