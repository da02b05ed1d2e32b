import { and, eq, inArray } from 'drizzle-orm'
import { roleGrants } from '@/db/schema/tables'
import { can } from '../access'
import type { Ctx, Role } from '../actor'
import type { Tx } from '../door'
import { forbidden } from '../errors'

/**
 * Who decides on versions is chosen by an admin of the organization: else a maintainer could choose who
 * approves their own work. Throws forbidden with the reason.
 */
export function decideApprover(ctx: Ctx, organizationId: string, role: Role): void {
  if (role !== 'approver') return
  const decision = can(ctx, 'member.update', { organizationId })
  if (!decision.ok)
    throw forbidden(`Who approves is chosen by an admin of the organization. ${decision.reason}`)
}

/** The same for the projects that a model joins or leaves: their approvers decide on it, or no longer do. */
export async function decideApproversOf(
  tx: Tx,
  ctx: Ctx,
  organizationId: string,
  projectIds: string[],
): Promise<void> {
  const [found] = await tx
    .select({ role: roleGrants.role })
    .from(roleGrants)
    .where(
      and(
        eq(roleGrants.scopeKind, 'project'),
        inArray(roleGrants.scopeId, projectIds),
        eq(roleGrants.role, 'approver'),
      ),
    )
    .limit(1)
  if (found) decideApprover(ctx, organizationId, found.role)
}
