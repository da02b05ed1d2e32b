import { and, eq, isNull } from 'drizzle-orm'
import { groupMappings, reviewRequests, roleGrants, teamMembers, teams } from '@/db/schema/tables'
import { command } from '../command'
import { conflict } from '../errors'
import { refuseWithoutAdmin } from '../members/admins'
import { lockTeam, TeamRef } from './find'
import { policiesNaming } from './policies'

/**
 * Removes a team: its roles end at once, requests for review to it are closed, and groups of the sign-in
 * provider no longer lead into it. Who was in it stays on record. Throws conflict where a policy names the
 * team, since nobody could then meet that, and where nobody could run the organization any more.
 */
export const removeTeam = command({
  action: 'team.remove',
  input: TeamRef,
  load: (tx, input, ctx) => lockTeam(tx, ctx, input),

  async run({ tx, subject: { organization, team }, ctx }) {
    const naming = await policiesNaming(tx, organization.organizationId, team.slug)
    if (naming.length > 0)
      throw conflict(
        `${listed(naming)} name${naming.length === 1 ? 's' : ''} the team ${team.name}. Take it out of there first.`,
        { code: 'team_in_policy', details: { policies: naming } },
      )
    const at = ctx.now()
    await tx.update(teams).set({ removedAt: at }).where(eq(teams.id, team.id))
    const grants = await tx
      .delete(roleGrants)
      .where(and(eq(roleGrants.principalKind, 'team'), eq(roleGrants.principalId, team.id)))
      .returning({ role: roleGrants.role, scope: roleGrants.scopeKind, on: roleGrants.scopeId })
    const groups = await tx
      .delete(groupMappings)
      .where(eq(groupMappings.teamId, team.id))
      .returning({ group: groupMappings.group })
    const requests = await tx
      .update(reviewRequests)
      .set({ closedAt: at })
      .where(and(eq(reviewRequests.teamId, team.id), isNull(reviewRequests.closedAt)))
      .returning({ id: reviewRequests.id })
    const members = await tx.$count(teamMembers, eq(teamMembers.teamId, team.id))
    await refuseWithoutAdmin(
      tx,
      organization,
      `Without the team ${team.name} nobody would be an admin of ${organization.name}.`,
    )
    const before = {
      name: team.name,
      description: team.description,
      members,
      roles: grants,
      ...(groups.length > 0 && { groups: groups.map(({ group }) => group) }),
      ...(requests.length > 0 && { requests: requests.map(({ id }) => id) }),
    }
    return { result: null, change: { before, after: null } }
  },
})

function listed(names: readonly string[]): string {
  const text = names.length > 5 ? [...names.slice(0, 5), `${names.length - 5} more`] : names
  const said = new Intl.ListFormat('en-GB', { type: 'conjunction' }).format(text)
  return `${said[0]?.toUpperCase()}${said.slice(1)}`
}
