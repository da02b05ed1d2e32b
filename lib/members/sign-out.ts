import { and, eq, gt, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { sessions } from '@/db/schema/tables'
import { command } from '../command'
import { forbidden } from '../errors'
import { lockMember, MemberRef } from './find'
import { belongsElsewhere } from './present'

export const SignedOut = z.object({ sessions: z.number().int() }).meta({ id: 'SignedOut' })
export type SignedOut = z.infer<typeof SignedOut>

/**
 * Ends all sessions of a member at once, wherever they are signed in; their tokens go on. Answers how many.
 * Throws forbidden for someone who belongs to another organization too: sessions are for both.
 */
export const signOutMember = command({
  action: 'member.sign_out',
  input: MemberRef,
  load: (tx, input, ctx) => lockMember(tx, ctx, input),

  async run({ tx, subject: { person, key }, ctx }) {
    if (await belongsElsewhere(tx, key))
      throw forbidden(
        'This member belongs to another organization too, whose work it would end as well. Remove them here, or let them sign out under Account.',
      )
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
