import { and, asc, eq, gt, isNull, sql } from 'drizzle-orm'
import { z } from 'zod'
import { members, people, teamMembers, teams } from '@/db/schema/tables'
import type { Role } from '../actor'
import type { ReadDb } from '../door'
import { notFound } from '../errors'
import { findOrganization } from '../organizations/find'
import { decodeCursor, page } from '../page'
import { query } from '../query'
import { OrganizationRef, type Page, PageInput } from '../view'
import { findTeam, TeamRef } from './find'
import type { Team, TeamMember } from './view'

/** The teams of an organization, by slug. */
export const listTeams = query({
  action: 'team.list',
  input: OrganizationRef.extend(PageInput.shape),
  load: (_db, input, ctx) => findOrganization(ctx, input.org),

  async run({ db, subject: { access }, input }): Promise<Page<Team>> {
    const after = decodeCursor(input.cursor, SlugCursor)
    const rows = await db
      .select(columns)
      .from(teams)
      .where(
        and(
          eq(teams.organizationId, access.organizationId),
          isNull(teams.removedAt),
          after ? gt(teams.slug, after[0]) : undefined,
        ),
      )
      .orderBy(asc(teams.slug))
      .limit(input.limit + 1)
    return page(rows, input.limit, view, ({ row }) => [row.slug])
  },
})

const SlugCursor = z.tuple([z.string().max(96)])

/** One team. Throws not found. */
export const getTeam = query({
  action: 'team.list',
  input: TeamRef,
  load: (db, input, ctx) => findTeam(db, ctx, input),
  run: ({ db, subject: { team } }) => viewTeam(db, team.id),
})

/** The members of a team by name. */
export const listTeamMembers = query({
  action: 'team.list',
  input: TeamRef.extend(PageInput.shape),
  load: (db, input, ctx) => findTeam(db, ctx, input),

  async run({ db, subject: { team }, input }): Promise<Page<TeamMember>> {
    const after = decodeCursor(input.cursor, MemberCursor)
    const name = sql<string>`lower(${people.name})`
    const rows = await db
      .select({
        id: people.id,
        name: people.name,
        email: people.email,
        givenBy: teamMembers.givenBy,
        createdAt: teamMembers.createdAt,
      })
      .from(teamMembers)
      .innerJoin(people, eq(people.id, teamMembers.personId))
      .innerJoin(
        members,
        and(
          eq(members.personId, people.id),
          eq(members.organizationId, team.organizationId),
          isNull(members.removedAt),
        ),
      )
      .where(
        and(
          eq(teamMembers.teamId, team.id),
          after
            ? sql`(${name}, ${people.id}) >
                (select lower(c.name), c.id from ${people} c where c.id = ${after[0]})`
            : undefined,
        ),
      )
      .orderBy(asc(name), asc(people.id))
      .limit(input.limit + 1)
    const told = ({ createdAt, ...row }: (typeof rows)[number]): TeamMember => ({
      ...row,
      createdAt: createdAt.toISOString(),
    })
    return page(rows, input.limit, told, ({ id }) => [id])
  },
})

// The id alone: names do not belong in addresses.
const MemberCursor = z.tuple([z.uuid()])

/** The view of a team that is already found. */
export async function viewTeam(db: ReadDb, id: string): Promise<Team> {
  const [found] = await db.select(columns).from(teams).where(eq(teams.id, id))
  if (!found) throw notFound('This team is gone.')
  return view(found)
}

// Column names are spelled out inside SQL: Drizzle drops their table where only one is selected from.
const columns = {
  row: teams,
  members: sql<number>`(select count(*)::int from team_members tm
    join members m on m.person_id = tm.person_id and m.organization_id = teams.organization_id
      and m.removed_at is null
    where tm.team_id = teams.id)`,
  roles: sql<Role[]>`array(select g.role::text from role_grants g
    where g.principal_id = teams.id and g.scope_id = teams.organization_id order by g.role)`,
}

interface Row {
  row: typeof teams.$inferSelect
  members: number
  roles: Role[]
}

function view({ row: { slug, name, description, createdAt }, members, roles }: Row): Team {
  return { slug, name, description, members, roles, createdAt: createdAt.toISOString() }
}
