import { and, eq, isNull, sql } from 'drizzle-orm'
import { z } from 'zod'
import { database } from '@/db/client'
import { passwordLinks, people, sessions, tokens } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import type { Change, EventSubject } from '../audit/event'
import { type Also, command } from '../command'
import { parseInput, type Tx } from '../door'
import { conflict, forbidden, invalid, notFound } from '../errors'
import { hashPassword, newPassword, Password, verifyPassword } from '../sessions/password'
import { admitAttempt } from '../sessions/throttle'
import { type AccountTarget, lockAccount } from './account'
import type { PersonRow } from './person'
import { Email } from './view'

export const PasswordChange = z.object({ current: z.string().max(1000), next: Password })

/**
 * Changes the caller's own password and ends their other sessions. Throws `invalid` for a wrong current
 * password, `rate_limited` after too many of them.
 */
export const changePassword = Object.assign(changeOwnPassword, {
  action: 'member.password' as const,
  input: PasswordChange,
})

async function changeOwnPassword(ctx: Ctx, raw: z.input<typeof PasswordChange>): Promise<void> {
  const { current, next } = parseInput(PasswordChange, raw)
  const { actor } = ctx
  if (actor.kind !== 'person')
    throw forbidden('Only a person who is signed in changes their password.')
  const attempt = await admitAttempt(actor.email, ctx.origin.ip)
  const was = await passwordHashOf(actor.id)
  if (!(await verifyPassword(current, was)))
    throw invalid('current: This is not your present password.', {
      fields: { current: 'This is not your present password.' },
    })
  await attempt.succeeded()
  const hash = await hashPassword(next)
  await storePassword(ctx, { personId: actor.id, hash, was, keep: actor.sessionId })
}

/**
 * Gives someone a new password, returned once, and ends all their sessions and tokens. For the host only.
 * Throws not found for an address nobody has.
 */
export async function resetPassword(ctx: Ctx, address: string): Promise<string> {
  if (ctx.actor.kind !== 'system') throw forbidden('Passwords are reset on the host of the hub.')
  const { email } = parseInput(z.object({ email: Email }), { email: address })
  const [person] = await database()
    .read.select({ id: people.id })
    .from(people)
    .where(eq(people.email, email))
  if (!person) throw notFound(`Nobody here has the e-mail address ${email}.`)
  const password = newPassword()
  const hash = await hashPassword(password)
  await storePassword(ctx, { personId: person.id, hash, keep: null, endTokens: true })
  return password
}

const storePassword = command({
  action: 'member.password',
  input: z.object({
    personId: z.string(),
    hash: z.string(),
    /** What the hash must still be; left out: anything. */
    was: z.string().nullable().optional(),
    /** The session that goes on. */
    keep: z.string().nullable(),
    /** Whether their tokens end as well: whoever had the password may have made some. */
    endTokens: z.boolean().default(false),
  }),
  load: (tx, input) => lockAccount(tx, input.personId),

  async run({ tx, subject: { person, ...events }, input, ctx }) {
    if (input.was !== undefined && input.was !== person.passwordHash)
      throw conflict('Your password was changed just now. Sign in again.')
    await setPassword(tx, ctx, person, { hash: input.hash, knownTo: null, keep: input.keep })
    const ended = input.endTokens ? await endTokens(tx, person.id, ctx.now()) : null
    const told = tellEverywhere(
      events,
      ({ organizationId }) =>
        ended && { tokensRevoked: ended.filter((id) => id === organizationId).length },
    )
    return { result: null, ...told }
  },
})

interface NewHash {
  /** Null: they have no password any more. */
  hash: string | null
  /** The organization whose admin may know it. */
  knownTo: string | null
  /** The session that goes on. */
  keep: string | null
}

/** Keeps a new password, ends the sessions that began with another, and the links to set one. */
export async function setPassword(
  tx: Tx,
  ctx: Ctx,
  { id: personId }: PersonRow,
  { hash, knownTo, keep }: NewHash,
): Promise<void> {
  await tx
    .update(people)
    .set({ passwordHash: hash, passwordKnownTo: knownTo })
    .where(eq(people.id, personId))
  await tx
    .update(sessions)
    .set({ revokedAt: ctx.now() })
    .where(
      and(
        eq(sessions.personId, personId),
        isNull(sessions.revokedAt),
        sql`${sessions.id} is distinct from ${keep}::uuid`,
      ),
    )
  await tx
    .update(passwordLinks)
    .set({ usedAt: ctx.now() })
    .where(and(eq(passwordLinks.personId, personId), isNull(passwordLinks.usedAt)))
}

/** That a password changed, told in each organization of its owner: what it was or is, no log may hold. */
export function tellEverywhere(
  { event, elsewhere }: Pick<AccountTarget, 'event' | 'elsewhere'>,
  after: (subject: EventSubject) => Change['after'],
) {
  const also = elsewhere.map((subject): Also => {
    return { action: 'member.password', subject, before: null, after: after(subject) }
  })
  return { change: { before: null, after: after(event) }, also }
}

/** Revokes all tokens of a person. Answers the organization of each. */
export async function endTokens(tx: Tx, personId: string, revokedAt: Date): Promise<string[]> {
  const ended = await tx
    .update(tokens)
    .set({ revokedAt })
    .where(and(eq(tokens.ownerId, personId), isNull(tokens.revokedAt)))
    .returning({ organizationId: tokens.organizationId })
  return ended.map(({ organizationId }) => organizationId)
}

async function passwordHashOf(personId: string): Promise<string | null> {
  const [found] = await database()
    .read.select({ hash: people.passwordHash })
    .from(people)
    .where(eq(people.id, personId))
  return found?.hash ?? null
}
