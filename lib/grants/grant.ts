import type { Ctx, Membership } from '../actor'
import { command } from '../command'
import type { Tx } from '../door'
import { conflict } from '../errors'
import { MemberName, presentMember } from '../members/present'
import { findModel, ModelRef } from '../models/find'
import { findProject, ProjectRef } from '../projects/find'
import { decideApprover } from './decide'
import { insertGrant } from './insert'
import { type Grant, GrantableRole } from './view'

const NewGrant = { person: MemberName, role: GrantableRole }

/** Gives a member a role on one model. Throws conflict for a role that they hold there already. */
export const grantModel = command({
  action: 'model.grant',
  input: ModelRef.extend(NewGrant),
  load: (tx, input, ctx) => findModel(tx, ctx, input, { lock: true }),
  run: ({ tx, subject, input, ctx }) =>
    grant(tx, ctx, subject, { ...input, scopeKind: 'model', scopeId: subject.model.id }),
})

/** Gives a member a role on a project and, with it, on every model that belongs to it. */
export const grantProject = command({
  action: 'project.grant',
  input: ProjectRef.extend(NewGrant),
  load: (tx, input, ctx) => findProject(tx, ctx, input, { lock: true }),
  run: ({ tx, subject, input, ctx }) =>
    grant(tx, ctx, subject, { ...input, scopeKind: 'project', scopeId: subject.project.id }),
})

interface GrantDraft {
  person: string
  role: GrantableRole
  scopeKind: 'model' | 'project'
  scopeId: string
}

async function grant(
  tx: Tx,
  ctx: Ctx,
  { organization }: { organization: Membership },
  { person: asked, role, scopeKind, scopeId }: GrantDraft,
) {
  const { organizationId } = organization
  decideApprover(ctx, organizationId, role)
  const person = await presentMember(tx, organization, asked, 'person')
  const id = await insertGrant(tx, ctx, {
    organizationId,
    principalId: person.id,
    scopeKind,
    scopeId,
    role,
  })
  if (!id) throw conflict(`${person.name} is ${role} here already.`)
  const result: Grant = { id, person, role }
  return { result, change: { before: null, after: { person: person.id, role } } }
}
