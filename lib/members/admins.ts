import { and, eq, isNull, ne } from 'drizzle-orm'
import { heldRoles, members } from '@/db/schema/tables'
import type { Membership } from '../actor'
import type { ReadDb, Tx } from '../door'
import { conflict } from '../errors'
import type { MemberTarget } from './find'

/**
 * Throws conflict, saying `why`, where a change of this transaction left no member who can run the
 * organization, by a role of their own or of a team. A service account runs none.
 */
export async function refuseWithoutAdmin(
  tx: Tx,
  { organizationId }: Pick<Membership, 'organizationId'>,
  why: string,
): Promise<void> {
  const [one] = await tx
    .select({ id: members.personId })
    .from(members)
    .innerJoin(heldRoles, isAdminOf(organizationId))
    .where(and(eq(members.organizationId, organizationId), isNull(members.removedAt)))
    .limit(1)
  if (!one) throw conflict(`${why} Make someone else an admin first.`)
}

/** The same after a change to one member. */
export async function refuseLastAdmin(tx: Tx, { organization, person }: MemberTarget) {
  await refuseWithoutAdmin(
    tx,
    organization,
    `${person.name} is the only admin of ${organization.name}.`,
  )
}

/** Whether someone is a member who can run the organization, by a role of their own or of a team. */
export async function isAdmin(tx: Tx, organizationId: string, personId: string): Promise<boolean> {
  const [found] = await tx
    .select({ id: members.personId })
    .from(members)
    .innerJoin(heldRoles, isAdminOf(organizationId))
    .where(
      and(
        eq(members.organizationId, organizationId),
        eq(members.personId, personId),
        isNull(members.removedAt),
      ),
    )
    .limit(1)
  return found !== undefined
}

/** Of the other admins the one who is a member for longest. */
export async function longestAdmin(
  db: Tx | ReadDb,
  { organizationId }: Pick<Membership, 'organizationId'>,
  personId: string,
): Promise<string | null> {
  const [found] = await db
    .select({ id: members.personId })
    .from(members)
    .innerJoin(heldRoles, isAdminOf(organizationId))
    .where(
      and(
        eq(members.organizationId, organizationId),
        ne(members.personId, personId),
        isNull(members.removedAt),
      ),
    )
    .orderBy(members.createdAt, members.personId)
    .limit(1)
  return found?.id ?? null
}

const isAdminOf = (organizationId: string) =>
  and(
    eq(heldRoles.organizationId, members.organizationId),
    eq(heldRoles.personId, members.personId),
    eq(heldRoles.scopeId, organizationId),
    eq(heldRoles.role, 'admin'),
  )
