import { and, eq, inArray, isNotNull, isNull, sql } from 'drizzle-orm'
import { z } from 'zod'
import { invitations, members, people, roleGrants, teamMembers, teams } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import { command } from '../command'
import { type Arrival, contextOf } from '../context'
import { parseInput, type Tx } from '../door'
import { conflict, forbidden, invalid } from '../errors'
import { newId } from '../ids'
import { isAdmin } from '../members/admins'
import type { MemberKey } from '../members/grants'
import { Email, PersonName } from '../members/view'
import { lockMembership } from '../organizations/lock'
import { hashSecret } from '../secret'
import { hashPassword, Password } from '../sessions/password'
import { insertSession, type NewSession, startSession } from '../sessions/session'
import { type Credentials, holdProof, provePassword } from '../sessions/sign-in'
import { admitLink } from '../sessions/throttle'
import { system } from '../system'
import {
  type FoundInvitation,
  type InvitationRow,
  invitationOf,
  invitationSubject,
  refuseClosed,
} from './find'

/** Where someone who has joined goes. */
export interface Joined {
  org: string
}

/** Joins as whoever is signed in. Throws as `accept` does. */
export async function joinAsMyself(ctx: Ctx, secret: string): Promise<Joined> {
  const { actor } = ctx
  if (actor.kind !== 'person') throw forbidden('Only a person joins by an invitation.')
  const found = await usableLink(secret, ctx)
  await accept(ctx, found, { personId: actor.id, draft: null, secret })
  return { org: found.organization.slug }
}

/** Joins with an account that someone has here, and proves to be theirs by its password. */
export async function joinByPassword(
  from: Arrival,
  secret: string,
  credentials: z.input<typeof Credentials>,
): Promise<Joined & { session: NewSession }> {
  const found = await usableLink(secret, from)
  const proved = await provePassword(credentials, from.origin.ip)
  await accept(from, found, { personId: proved.id, draft: null, secret })
  const session = await system(async (tx) => {
    await holdProof(tx, proved)
    return insertSession(tx, proved.id, from.origin)
  })
  return { org: found.organization.slug, session }
}

export const NewAccount = z.object({ email: Email, name: PersonName, password: Password })

/** Joins as someone new to the hub, with the password that they chose. */
export async function joinAsNew(
  from: Arrival,
  secret: string,
  raw: z.input<typeof NewAccount>,
): Promise<Joined & { session: NewSession }> {
  const found = await usableLink(secret, from)
  const { email, name, password } = parseInput(NewAccount, raw)
  const draft = { email, name, passwordHash: await hashPassword(password) }
  const personId = newId()
  await accept(from, found, { personId, draft, secret })
  return { org: found.organization.slug, session: await startSession(personId, from.origin) }
}

/** Someone known by their sign-in provider, who is here already or is new. */
export async function joinByProvider(
  from: Arrival,
  secret: string,
  { personId, draft }: { personId: string; draft: { email: string; name: string } | null },
): Promise<void> {
  const found = await usableLink(secret, from)
  const made = draft && { ...draft, passwordHash: null }
  await accept(from, found, { personId, draft: made, secret })
}

async function usableLink(secret: string, { origin }: Pick<Arrival, 'origin'>) {
  const attempt = await admitLink(secret, origin.ip)
  const found = await invitationOf(secret, new Date())
  await attempt.succeeded()
  return found
}

interface Accepting {
  secret: string
  /** Of the account that is here, or of the one to be made. */
  personId: string
  draft: { email: string; name: string; passwordHash: string | null } | null
}

/** The event's actor is who joins, although the organization is not theirs before. */
async function accept(
  from: Arrival,
  { organization }: FoundInvitation,
  input: Accepting,
): Promise<void> {
  const { personId: id, draft } = input
  const { name = '', email = '' } = draft ?? {}
  const actor = { kind: 'person', id, name, email, sessionId: null } as const
  const { via, requestId, origin } = from
  const membership = { ...organization, grants: [], teams: [] }
  await acceptInvitation(contextOf(actor, [membership], { via, requestId, origin }), input)
}

