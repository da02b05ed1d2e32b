import { and, eq, inArray, isNull } from 'drizzle-orm'
import { groupMappings, teams } from '@/db/schema/tables'
import { command } from '../command'
import type { Tx } from '../door'
import { invalid, notFound } from '../errors'
import { findOrganization } from '../organizations/find'
import { lockMembership } from '../organizations/lock'
import { giftOf, mappingSubject, mappingsOf } from './find'
import { GroupGift, type GroupMapping, GroupRef } from './view'

/**
 * Says what belonging to a group of the sign-in provider gives, in place of what was said before. It holds
 * from the next sign-in of each person.
 */
export const setGroupMapping = command({
  action: 'group_mapping.set',
  input: GroupGift,
  async load(tx, input, ctx) {
    const target = findOrganization(ctx, input.org)
    // Of two who say it at once, the second replaces what the first said.
    await lockMembership(tx, target.organization.organizationId)
    return { ...target, event: mappingSubject(target.organization, input.group) }
  },

  async run({ tx, subject: { organization }, input, ctx }) {
    const { organizationId } = organization
    const { group, roles } = input
    const before = await giftOf(tx, organizationId, group)
    const chosen = await chosenTeams(tx, organizationId, input.teams)
    await removeRows(tx, organizationId, group)
    const common = { organizationId, group, createdAt: ctx.now() }
    await tx
      .insert(groupMappings)
      .values([
        ...roles.map((role) => ({ ...common, id: ctx.newId(), role })),
        ...chosen.map((teamId) => ({ ...common, id: ctx.newId(), teamId })),
      ])
    const [result = { group, roles: [], teams: [] }] = await mappingsOf(tx, organizationId, [group])
    const after = { roles: result.roles, teams: result.teams.map(({ slug }) => slug) }
    return { result: result satisfies GroupMapping, change: { before, after } }
  },
})

/** Ends what a group gives. Who has it by that loses it at their next sign-in. Throws not found. */
export const removeGroupMapping = command({
  action: 'group_mapping.remove',
  input: GroupRef,
  async load(tx, input, ctx) {
    const target = findOrganization(ctx, input.org)
    await lockMembership(tx, target.organization.organizationId)
    return { ...target, event: mappingSubject(target.organization, input.group) }
  },

  async run({ tx, subject: { organization }, input: { org, group } }) {
    const { organizationId } = organization
    const before = await giftOf(tx, organizationId, group)
    await removeRows(tx, organizationId, group)
    if (!before) throw notFound(`${org} maps no group ${group}.`)
    return { result: null, change: { before, after: null } }
  },
})

function removeRows(tx: Tx, organizationId: string, group: string) {
  return tx
    .delete(groupMappings)
    .where(and(eq(groupMappings.organizationId, organizationId), eq(groupMappings.group, group)))
}

async function chosenTeams(tx: Tx, organizationId: string, slugs: string[]): Promise<string[]> {
  if (slugs.length === 0) return []
  const rows = await tx
    .select({ id: teams.id, slug: teams.slug })
    .from(teams)
    .where(
      and(
        eq(teams.organizationId, organizationId),
        inArray(teams.slug, slugs),
        isNull(teams.removedAt),
      ),
    )
  const missing = slugs.find((slug) => !rows.some((row) => row.slug === slug))
  if (!missing) return rows.map(({ id }) => id)
  const message = `There is no team ${missing}. Make it under Settings → Teams first.`
  throw invalid(`teams: ${message}`, { fields: { teams: message } })
}
