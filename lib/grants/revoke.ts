import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { roleGrants } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import { command } from '../command'
import type { Target, Tx } from '../door'
import { notFound } from '../errors'
import { isId } from '../ids'
import { findModel, ModelRef } from '../models/find'
import { findProject, ProjectRef } from '../projects/find'
import { decideApprover } from './decide'

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

async function revoke(tx: Tx, ctx: Ctx, { access }: Target, scopeId: string, id: string) {
  const [found] = isId(id)
    ? await tx
        .select({ person: roleGrants.principalId, role: roleGrants.role })
        .from(roleGrants)
        .where(and(eq(roleGrants.id, id), eq(roleGrants.scopeId, scopeId)))
        .for('update')
    : []
  if (!found) throw notFound('No such role is given here, or it was revoked already.')
  decideApprover(ctx, access.organizationId, found.role)
  await tx.delete(roleGrants).where(eq(roleGrants.id, id))
  return { result: null, change: { before: found, after: null } }
}