const acceptInvitation = command({
  action: 'invitation.accept',
  input: z.object({
    secret: z.string(),
    personId: z.string(),
    draft: z
      .object({ email: z.string(), name: z.string(), passwordHash: z.string().nullable() })
      .nullable(),
  }),
  async load(tx, input, ctx) {
    const [organization] = ctx.memberships
    const [invitation] = await tx
      .select()
      .from(invitations)
      .where(eq(invitations.hash, hashSecret(input.secret)))
      .for('no key update')
    if (!invitation || !organization) throw new Error('The invitation is gone.')
    // Of two who use the same link at once, the second finds it used.
    refuseClosed(invitation, ctx.now())
    const { organizationId } = invitation
    await lockMembership(tx, organizationId)
    return {
      invitation,
      organization,
      access: { organizationId, ownerId: input.personId },
      event: invitationSubject(organization, invitation.id),
    }
  },

  async run({ tx, subject: { invitation, organization }, input, ctx }) {
    await refusePowerless(tx, invitation)
    await (input.draft
      ? insertPerson(tx, ctx, invitation, { ...input.draft, id: input.personId })
      : refuseUnfit(tx, invitation, input.personId))
    const key = { organizationId: invitation.organizationId, personId: input.personId }
    const createdAt = ctx.now()
    const [member] = await tx
      .insert(members)
      .values({ ...key, createdAt })
      .onConflictDoUpdate({
        target: [members.organizationId, members.personId],
        set: { createdAt, removedAt: null },
        setWhere: isNotNull(members.removedAt),
      })
      .returning()
    if (!member)
      throw conflict(
        `You are a member of ${organization.name} already. Ask an admin there to change your roles.`,
        { code: 'already_member' },
      )
    const joined = await give(tx, ctx, key, invitation)
    await tx
      .update(invitations)
      .set({ acceptedAt: createdAt, acceptedBy: key.personId })
      .where(eq(invitations.id, invitation.id))
    const after = { person: key.personId, roles: invitation.roles, teams: joined }
    return { result: null, change: { before: null, after } }
  },
})

/** A link is worth what its maker may still give. */
async function refusePowerless(tx: Tx, { organizationId, invitedBy }: InvitationRow) {
  if (!(await isAdmin(tx, organizationId, invitedBy)))
    throw conflict(
      'Whoever made this invitation may no longer invite. Ask an admin of the organization for another.',
      { code: 'invitation_powerless' },
    )
}

async function insertPerson(
  tx: Tx,
  ctx: Ctx,
  invitation: InvitationRow,
  draft: NonNullable<Accepting['draft']> & { id: string },
): Promise<void> {
  if (invitation.email && invitation.email !== draft.email) throw forAnother()
  // Else whoever has the link takes an address of somebody else, whom others then trust it to be.
  if (!invitation.email && draft.passwordHash !== null)
    throw conflict(
      'This link names no e-mail address, so no account is made by it. Ask for one that names yours, or join with an account that you have here.',
      { code: 'address_unnamed' },
    )
  const made = await tx
    .insert(people)
    .values({ ...draft, createdAt: ctx.now() })
    .onConflictDoNothing()
    .returning({ id: people.id })
  if (made.length > 0) return
  const message = 'There is an account with this e-mail address. Join with it, by its password.'
  throw conflict(message, { code: 'account_exists', fields: { email: message } })
}

/** Throws where the account may not join: of another address, or with a password that others know. */
async function refuseUnfit(tx: Tx, invitation: InvitationRow, personId: string): Promise<void> {
  const [person] = await tx.select().from(people).where(eq(people.id, personId)).for('share')
  if (!person) throw new Error('The person is gone.')
  if (invitation.email && invitation.email !== person.email)
    throw forbidden(
      'This invitation is for another e-mail address than that of your account. Ask for one of your own.',
    )
  const knownTo = person.passwordKnownTo
  if (knownTo && knownTo !== invitation.organizationId)
    throw conflict(
      'Your first password was made by an admin of another organization, who would come in with it. Change it under Account, and then open this link again.',
      { code: 'password_known' },
    )
}

/** The roles and the teams that are there still. Answers the slugs of these. */
async function give(tx: Tx, ctx: Ctx, key: MemberKey, { roles, teamIds }: InvitationRow) {
  const createdAt = ctx.now()
  const { organizationId, personId } = key
  if (roles.length > 0)
    await tx
      .insert(roleGrants)
      .values(
        roles.map((role) => ({
          id: ctx.newId(),
          organizationId,
          principalKind: 'person' as const,
          principalId: personId,
          scopeKind: 'organization' as const,
          scopeId: organizationId,
          role,
          createdAt,
        })),
      )
      .onConflictDoNothing()
  if (teamIds.length === 0) return []
  const present = await tx
    .select({ id: teams.id, slug: teams.slug })
    .from(teams)
    .where(and(inArray(teams.id, teamIds), isNull(teams.removedAt)))
    .orderBy(teams.slug)
    .for('share')
  if (present.length > 0)
    await tx
      .insert(teamMembers)
      .values(present.map(({ id }) => ({ teamId: id, personId, createdAt })))
      .onConflictDoUpdate({
        target: [teamMembers.teamId, teamMembers.personId],
        set: { givenBy: sql`'hand'` },
      })
  return present.map(({ slug }) => slug)
}

function forAnother() {
  const message = 'This invitation is for another e-mail address.'
  return invalid(`email: ${message}`, { fields: { email: message } })
}
