import { and, eq, isNull } from 'drizzle-orm'
import { members, organizations, people } from '@/db/schema/tables'
import type { EventSubject } from '../audit/event'
import type { Target, Tx } from '../door'
import { notFound } from '../errors'
import type { PersonRow } from './person'

/** A person's own account, which belongs to no one organization. */
export interface AccountTarget extends Target {
  person: PersonRow
  /** One event in the log of each organization that the person belongs to, beside the first. */
  elsewhere: EventSubject[]
}

/** The account of a person, locked. Throws not found. */
export async function lockAccount(tx: Tx, personId: string): Promise<AccountTarget> {
  const [person] = await tx
    .select()
    .from(people)
    .where(eq(people.id, personId))
    .for('no key update')
  if (!person) throw notFound('There is no such person.')
  const homes = await tx
    .select({ id: organizations.id, slug: organizations.slug })
    .from(members)
    .innerJoin(organizations, eq(organizations.id, members.organizationId))
    .where(and(eq(members.personId, person.id), isNull(members.removedAt)))
    .orderBy(organizations.slug)
  const subjects = homes.map(({ id, slug }) => ({
    kind: 'member',
    id: person.id,
    uri: `/${slug}/settings/members`,
    organizationId: id,
  }))
  // Someone who belongs nowhere: the log of the hub itself.
  const nowhere = { kind: 'member', id: person.id, uri: '/me', organizationId: null }
  const [event = nowhere, ...elsewhere] = subjects
  return {
    person,
    access: { organizationId: event.organizationId ?? person.id, ownerId: person.id },
    event,
    elsewhere,
  }
}
