import { and, eq, isNull, sql } from 'drizzle-orm'
import { members, roleGrants, sessions, tokens } from '@/db/schema/tables'
import { command } from '../command'
import type { Tx } from '../door'
import { refuseLastAdmin } from './admins'
import { lockMember, MemberRef } from './find'
import type { MemberKey } from './grants'

/**
 * Ends a membership at once: the roles go, the tokens in this organization are revoked, and who belongs
 * to no other organization is signed out. Names stay in the history. The last admin stays: conflict.
 */
export const removeMember = command({
  action: 'member.remove',
  input: MemberRef,
  load: (tx, input, ctx) => lockMember(tx, ctx, input),

  async run({ tx, subject: member, ctx }) {
    const at = ctx.now()
    const { organizationId, personId } = member.key
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
    await refuseLastAdmin(tx, member)
    const revoked = await revokeTokens(tx, member.key, at)
    await endSessionsOfStranger(tx, personId, at)
    const before = { roles: member.roles, tokens: revoked }
    return { result: null, change: { before, after: null } }
  },
})

async function revokeTokens(tx: Tx, { organizationId, personId }: MemberKey, at: Date) {
  const rows = await tx
    .update(tokens)
    .set({ revokedAt: at })
    .where(
      and(
        eq(tokens.organizationId, organizationId),
        eq(tokens.ownerId, personId),
        isNull(tokens.revokedAt),
      ),
    )
    .returning({ id: tokens.id })
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
