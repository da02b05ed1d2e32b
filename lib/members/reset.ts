import { and, eq, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { database } from '@/db/client'
import { passwordLinks, people } from '@/db/schema/tables'
import { personBehind } from '../actor'
import { command } from '../command'
import { type Arrival, systemContext } from '../context'
import { parseInput } from '../door'
import { publicOrigin } from '../env'
import { AppError, forbidden } from '../errors'
import { paths } from '../paths'
import { hashSecret, newSecret } from '../secret'
import { hashPassword, Password } from '../sessions/password'
import { admitLink } from '../sessions/throttle'
import { dayMs } from '../time'
import { Instant } from '../view'
import { lockAccount } from './account'
import { isAdmin } from './admins'
import { lockMember, MemberRef } from './find'
import { setPassword, tellEverywhere } from './password'
import { belongsElsewhere, holdMember } from './present'

export const PasswordLink = z
  .object({
    secret: z.string().describe('Part of the link; shown once, kept nowhere'),
    url: z.string().describe('The link to hand over; good for one use'),
    expiresAt: Instant,
  })
  .meta({ id: 'PasswordLink' })
export type PasswordLink = z.infer<typeof PasswordLink>

/**
 * Makes a link by which a member sets a new password within a day; links made before end. Throws forbidden
 * for someone who belongs to another organization too: its admin never agreed to this one's having their
 * account. The host resets their password.
 */
export const makePasswordLink = command({
  action: 'member.reset',
  input: MemberRef,
  load: (tx, input, ctx) => lockMember(tx, ctx, input),

  async run({ tx, subject: { key, person }, ctx }) {
    if (await belongsElsewhere(tx, key))
      throw forbidden(
        // The log keeps the reason for ever, so it names nobody.
        'This member belongs to another organization too, so no admin of one resets their password. They can change it under Account; whoever runs the hub can reset it on its host.',
      )
    await tx
      .update(passwordLinks)
      .set({ usedAt: ctx.now() })
      .where(and(eq(passwordLinks.personId, person.id), isNull(passwordLinks.usedAt)))
    const secret = newSecret()
    const createdAt = ctx.now()
    const expiresAt = new Date(createdAt.getTime() + dayMs)
    const id = ctx.newId()
    await tx.insert(passwordLinks).values({
      id,
      organizationId: key.organizationId,
      personId: person.id,
      hash: hashSecret(secret),
      createdBy: personBehind(ctx.actor),
      createdAt,
      expiresAt,
    })
    const until = expiresAt.toISOString()
    const result: PasswordLink = {
      secret,
      url: `${publicOrigin()}${paths.resetPassword(secret)}`,
      expiresAt: until,
    }
    return { result, change: { before: null, after: { link: id, expiresAt: until } } }
  },
})

export interface OpenPasswordLink {
  name: string
  email: string
}

/** Whose password a link is for. Throws not found for an unknown one, conflict for one that leads nowhere. */
export async function openPasswordLink(secret: string, now: Date): Promise<OpenPasswordLink> {
  const { person, link } = await passwordLinkOf(secret)
  refuseClosed(link, now)
  return { name: person.name, email: person.email }
}

const NewPassword = z.object({ password: Password })

/**
 * Sets the password of whom a link is for, and ends all their sessions; their tokens go on, since jobs rely
 * on them and nobody is said to have had the old password.
 */
export async function resetByLink(
  from: Arrival,
  secret: string,
  raw: z.input<typeof NewPassword>,
): Promise<void> {
  const attempt = await admitLink(secret, from.origin.ip)
  const { link } = await passwordLinkOf(secret)
  refuseClosed(link, new Date())
  await attempt.succeeded()
  const { password } = parseInput(NewPassword, raw)
  const hash = await hashPassword(password)
  // Whoever has the link is not signed in; the event names the link, and the link's event who made it.
  await applyLink(systemContext('password link', from), { linkId: link.id, hash })
}

const applyLink = command({
  action: 'member.password',
  input: z.object({ linkId: z.string(), hash: z.string() }),
  async load(tx, input) {
    const [link] = await tx.select().from(passwordLinks).where(eq(passwordLinks.id, input.linkId))
    if (!link) throw closed('unknown')
    return { link, ...(await lockAccount(tx, link.personId)) }
  },

  async run({ tx, subject: { link, person, ...events }, input, ctx }) {
    const [used] = await tx
      .update(passwordLinks)
      .set({ usedAt: ctx.now() })
      .where(and(eq(passwordLinks.id, link.id), isNull(passwordLinks.usedAt)))
      .returning()
    if (!used) throw closed('used')
    refuseClosed({ ...link, usedAt: null }, ctx.now())
    const { organizationId } = link
    if (!(await holdMember(tx, link))) throw closed('left')
    // Else it would make an admin again of who was one, as somebody else.
    if (link.createdBy && !(await isAdmin(tx, organizationId, link.createdBy)))
      throw closed('powerless')
    // Someone who joined another organization since is no longer this admin's to let in.
    if (await belongsElsewhere(tx, link)) throw closed('elsewhere')
    // The admin who has the link might have used it themselves.
    await setPassword(tx, ctx, person, { hash: input.hash, knownTo: organizationId, keep: null })
    return { result: null, ...tellEverywhere(events, () => ({ link: link.id })) }
  },
})

type LinkRow = typeof passwordLinks.$inferSelect

async function passwordLinkOf(secret: string) {
  const [found] = await database()
    .read.select({ link: passwordLinks, person: { name: people.name, email: people.email } })
    .from(passwordLinks)
    .innerJoin(people, eq(people.id, passwordLinks.personId))
    .where(eq(passwordLinks.hash, hashSecret(secret)))
  if (!found) throw closed('unknown')
  return found
}

const closedWords = {
  unknown: 'There is no such link. Look whether it is whole.',
  used: 'This link was used already, or another was made since. Sign in, or ask an admin for another.',
  expired: 'This link has expired. Ask an admin of your organization for another.',
  powerless:
    'Whoever made this link is no admin any more. Ask an admin of your organization for another.',
  left: 'Whom this link was made for is no longer a member.',
  elsewhere:
    'You have joined another organization since this link was made. Ask whoever runs the hub for a new password.',
} as const

function closed(why: keyof typeof closedWords): AppError {
  const kind = why === 'unknown' ? 'not_found' : 'conflict'
  return new AppError(kind, closedWords[why], { code: `link_${why}` })
}

function refuseClosed({ usedAt, expiresAt }: LinkRow, now: Date): void {
  if (usedAt) throw closed('used')
  if (expiresAt <= now) throw closed('expired')
}
