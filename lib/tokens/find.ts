import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { tokens } from '@/db/schema/tables'
import { rolesAllow } from '../access'
import { type Ctx, type Membership, personBehind } from '../actor'
import type { Target, Tx } from '../door'
import { notFound } from '../errors'
import { isId } from '../ids'
import { findOrganization } from '../organizations/find'
import { OrganizationRef } from '../view'

export const TokenRef = OrganizationRef.extend({ id: z.string() })
export type TokenRef = z.infer<typeof TokenRef>

export interface TokenTarget extends Target {
  token: typeof tokens.$inferSelect
}

/** A token of the caller's, or anyone's for an admin, locked. Throws not found. */
export async function lockToken(tx: Tx, ctx: Ctx, ref: TokenRef): Promise<TokenTarget> {
  const { organization } = findOrganization(ctx, ref.org)
  const { organizationId } = organization
  const [token] = isId(ref.id)
    ? await tx
        .select()
        .from(tokens)
        .where(and(eq(tokens.id, ref.id), eq(tokens.organizationId, organizationId)))
        .for('no key update')
    : []
  const { actor } = ctx
  const account = actor.kind === 'token' ? actor.serviceAccount : null
  const own = account
    ? token?.serviceAccountId === account.id
    : token?.ownerId === personBehind(actor)
  if (!token || (!own && !seesAll(organization)))
    throw notFound(`There is no such token in ${ref.org}, or it is not yours.`)
  return {
    token,
    access: { organizationId, ownerId: token.ownerId },
    event: tokenSubject(organization, token.id),
  }
}

/** Whether the caller sees the tokens of everybody in the organization. */
export function seesAll({ organizationId, grants }: Membership): boolean {
  const roles = grants.filter(({ scopeId }) => scopeId === organizationId).map(({ role }) => role)
  return rolesAllow(roles, 'token.revoke')
}

export function tokenSubject({ organizationId, slug }: Membership, id: string | null) {
  return { kind: 'token', id, uri: `/${slug}/settings/tokens`, organizationId }
}
