import { eq } from 'drizzle-orm'
import { invitations } from '@/db/schema/tables'
import { command } from '../command'
import { conflict } from '../errors'
import { InvitationRef, lockInvitation } from './find'

/** Takes an invitation back: its link leads nowhere from now on. Throws conflict where someone has joined by it. */
export const revokeInvitation = command({
  action: 'invitation.revoke',
  input: InvitationRef,
  load: (tx, input, ctx) => lockInvitation(tx, ctx, input),

  async run({ tx, subject: { invitation }, ctx }) {
    if (invitation.acceptedAt)
      throw conflict('Someone has joined by this invitation. Remove them under Members instead.')
    const revokedAt = invitation.revokedAt ?? ctx.now()
    await tx.update(invitations).set({ revokedAt }).where(eq(invitations.id, invitation.id))
    const before = { revokedAt: invitation.revokedAt?.toISOString() ?? null }
    return { result: null, change: { before, after: { revokedAt: revokedAt.toISOString() } } }
  },
})
