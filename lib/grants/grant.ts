import type { Ctx, Membership, Role } from '../actor'
import { command } from '../command'
import type { Tx } from '../door'
import { conflict } from '../errors'
import { RoleName } from '../members/view'
import { findModel, ModelRef } from '../models/find'
import { findOrganization } from '../organizations/find'
import { lockMembership } from '../organizations/lock'
import { findProject, ProjectRef } from '../projects/find'
import { OrganizationRef } from '../view'
import { decideApprover } from './decide'
import { insertGrant } from './insert'
import { type Asked, asked, principalOf, recorded, refuseForServiceAccounts } from './principal'
import { type Grant, GrantableRole } from './view'

const NewGrant = { ...asked, role: GrantableRole }

/**
 * Gives a member, a team or a service account a role on one model. Throws conflict for a role that they hold
 * there already.
 */
export const grantModel = command({
  action: 'model.grant',
  input: ModelRef.extend(NewGrant),
  load: (tx, input, ctx) => findModel(tx, ctx, input, { lock: true }),
  run: ({ tx, subject, input, ctx }) =>
    grant(tx, ctx, subject, { ...input, scopeKind: 'model', scopeId: subject.model.id }),
})

/** The same on a project and, with it, on every model that belongs to it. */
export const grantProject = command({
  action: 'project.grant',
  input: ProjectRef.extend(NewGrant),
  load: (tx, input, ctx) => findProject(tx, ctx, input, { lock: true }),
  run: ({ tx, subject, input, ctx }) =>
    grant(tx, ctx, subject, { ...input, scopeKind: 'project', scopeId: subject.project.id }),
})

/**
 * Gives a team or a service account a role in the organization as a whole. Those of a member are theirs to
 * have or not all at once: `member.update`.
 */
export const grantOrganization = command({
  action: 'organization.grant',
  input: OrganizationRef.extend({
    team: asked.team,
    serviceAccount: asked.serviceAccount,
    role: RoleName,
  }),
  async load(tx, input, ctx) {
    const target = findOrganization(ctx, input.org)
    await lockMembership(tx, target.organization.organizationId)
    return target
  },
  run: ({ tx, subject, input, ctx }) =>
    grant(tx, ctx, subject, {
      ...input,
      scopeKind: 'organization',
      scopeId: subject.organization.organizationId,
    }),
})

interface GrantDraft extends Asked {
  role: Role
  scopeKind: 'organization' | 'model' | 'project'
  scopeId: string
}

async function grant(
  tx: Tx,
  ctx: Ctx,
  { organization }: { organization: Membership },
  { role, scopeKind, scopeId, ...asked }: GrantDraft,
) {
  const { organizationId } = organization
  decideApprover(ctx, organizationId, role)
  const { name, holder, ...principal } = await principalOf(tx, organization, asked)
  refuseForServiceAccounts(principal, role)
  const id = await insertGrant(tx, ctx, { organizationId, ...principal, scopeKind, scopeId, role })
  if (!id) throw conflict(`${name} is ${role} here already.`)
  const result: Grant = { id, ...holder, role }
  return { result, change: { before: null, after: { ...recorded(principal), role } } }
}
