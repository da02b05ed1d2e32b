import { and, asc, eq, isNotNull, isNull, sql } from 'drizzle-orm'
import { z } from 'zod'
import { members, people } from '@/db/schema/tables'
import type { Role } from '../actor'
import { decide, type ReadDb } from '../door'
import { notFound } from '../errors'
import { findOrganization } from '../organizations/find'
import { decodeCursor, page } from '../page'
import { query } from '../query'
import { OrganizationRef, type Page, PageInput } from '../view'
import { isErased } from './erased'
import type { MemberKey } from './grants'
import type { Member } from './view'

/**
 * The members by name, each with the roles held in the organization as a whole, their own and those of
 * their teams. Those who were removed are for admins.
 */
export const listMembers = query({
  action: 'member.list',
  input: OrganizationRef.extend({
    ...PageInput.shape,
    state: z.enum(['present', 'removed']).default('present'),
  }),
  load: (_db, input, ctx) => findOrganization(ctx, input.org),

  async run({ db, subject: { access }, input, ctx }): Promise<Page<Member>> {
    const removed = input.state === 'removed'
    if (removed) decide(ctx, 'member.erase', access)
    const after = decodeCursor(input.cursor, MemberCursor)
    const { organizationId } = access
    const name = sql<string>`lower(${people.name})`
    const rows = await db
      .select(columns)
      .from(members)
      .innerJoin(people, eq(people.id, members.personId))
      .where(
        and(
          eq(members.organizationId, organizationId),
          removed ? isNotNull(members.removedAt) : isNull(members.removedAt),
          after
            ? sql`(${name}, ${people.id}) >
                (select lower(c.name), c.id from ${people} c where c.id = ${after[0]})`
            : undefined,
        ),
      )
      .orderBy(asc(name), asc(people.id))
      .limit(input.limit + 1)
    return page(rows, input.limit, view, ({ id }) => [id])
  },
})

// The id alone: names do not belong in addresses.
const MemberCursor = z.tuple([z.uuid()])

/** The view of a member who is already found. */
export async function viewMember(db: ReadDb, key: MemberKey): Promise<Member> {
  const { organizationId, personId } = key
  const [found] = await db
    .select(columns)
    .from(members)
    .innerJoin(people, eq(people.id, members.personId))
    .where(and(eq(members.organizationId, organizationId), eq(members.personId, personId)))
  if (!found) throw notFound('This member is gone.')
  return view(found)
}

// Column names are spelled out inside SQL: Drizzle drops their table where only one is selected from.
const columns = {
  id: people.id,
  name: people.name,
  email: people.email,
  joinedAt: members.createdAt,
  leftAt: members.removedAt,
  roles: sql<Role[]>`array(select g.role::text from role_grants g
    where g.principal_kind = 'person' and g.principal_id = members.person_id
      and g.scope_id = members.organization_id order by g.role)`,
  teams: sql<Member['teams']>`coalesce((
    select json_agg(json_build_object('slug', t.slug, 'name', t.name, 'roles',
      array(select g.role::text from role_grants g
        where g.principal_id = t.id and g.scope_id = t.organization_id order by g.role))
      order by t.slug)
    from team_members tm join teams t on t.id = tm.team_id
    where tm.person_id = members.person_id and t.organization_id = members.organization_id
      and t.removed_at is null), '[]'::json)`,
}

interface Row extends Pick<Member, 'id' | 'name' | 'email' | 'roles' | 'teams'> {
  joinedAt: Date
  leftAt: Date | null
}

function view({ joinedAt, leftAt, ...member }: Row): Member {
  return {
    ...member,
    createdAt: joinedAt.toISOString(),
    removedAt: leftAt?.toISOString() ?? null,
    erased: isErased(member.email),
  }
}
