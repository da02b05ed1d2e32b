import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { people, teamMembers } from '@/db/schema/tables'
import { command } from '../command'
import { conflict, notFound } from '../errors'
import { isId } from '../ids'
import { refuseWithoutAdmin } from '../members/admins'
import { MemberName, presentMember } from '../members/present'
import { lockTeam, TeamRef } from './find'
import type { TeamMember } from './view'

/**
 * Puts a member of the organization into a team, whose roles they hold from then on. Throws conflict for
 * someone who is in it.
 */
export const addTeamMember = command({
  action: 'team_member.add',
  input: TeamRef.extend({ person: MemberName }),
  load: (tx, input, ctx) => lockTeam(tx, ctx, input),

  async run({ tx, subject: { organization, team }, input, ctx }) {
    const person = await presentMember(tx, organization, input.person, 'person')
    const createdAt = ctx.now()
    const [made] = await tx
      .insert(teamMembers)
      .values({ teamId: team.id, personId: person.id, createdAt })
      .onConflictDoNothing()
      .returning()
    if (!made) throw conflict(`${person.name} is in the team ${team.name} already.`)
    const result: TeamMember = { ...person, givenBy: 'hand', createdAt: createdAt.toISOString() }
    return { result, change: { before: null, after: { person: person.id } } }
  },
})

/**
 * Takes someone out of a team, and with it the roles that they held through it. Throws conflict where
 * nobody else could run the organization.
 */
export const removeTeamMember = command({
  action: 'team_member.remove',
  input: TeamRef.extend({ id: z.string().describe('Of the person') }),
  load: (tx, input, ctx) => lockTeam(tx, ctx, input),

  async run({ tx, subject: { organization, team }, input }) {
    const [gone] = isId(input.id)
      ? await tx
          .delete(teamMembers)
          .where(and(eq(teamMembers.teamId, team.id), eq(teamMembers.personId, input.id)))
          .returning()
      : []
    if (!gone) throw notFound(`They are not in the team ${team.name}, or were taken out already.`)
    const [person] = await tx
      .select({ name: people.name })
      .from(people)
      .where(eq(people.id, gone.personId))
    await refuseWithoutAdmin(
      tx,
      organization,
      `${person?.name} is the only admin of ${organization.name}, through this team.`,
    )
    return { result: null, change: { before: { person: gone.personId }, after: null } }
  },
})
