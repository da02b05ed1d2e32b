import { and, eq, isNull, sql } from 'drizzle-orm'
import { z } from 'zod'
import { database } from '@/db/client'
import { members, organizations, people, sessions } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import { type Also, command } from '../command'
import { parseInput, type Target } from '../door'
import { conflict, forbidden, invalid, notFound } from '../errors'
import { hashPassword, newPassword, Password, verifyPassword } from '../sessions/password'
import { admitAttempt } from '../sessions/throttle'
import { Email } from './view'

export const PasswordChange = z.object({ current: z.string().max(1000), next: Password })

/**
 * Changes the caller's own password and ends their other sessions. Throws `invalid` for a wrong current
 * password, `rate_limited` after too many of them.
 */
export async function changePassword(ctx: Ctx, raw: z.input<typeof PasswordChange>): Promise<void> {
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
 * Gives someone a new password, returned once, and ends all their sessions. For the host only. Throws not
 * found for an address nobody has.
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
  await storePassword(ctx, { personId: person.id, hash: await hashPassword(password), keep: null })
  return password
}

interface PasswordTarget extends Target {
  personId: string
  hash: string | null
  /** One event in the log of each organization that the person belongs to. */
  elsewhere: Also[]
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
  }),
  async load(tx, input): Promise<PasswordTarget> {
    const [found] = await tx
      .select({ id: people.id, hash: people.passwordHash })
      .from(people)
      .where(eq(people.id, input.personId))
      .for('no key update')
    if (!found) throw notFound('There is no such person.')
    const homes = await tx
      .select({ id: organizations.id, slug: organizations.slug })
      .from(members)
      .innerJoin(organizations, eq(organizations.id, members.organizationId))
      .where(and(eq(members.personId, found.id), isNull(members.removedAt)))
      .orderBy(organizations.slug)
    const subjects = homes.map(({ id, slug }) => ({
      kind: 'member',
      id: found.id,
      uri: `/${slug}/settings/members`,
      organizationId: id,
    }))
    // Someone who belongs nowhere: the log of the hub itself.
    const nowhere = { kind: 'member', id: found.id, uri: '/me', organizationId: null }
    const [event = nowhere, ...others] = subjects
    return {
      personId: found.id,
      hash: found.hash,
      access: { organizationId: event.organizationId ?? found.id, ownerId: found.id },
      event,
      elsewhere: others.map((subject) => ({ action: 'member.password', subject, ...unsaid })),
    }
  },

  async run({ tx, subject: { personId, hash, elsewhere }, input, ctx }) {
    if (input.was !== undefined && input.was !== hash)
      throw conflict('Your password was changed just now. Sign in again.')
    await tx.update(people).set({ passwordHash: input.hash }).where(eq(people.id, personId))
    await tx
      .update(sessions)
      .set({ revokedAt: ctx.now() })
      .where(
        and(
          eq(sessions.personId, personId),
          isNull(sessions.revokedAt),
          sql`${sessions.id} is distinct from ${input.keep}::uuid`,
        ),
      )
    return { result: null, change: unsaid, also: elsewhere }
  },
})

// That it changed is the record; what it was or is, no log may hold.
const unsaid = { before: null, after: null }

async function passwordHashOf(personId: string): Promise<string | null> {
  const [found] = await database()
    .read.select({ hash: people.passwordHash })
    .from(people)
    .where(eq(people.id, personId))
  return found?.hash ?? null
}
