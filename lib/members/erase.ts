import { and, eq, isNull, or, sql } from 'drizzle-orm'
import {
  externalIdentities,
  idempotencyKeys,
  invitations,
  members,
  organizations,
  passwordLinks,
  people,
  preferences,
  sessions,
  signInFailures,
  tokens,
} from '@/db/schema/tables'
import type { Ctx } from '../actor'
import type { EventSubject } from '../audit/event'
import { type Also, command } from '../command'
import type { Target, Tx } from '../door'
import { conflict, notFound } from '../errors'
import { isId } from '../ids'
import { forgetNotifications } from '../notifications/tidy'
import { findOrganization } from '../organizations/find'
import { lockMembership } from '../organizations/lock'
import { erasedAddress, isErased } from './erased'
import { MemberRef } from './find'
import type { PersonRow } from './person'

interface FormerTarget extends Target {
  person: PersonRow
  /** One event in the log of each further organization that they were once a member of. */
  elsewhere: EventSubject[]
  /** Where they still are a member. */
  present: 'here' | 'elsewhere' | null
}

/**
 * Takes what is known of a removed member out of the hub: name, address, password, identities, sessions, and
 * from where they came. What they did stays on record under a name that tells nobody who it was, and every
 * proof of the log holds: its bodies hold ids alone. Throws conflict for someone who is a member anywhere,
 * and for someone erased already.
 */
export const eraseMember = command({
  action: 'member.erase',
  input: MemberRef,
  load: (tx, input, ctx) => lockFormer(tx, ctx, input),

  async run({ tx, subject: { person, event, elsewhere, present }, ctx }) {
    const { id, email } = person
    if (present === 'here') throw conflict(`${person.name} is a member. Remove them first.`)
    if (present === 'elsewhere')
      throw conflict('They still belong to another organization of this hub, so they are kept.')
    if (isErased(email)) throw conflict('They were erased already.')
    await tx
      .update(people)
      .set({
        name: `Former member ${id.slice(-8)}`,
        email: erasedAddress(id),
        passwordHash: null,
        passwordKnownTo: null,
      })
      .where(eq(people.id, id))
    // What a token was called may name its machine, and so its owner.
    await tx
      .update(tokens)
      .set({ name: 'token', revokedAt: sql`coalesce(${tokens.revokedAt}, ${ctx.now()})` })
      .where(and(eq(tokens.ownerId, id), isNull(tokens.serviceAccountId)))
    const identities = await tx
      .delete(externalIdentities)
      .where(eq(externalIdentities.personId, id))
    await forgetLinks(tx, id, email)
    await tx.delete(sessions).where(eq(sessions.personId, id))
    await tx.delete(preferences).where(eq(preferences.personId, id))
    await forgetNotifications(tx, id)
    await tx.delete(signInFailures).where(eq(signInFailures.email, email))
    await tx.delete(idempotencyKeys).where(eq(idempotencyKeys.actorId, id))
    const origins = await forgetOrigins(tx, id, [event, ...elsewhere])
    const after = { identities: identities.rowCount ?? 0, origins }
    const told = { action: 'member.erase', before: null, after: null } as const
    const also = elsewhere.map((subject): Also => ({ ...told, subject }))
    return { result: null, change: { before: null, after }, also }
  },
})

/** Someone who was once a member, locked. Throws not found for who never was one. */
async function lockFormer(tx: Tx, ctx: Ctx, ref: MemberRef): Promise<FormerTarget> {
  const { organization, access } = findOrganization(ctx, ref.org)
  await lockMembership(tx, organization.organizationId)
  const [person] = isId(ref.id)
    ? await tx.select().from(people).where(eq(people.id, ref.id)).for('update')
    : []
  const homes = person ? await homesOf(tx, person.id) : []
  const here = homes.find(({ id }) => id === organization.organizationId)
  if (!person || !here) throw notFound(`${ref.org} never had such a member.`)
  const subjects = homes.map((home) => subjectIn(home, person.id))
  const [event = subjectIn(here, person.id), ...elsewhere] = [
    ...subjects.filter(({ organizationId }) => organizationId === here.id),
    ...subjects.filter(({ organizationId }) => organizationId !== here.id),
  ]
  const somewhere = homes.some(({ removedAt }) => !removedAt)
  const present = here.removedAt ? (somewhere ? 'elsewhere' : null) : 'here'
  return { person, elsewhere, access, event, present }
}

interface Home {
  id: string
  slug: string
  removedAt: Date | null
}

/** The organizations that someone belongs or belonged to; whoever adds them to one waits. */
function homesOf(tx: Tx, personId: string): Promise<Home[]> {
  return tx
    .select({ id: organizations.id, slug: organizations.slug, removedAt: members.removedAt })
    .from(members)
    .innerJoin(organizations, eq(organizations.id, members.organizationId))
    .where(eq(members.personId, personId))
    .orderBy(organizations.slug)
    .for('update', { of: members })
}

function subjectIn({ id, slug }: Home, personId: string): EventSubject {
  return { kind: 'member', id: personId, uri: `/${slug}/settings/members`, organizationId: id }
}

async function forgetLinks(tx: Tx, personId: string, email: string): Promise<void> {
  await tx.delete(passwordLinks).where(eq(passwordLinks.personId, personId))
  // Without an address an open one would let anybody in.
  const revokedAt = sql`case when ${invitations.acceptedAt} is null
    then coalesce(${invitations.revokedAt}, now()) else ${invitations.revokedAt} end`
  await tx
    .update(invitations)
    .set({ email: null, revokedAt })
    .where(or(eq(invitations.email, email), eq(invitations.acceptedBy, personId)))
}

/** Deletes from where someone came, of all that they and their tokens did. Answers of how many events. */
async function forgetOrigins(
  tx: Tx,
  personId: string,
  logs: readonly EventSubject[],
): Promise<number> {
  let count = 0
  const ids = [...logs.map(({ organizationId }) => organizationId), null]
  for (const organizationId of ids) {
    const { rowCount } = await tx.execute(sql`
      delete from audit_origins where event_id in (
        select id from audit_events
        where ${organizationId ? sql`organization_id = ${organizationId}` : sql`organization_id is null`}
          and (actor_id = ${personId} or on_behalf_of = ${personId}))`)
    count += rowCount ?? 0
  }
  return count
}
