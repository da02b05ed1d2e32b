import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { roleGrants } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import { command } from '../command'
import type { Target, Tx } from '../door'
import { conflict, notFound } from '../errors'
import { isId } from '../ids'
import { refuseWithoutAdmin } from '../members/admins'
import { findModel, ModelRef } from '../models/find'
import { findOrganization } from '../organizations/find'
import { lockMembership } from '../organizations/lock'
import { findProject, ProjectRef } from '../projects/find'
import { OrganizationRef } from '../view'
import { decideApprover } from './decide'
import { recorded } from './principal'

const GrantRef = { id: z.string().describe('Of the grant, as the list of who has access names it') }

/**
 * Takes a role on one model back, one's own included. The last maintainer may go: maintainers and admins
 * of the organization stay. Throws not found for a role that was not given on this model.
 */
export const revokeModel = command({
  action: 'model.revoke',
  input: ModelRef.extend(GrantRef),
  load: (tx, input, ctx) => findModel(tx, ctx, input, { lock: true }),
  run: ({ tx, subject, input, ctx }) => revoke(tx, ctx, subject, subject.model.id, input.id),
})

/** Takes a role on a project back. */
export const revokeProject = command({
  action: 'project.revoke',
  input: ProjectRef.extend(GrantRef),
  load: (tx, input, ctx) => findProject(tx, ctx, input, { lock: true }),
  run: ({ tx, subject, input, ctx }) => revoke(tx, ctx, subject, subject.project.id, input.id),
})

/**
 * Takes a role in the organization as a whole back from a team or a service account. Throws conflict where
 * nobody could run the organization any more.
 */
export const revokeOrganization = command({
  action: 'organization.revoke',
  input: OrganizationRef.extend(GrantRef),
  async load(tx, input, ctx) {
    const target = findOrganization(ctx, input.org)
    await lockMembership(tx, target.organization.organizationId)
    return target
  },
  async run({ tx, subject, input, ctx }) {
    const { organization } = subject
    const done = await revoke(tx, ctx, subject, organization.organizationId, input.id)
    if ('person' in done.change.before)
      throw conflict('The roles of a member are set under Settings → Members.')
    const why = `Without this role nobody would be an admin of ${organization.name}.`
    await refuseWithoutAdmin(tx, organization, why)
    return done
  },
})

async function revoke(tx: Tx, ctx: Ctx, { access }: Target, scopeId: string, id: string) {
  const [found] = isId(id)
    ? await tx
        .select({
          principalKind: roleGrants.principalKind,
          principalId: roleGrants.principalId,
          role: roleGrants.role,
        })
        .from(roleGrants)
        .where(and(eq(roleGrants.id, id), eq(roleGrants.scopeId, scopeId)))
        .for('update')
    : []
  if (!found) throw notFound('No such role is given here, or it was revoked already.')
  decideApprover(ctx, access.organizationId, found.role)
  await tx.delete(roleGrants).where(eq(roleGrants.id, id))
  return { result: null, change: { before: { ...recorded(found), role: found.role }, after: null } }
}
