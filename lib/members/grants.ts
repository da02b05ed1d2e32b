import { and, asc, eq, notInArray } from 'drizzle-orm'
import { roleGrants } from '@/db/schema/tables'
import type { Ctx, Role } from '../actor'
import type { Tx } from '../door'

export interface MemberKey {
  organizationId: string
  personId: string
}

/**
 * Gives a member exactly these roles in the organization as a whole. One that they keep stays as it was given:
 * what a group of the sign-in provider gave, it still takes back.
 */
export async function setRoles(
  tx: Tx,
  ctx: Ctx,
  { organizationId, personId }: MemberKey,
  roles: readonly Role[],
): Promise<Role[]> {
  const createdAt = ctx.now()
  const grant = {
    organizationId,
    principalKind: 'person',
    principalId: personId,
    scopeKind: 'organization',
    scopeId: organizationId,
    createdAt,
  } as const
  const chosen = [...new Set(roles)]
  await tx
    .delete(roleGrants)
    .where(
      and(organizationGrants({ organizationId, personId }), notInArray(roleGrants.role, chosen)),
    )
  await tx
    .insert(roleGrants)
    .values(chosen.map((role) => ({ ...grant, id: ctx.newId(), role })))
    .onConflictDoNothing()
  return rolesOf(tx, { organizationId, personId })
}

/** The roles of a member in the organization as a whole, in the order of the list of roles. */
export async function rolesOf(tx: Tx, member: MemberKey): Promise<Role[]> {
  const rows = await tx
    .select({ role: roleGrants.role })
    .from(roleGrants)
    .where(organizationGrants(member))
    .orderBy(asc(roleGrants.role))
  return rows.map(({ role }) => role)
}

function organizationGrants({ organizationId, personId }: MemberKey) {
  return and(
    eq(roleGrants.organizationId, organizationId),
    eq(roleGrants.principalKind, 'person'),
    eq(roleGrants.principalId, personId),
    eq(roleGrants.scopeKind, 'organization'),
  )
}
