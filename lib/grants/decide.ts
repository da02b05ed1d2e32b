import { can } from '../access'
import type { Ctx, Role } from '../actor'
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
