import { and, eq, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { database } from '@/db/client'
import { members, people } from '@/db/schema/tables'
import type { Arrival } from '../context'
import { parseInput, type Tx } from '../door'
import { forbidden, unauthenticated } from '../errors'
import { system } from '../system'
import { verifyPassword } from './password'
import { insertSession, type NewSession } from './session'
import { admitAttempt } from './throttle'

export const Credentials = z.object({
  email: z
    .string()
    .trim()
    .toLowerCase()
    .min(1, 'Enter your e-mail address.')
    .max(254, 'An e-mail address has at most 254 characters.')
    .refine((text) => !text.includes('\0'), 'An e-mail address holds no NUL character.'),
  password: z
    .string()
    .min(1, 'Enter your password.')
    .max(1000, 'A password has at most 1000 characters.'),
})

/**
 * Starts a session of someone who proves by password who they are. Throws `unauthenticated` in the same
 * words for an unknown address and a wrong password, `rate_limited` after too many of them, `forbidden`
 * for someone who is no longer a member anywhere.
 */
export async function signIn(
  raw: z.input<typeof Credentials>,
  { origin }: Pick<Arrival, 'origin'>,
): Promise<NewSession> {
  const proved = await provePassword(raw, origin.ip)
  return system(async (tx) => {
    await holdProof(tx, proved)
    if (!(await holdMembership(tx, proved.id)))
      throw forbidden(
        'You are no longer a member of an organization here. Ask an admin to add you.',
      )
    return insertSession(tx, proved.id, origin)
  })
}

/** Someone who gave the right password. */
export interface Proved {
  id: string
  passwordHash: string | null
}

/** Whose address and password these are. Throws `unauthenticated` and `rate_limited` as `signIn()` does. */
export async function provePassword(
  raw: z.input<typeof Credentials>,
  ip: string | null,
): Promise<Proved> {
  const { email, password } = parseInput(Credentials, raw)
  const attempt = await admitAttempt(email, ip)
  const [person] = await database()
    .read.select({ id: people.id, passwordHash: people.passwordHash })
    .from(people)
    .where(eq(people.email, email))
  if (!(await verifyPassword(password, person?.passwordHash ?? null)) || !person)
    throw unauthenticated('The e-mail address or the password is not right.')
  await attempt.succeeded()
  return person
}

/** Throws where the password was changed since; whoever changes it now waits, and then ends the new session. */
export async function holdProof(tx: Tx, { id, passwordHash }: Proved): Promise<void> {
  const [person] = await tx
    .select({ passwordHash: people.passwordHash })
    .from(people)
    .where(eq(people.id, id))
    .for('share')
  if (person?.passwordHash !== passwordHash)
    throw unauthenticated('The password was changed just now. Sign in with the new one.')
}

/** Whether the person is a member anywhere; who removes them now waits, and then ends the new session. */
export async function holdMembership(tx: Tx, personId: string): Promise<boolean> {
  const held = await tx
    .select({ organizationId: members.organizationId })
    .from(members)
    .where(and(eq(members.personId, personId), isNull(members.removedAt)))
    .for('share')
  return held.length > 0
}
