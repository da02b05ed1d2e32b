import { and, eq, inArray, isNull, sql } from 'drizzle-orm'
import { groupMappings, teams } from '@/db/schema/tables'
import type { Membership, Role } from '../actor'
import type { ReadDb, Tx } from '../door'
import { paths } from '../paths'
import type { GroupMapping } from './view'

export function mappingSubject({ organizationId, slug }: Membership, group: string) {
  const uri = paths.groupMappings(slug, { change: group })
  return { kind: 'group_mapping', id: null, uri, organizationId }
}

/** What groups give in an organization, by group; all of them, or some. Teams that are gone give nothing. */
export async function mappingsOf(
  db: Tx | ReadDb,
  organizationId: string,
  groups?: string[],
): Promise<GroupMapping[]> {
  if (groups?.length === 0) return []
  return db
    .select({
      group: groupMappings.group,
      roles: sql<Role[]>`coalesce(
        array_agg(${groupMappings.role}::text order by ${groupMappings.role})
        filter (where ${groupMappings.role} is not null), '{}')`,
      teams: sql<GroupMapping['teams']>`coalesce(
        json_agg(json_build_object('slug', ${teams.slug}, 'name', ${teams.name}) order by ${teams.slug})
        filter (where ${teams.id} is not null), '[]'::json)`,
    })
    .from(groupMappings)
    .leftJoin(teams, and(eq(teams.id, groupMappings.teamId), isNull(teams.removedAt)))
    .where(
      and(
        eq(groupMappings.organizationId, organizationId),
        groups ? inArray(groupMappings.group, groups) : undefined,
      ),
    )
    .groupBy(groupMappings.group)
    .orderBy(groupMappings.group)
}

/** What one group gives, for the record; null: nothing. */
export async function giftOf(tx: Tx, organizationId: string, group: string) {
  const [mapping] = await mappingsOf(tx, organizationId, [group])
  if (!mapping) return null
  return { roles: mapping.roles, teams: mapping.teams.map(({ slug }) => slug) }
}
