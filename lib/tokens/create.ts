import { scopesFor } from '../access'
import { type Membership, personBehind, type Scope } from '../actor'
import { command } from '../command'
import { forbidden, invalid } from '../errors'
import { holdMember } from '../members/present'
import { findOrganization } from '../organizations/find'
import { OrganizationRef } from '../view'
import { tokenSubject } from './find'
import { insertToken, lockMaker, TokenRequest } from './insert'

/**
 * Makes a token of the caller's, never wider than what its maker can do. Only for people: a token makes
 * none. The secret is in this answer and nowhere else.
 */
export const createToken = command({
  action: 'token.create',
  input: OrganizationRef.extend(TokenRequest.shape),
  load: (_tx, input, ctx) => {
    const target = findOrganization(ctx, input.org)
    return { ...target, event: tokenSubject(target.organization, null) }
  },

  async run({ tx, subject: { organization }, input, ctx }) {
    const ownerId = personBehind(ctx.actor)
    if (!ownerId) throw forbidden('A token belongs to a person.')
    refuseUseless(organization, input.scopes)
    if (input.models && input.scopes.includes('admin')) throw unlimited()
    await lockMaker(tx, ctx.actor)
    if (!(await holdMember(tx, { ...organization, personId: ownerId })))
      throw forbidden(`You are no longer a member of ${organization.name}.`)
    return insertToken(tx, ctx, organization, input, { ownerId })
  },
})

/** Throws forbidden for a scope that no role of the caller's can use. */
function refuseUseless({ grants }: Membership, scopes: readonly Scope[]): void {
  const usable = scopesFor(grants.map(({ role }) => role))
  const useless = scopes.find((scope) => !usable.includes(scope))
  if (useless) throw forbidden(`None of your roles can use the scope ${useless}. Leave it out.`)
}

function unlimited() {
  const why = 'The scope admin is about the whole organization. Leave it out, or leave models out.'
  return invalid(`scopes: ${why}`, { fields: { scopes: why } })
}
