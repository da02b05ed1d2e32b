import { and, eq, gt, inArray, isNull, or, sql } from 'drizzle-orm'
import {
  invitations,
  members,
  passwordLinks,
  reviewRequests,
  roleGrants,
  sessions,
  teamMembers,
  teams,
  tokens,
} from '@/db/schema/tables'
import { command } from '../command'
import type { Tx } from '../door'
import { forgetNotifications } from '../notifications/tidy'
import type { Json } from '../view'
import { refuseLastAdmin } from './admins'
import { lockMember, MemberRef } from './find'
import type { MemberKey } from './grants'
import { passServiceAccounts } from './successor'

/**
 * Ends a membership at once: roles and places in teams go, their tokens in this organization and those of the
 * service accounts that they answer for are revoked, and who belongs to no other organization is signed out.
 * The service accounts pass to whoever removes them. What they alone could still use is closed: requests for
 * their review, links to invite and to set a password that they made. Their inbox here goes. Names stay in the
 * history. The last admin stays: conflict.
 */
export const removeMember = command({
  action: 'member.remove',
  input: MemberRef,
  load: (tx, input, ctx) => lockMember(tx, ctx, input),

  async run({ tx, subject: member, ctx }) {
    const at = ctx.now()
    const { key } = member
    const { organizationId, personId } = key
    await tx
      .update(members)
      .set({ removedAt: at })
      .where(and(eq(members.organizationId, organizationId), eq(members.personId, personId)))
    await tx
      .delete(roleGrants)
      .where(
        and(
          eq(roleGrants.organizationId, organizationId),
          eq(roleGrants.principalKind, 'person'),
          eq(roleGrants.principalId, personId),
        ),
      )
    const left = await leaveTeams(tx, key)
    await refuseLastAdmin(tx, member)
    const { accounts, also } = await passServiceAccounts(tx, ctx, member)
    const revoked = await revokeTokens(tx, key, accounts, at)
    const requests = await closeRequests(tx, key, at)
    const invited = await closeLinks(tx, key, at)
    await endSessionsOfStranger(tx, personId, at)
    await forgetNotifications(tx, personId, organizationId)
    const before: { [key: string]: Json } = {
      roles: member.roles,
      tokens: revoked,
      ...(left.length > 0 && { teams: left }),
      ...(accounts.length > 0 && { serviceAccounts: accounts }),
      ...(requests.length > 0 && { requests }),
      ...(invited.length > 0 && { invitations: invited }),
    }
    return { result: null, change: { before, after: null }, also }
  },
})

/** Takes someone out of all teams of an organization. Answers which. */
async function leaveTeams(tx: Tx, { organizationId, personId }: MemberKey): Promise<string[]> {
  const own = tx
    .select({ id: teams.id })
    .from(teams)
    .where(eq(teams.organizationId, organizationId))
  const rows = await tx
    .delete(teamMembers)
    .where(and(eq(teamMembers.personId, personId), inArray(teamMembers.teamId, own)))
    .returning({ id: teamMembers.teamId })
  return rows.map(({ id }) => id)
}

/** Theirs, and those of the service accounts that were: whoever left may still have their secrets. */
async function revokeTokens(
  tx: Tx,
  { organizationId, personId }: MemberKey,
  accounts: string[],
  at: Date,
) {
  const rows = await tx
    .update(tokens)
    .set({ revokedAt: at })
    .where(
      and(
        eq(tokens.organizationId, organizationId),
        or(eq(tokens.ownerId, personId), inArray(tokens.serviceAccountId, accounts)),
        isNull(tokens.revokedAt),
      ),
    )
    .returning({ id: tokens.id })
  return rows.map(({ id }) => id)
}

async function closeRequests(tx: Tx, { organizationId, personId }: MemberKey, at: Date) {
  const rows = await tx
    .update(reviewRequests)
    .set({ closedAt: at })
    .where(
      and(
        eq(reviewRequests.organizationId, organizationId),
        eq(reviewRequests.personId, personId),
        isNull(reviewRequests.closedAt),
      ),
    )
    .returning({ id: reviewRequests.id })
  return rows.map(({ id }) => id)
}

/** Else they could come back, or take somebody's account, by a link that they know. */
async function closeLinks(tx: Tx, { organizationId, personId }: MemberKey, at: Date) {
  await tx
    .update(passwordLinks)
    .set({ expiresAt: at })
    .where(
      and(
        eq(passwordLinks.organizationId, organizationId),
        or(eq(passwordLinks.createdBy, personId), eq(passwordLinks.personId, personId)),
        isNull(passwordLinks.usedAt),
        gt(passwordLinks.expiresAt, at),
      ),
    )
  const rows = await tx
    .update(invitations)
    .set({ revokedAt: at })
    .where(
      and(
        eq(invitations.organizationId, organizationId),
        eq(invitations.invitedBy, personId),
        isNull(invitations.acceptedAt),
        isNull(invitations.revokedAt),
      ),
    )
    .returning({ id: invitations.id })
  return rows.map(({ id }) => id)
}

async function endSessionsOfStranger(tx: Tx, personId: string, at: Date): Promise<void> {
  await tx
    .update(sessions)
    .set({ revokedAt: at })
    .where(
      and(
        eq(sessions.personId, personId),
        isNull(sessions.revokedAt),
        sql`not exists (select 1 from ${members} m
          where m.person_id = ${personId} and m.removed_at is null)`,
      ),
    )
}
