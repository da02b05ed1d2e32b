import { eq } from 'drizzle-orm'
import { tokens } from '@/db/schema/tables'
import { command } from '../command'
import { lockToken, TokenRef } from './find'

/** Ends a token at once: one's own, or anyone's as an admin. A token that was revoked stays so. */
export const revokeToken = command({
  action: 'token.revoke',
  input: TokenRef,
  load: (tx, input, ctx) => lockToken(tx, ctx, input),

  async run({ tx, subject: { token }, ctx }) {
    const revokedAt = token.revokedAt ?? ctx.now()
    await tx.update(tokens).set({ revokedAt }).where(eq(tokens.id, token.id))
    return {
      result: null,
      change: {
        before: { owner: token.ownerId, revokedAt: token.revokedAt?.toISOString() ?? null },
        after: { owner: token.ownerId, revokedAt: revokedAt.toISOString() },
      },
    }
  },
})
