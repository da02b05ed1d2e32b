import { and, eq, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { members, people } from '@/db/schema/tables'
import type { Ctx, Membership, Role } from '../actor'
import type { Target, Tx } from '../door'
import { notFound } from '../errors'
import { isId } from '../ids'
import { findOrganization } from '../organizations/find'
import { lockMembership } from '../organizations/lock'
import { OrganizationRef } from '../view'
import { type MemberKey, rolesOf } from './grants'
import type { PersonRow } from './person'

export const MemberRef = OrganizationRef.extend({ id: z.string() })
export type MemberRef = z.infer<typeof MemberRef>

export interface MemberTarget extends Target {
  organization: Membership
  person: PersonRow
  key: MemberKey
  /** In the organization as a whole. */
  roles: Role[]
}

/**
 * A present member, with changes of the organization's members locked out until the transaction ends.
 * Throws not found.
 */
export async function lockMember(tx: Tx, ctx: Ctx, ref: MemberRef): Promise<MemberTarget> {
  const { organization } = findOrganization(ctx, ref.org)
  const { organizationId } = organization
  if (!isId(ref.id)) throw absent(ref)
  await lockMembership(tx, organizationId)
  const [found] = await tx
    .select({ person: people })
    .from(members)
    .innerJoin(people, eq(people.id, members.personId))
    .where(
      and(
        eq(members.organizationId, organizationId),
        eq(members.personId, ref.id),
        isNull(members.removedAt),
      ),
    )
    .for('no key update', { of: members })
  if (!found) throw absent(ref)
  const key = { organizationId, personId: found.person.id }
  return {
    organization,
    ...found,
    key,
    roles: await rolesOf(tx, key),
    access: { organizationId },
    event: memberSubject(organization, found.person.id),
  }
}

export function memberSubject(organization: Membership, personId: string) {
  const { slug, organizationId } = organization
  return { kind: 'member', id: personId, uri: `/${slug}/settings/members`, organizationId }
}

const absent = ({ org }: MemberRef) => notFound(`There is no such member of ${org}.`)
