import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { database } from '@/db/client'
import { invitations, organizations } from '@/db/schema/tables'
import type { Ctx, Membership } from '../actor'
import type { Target, Tx } from '../door'
import { AppError, notFound } from '../errors'
import { isId } from '../ids'
import { findOrganization } from '../organizations/find'
import { paths } from '../paths'
import { hashSecret } from '../secret'
import { OrganizationRef } from '../view'
import type { InvitationState } from './view'

export const InvitationRef = OrganizationRef.extend({ id: z.string() })
export type InvitationRef = z.infer<typeof InvitationRef>

export type InvitationRow = typeof invitations.$inferSelect

export interface InvitationTarget extends Target {
  invitation: InvitationRow
}

/** An invitation of the caller's organization, locked. Throws not found. */
export async function lockInvitation(
  tx: Tx,
  ctx: Ctx,
  ref: InvitationRef,
): Promise<InvitationTarget> {
  const { organization, access } = findOrganization(ctx, ref.org)
  const { organizationId } = organization
  const [invitation] = isId(ref.id)
    ? await tx
        .select()
        .from(invitations)
        .where(and(eq(invitations.id, ref.id), eq(invitations.organizationId, organizationId)))
        .for('no key update')
    : []
  if (!invitation) throw notFound(`There is no such invitation to ${ref.org}.`)
  return { invitation, access, event: invitationSubject(organization, invitation.id) }
}

export interface FoundInvitation {
  invitation: InvitationRow
  organization: Pick<Membership, 'organizationId' | 'slug' | 'name' | 'fourEyes'>
}

/** The invitation behind the secret of a link. Throws not found for an unknown one, conflict for a closed one. */
export async function invitationOf(secret: string, now: Date): Promise<FoundInvitation> {
  const [found] = await database()
    .read.select({
      invitation: invitations,
      organization: {
        organizationId: organizations.id,
        slug: organizations.slug,
        name: organizations.name,
        fourEyes: organizations.fourEyes,
      },
    })
    .from(invitations)
    .innerJoin(organizations, eq(organizations.id, invitations.organizationId))
    .where(eq(invitations.hash, hashSecret(secret)))
  if (!found) throw closed('unknown')
  refuseClosed(found.invitation, now)
  return found
}

/** Throws conflict, in words, for an invitation that leads nowhere. */
export function refuseClosed(invitation: InvitationRow, now: Date): void {
  const state = stateOf(invitation, now)
  if (state !== 'open') throw closed(state)
}

export function invitationSubject(
  { organizationId, slug }: Pick<Membership, 'organizationId' | 'slug'>,
  id: string | null,
) {
  return { kind: 'invitation', id, uri: paths.invitations(slug), organizationId }
}

export function stateOf(
  {
    acceptedAt,
    revokedAt,
    expiresAt,
  }: Pick<InvitationRow, 'acceptedAt' | 'revokedAt' | 'expiresAt'>,
  now: Date,
): InvitationState {
  if (acceptedAt) return 'used'
  if (revokedAt) return 'revoked'
  return expiresAt <= now ? 'expired' : 'open'
}

/** Why a link leads nowhere, in words for whoever opens it. */
export const closedWords = {
  unknown: 'There is no such invitation. Look whether the link is whole.',
  used: 'This invitation was used already: each is for one person. Sign in, or ask for another.',
  expired: 'This invitation has expired. Ask an admin of the organization for another.',
  revoked: 'This invitation was taken back. Ask an admin of the organization for another.',
} as const satisfies Record<Exclude<InvitationState, 'open'> | 'unknown', string>

/** What opening, or accepting by, a link that leads nowhere comes to. */
function closed(why: keyof typeof closedWords): AppError {
  const kind = why === 'unknown' ? 'not_found' : 'conflict'
  return new AppError(kind, closedWords[why], { code: `invitation_${why}` })
}
