import { and, eq, gt, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { sessions } from '@/db/schema/tables'
import { command } from '../command'
import { lockMember, MemberRef } from './find'

export const SignedOut = z.object({ sessions: z.number().int() }).meta({ id: 'SignedOut' })
export type SignedOut = z.infer<typeof SignedOut>

/** Ends all sessions of a member at once, wherever they are signed in; their tokens go on. Answers how many. */
export const signOutMember = command({
  action: 'member.sign_out',
  input: MemberRef,
  load: (tx, input, ctx) => lockMember(tx, ctx, input),

  async run({ tx, subject: { person }, ctx }) {
    const at = ctx.now()
    const ended = await tx
      .update(sessions)
      .set({ revokedAt: at })
      .where(
        and(
          eq(sessions.personId, person.id),
          isNull(sessions.revokedAt),
          gt(sessions.expiresAt, at),
        ),
      )
      .returning({ id: sessions.id })
    const result: SignedOut = { sessions: ended.length }
    return { result, change: { before: { sessions: ended.length }, after: { sessions: 0 } } }
  },
})
