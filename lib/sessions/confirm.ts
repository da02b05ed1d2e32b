import { and, eq, isNull } from 'drizzle-orm'
import type { z } from 'zod'
import { sessions } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import { parseInput } from '../door'
import { forbidden, invalid, isAppError, unauthenticated } from '../errors'
import { system } from '../system'
import { insertSession, type NewSession } from './session'
import { Credentials, holdProof, type Proved, provePassword } from './sign-in'

export const Confirmation = Credentials.pick({ password: true })

/**
 * Takes the password of someone who is signed in once more, for what asks for a fresh sign-in. The session
 * goes on under a new secret; the one before it ends. Throws `invalid` for a wrong password,
 * `rate_limited` after too many of them.
 */
export async function confirmByPassword(
  ctx: Ctx,
  raw: z.input<typeof Confirmation>,
): Promise<NewSession> {
  const { password } = parseInput(Confirmation, raw)
  const { actor } = ctx
  if (actor.kind !== 'person' || !actor.sessionId)
    throw forbidden('Only a person who is signed in confirms that it is them.')
  const { sessionId } = actor
  const proved = await proveOwn({ email: actor.email, password }, ctx)
  return system(async (tx) => {
    await holdProof(tx, proved)
    const ended = await tx
      .update(sessions)
      .set({ revokedAt: ctx.now() })
      .where(and(eq(sessions.id, sessionId), isNull(sessions.revokedAt)))
      .returning({ id: sessions.id })
    if (ended.length === 0) throw unauthenticated('You are no longer signed in. Sign in again.')
    return insertSession(tx, actor.id, ctx.origin)
  })
}

async function proveOwn(credentials: z.input<typeof Credentials>, ctx: Ctx): Promise<Proved> {
  try {
    return await provePassword(credentials, ctx.origin.ip)
  } catch (error) {
    if (!isAppError(error) || error.kind !== 'unauthenticated') throw error
    const message = 'This is not your password.'
    throw invalid(`password: ${message}`, { fields: { password: message } })
  }
}
