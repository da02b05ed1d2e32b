import { and, asc, eq, isNull, sql } from 'drizzle-orm'
import { z } from 'zod'
import { members, people, roleGrants } from '@/db/schema/tables'
import type { Role } from '../actor'
import { findOrganization } from '../organizations/find'
import { decodeCursor, page } from '../page'
import { query } from '../query'
import { OrganizationRef, type Page, PageInput } from '../view'
import type { Member } from './view'

/** The present members by name, each with the roles held in the organization as a whole. */
export const listMembers = query({
  action: 'member.list',
  input: OrganizationRef.extend(PageInput.shape),
  load: (_db, input, ctx) => findOrganization(ctx, input.org),

  async run({ db, subject: { access }, input }): Promise<Page<Member>> {
    const after = decodeCursor(input.cursor, MemberCursor)
    const { organizationId } = access
    const name = sql<string>`lower(${people.name})`
    const rows = await db
      .select({
        id: people.id,
        name: people.name,
        email: people.email,
        joinedAt: members.createdAt,
        roles: sql<Role[]>`array(select g.role::text from ${roleGrants} g
          where g.principal_id = ${members.personId} and g.scope_id = ${organizationId}
          order by g.role)`,
      })
      .from(members)
      .innerJoin(people, eq(people.id, members.personId))
      .where(
        and(
          eq(members.organizationId, organizationId),
          isNull(members.removedAt),
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

function view({ joinedAt, ...member }: Row): Member {
  return { ...member, createdAt: joinedAt.toISOString() }
}

type Row = Omit<Member, 'createdAt'> & { joinedAt: Date }
