import { and, eq, inArray, isNull, sql } from 'drizzle-orm'
import { z } from 'zod'
import { database } from '@/db/client'
import {
  groupMappings,
  heldRoles,
  members,
  organizations,
  roleGrants,
  teamMembers,
  teams,
} from '@/db/schema/tables'
import type { Ctx, Role } from '../actor'
import { command } from '../command'
import type { ReadDb, Tx } from '../door'
import { conflict, isAppError } from '../errors'
import { longestAdmin, refuseWithoutAdmin } from '../members/admins'
import type { MemberKey } from '../members/grants'
import { removeMember } from '../members/remove'
import { lockMembership } from '../organizations/lock'

/** What the groups of a person change in one organization. */
export interface SyncPlan {
  /** They become a member by it. */
  joins: boolean
  roles: { add: Role[]; remove: Role[] }
  teams: { add: Team[]; remove: Team[] }
  /** What would go, but is the last admin's. */
  kept: string[]
}

interface Team {
  id: string
  slug: string
}

export interface SyncInput extends MemberKey {
  groups: string[]
  /** Whether whoever has a mapped group becomes a member here. */
  open: boolean
}

/**
 * What the groups would change: they add what is mapped and not held yet, and take away what groups gave and
 * no longer give. What was given by hand stays. The last admin keeps what makes them one.
 */
export async function planSync(db: Tx | ReadDb, input: SyncInput): Promise<SyncPlan | null> {
  const { organizationId, open } = input
  const isMember = await isPresent(db, input)
  const wanted = await giftsOf(db, input)
  if (!isMember && (!open || wanted.roles.length + wanted.teams.length === 0)) return null
  const held = isMember ? await heldBy(db, input) : { roles: [], teams: [] }
  const stale = <T>(all: { of: T; byGroup: boolean }[], keep: (one: T) => boolean) =>
    all.filter(({ of, byGroup }) => byGroup && !keep(of)).map(({ of }) => of)
  const roles = {
    add: wanted.roles.filter((role) => !held.roles.some(({ of }) => of === role)),
    remove: stale(held.roles, (role) => wanted.roles.includes(role)),
  }
  const inTeam = (list: Team[], { id }: Team) => list.some((team) => team.id === id)
  const place = {
    add: wanted.teams.filter((team) => !held.teams.some(({ of }) => of.id === team.id)),
    remove: stale(held.teams, (team) => inTeam(wanted.teams, team)),
  }
  const last =
    roles.remove.length + place.remove.length > 0 &&
    !(await longestAdmin(db, input, input.personId))
  const adminTeams = last ? await teamsOfAdmins(db, organizationId) : []
  const keptTeams = place.remove.filter(({ id }) => adminTeams.includes(id))
  const keptRoles: Role[] = last ? roles.remove.filter((role) => role === 'admin') : []
  const plan: SyncPlan = {
    joins: !isMember,
    roles: { ...roles, remove: roles.remove.filter((role) => !keptRoles.includes(role)) },
    teams: { ...place, remove: place.remove.filter((team) => !inTeam(keptTeams, team)) },
    kept: [...keptRoles, ...keptTeams.map(({ slug }) => slug)],
  }
  return changesNothing(plan) ? null : plan

  function changesNothing({ joins, roles, teams }: SyncPlan): boolean {
    const count = roles.add.length + roles.remove.length + teams.add.length + teams.remove.length
    return !joins && count === 0
  }
}

/** Brings roles and teams of a person in one organization up to date; recorded only where that changes something. */
export async function syncMember(ctx: Ctx, input: SyncInput): Promise<void> {
  // Looked at without a lock first: at most sign-ins nothing has changed.
  if (!(await planSync(database().read, input))) return
  try {
    const { ends, organization } = await sync(ctx, input)
    if (!ends) return
    // Their last role went, and with it all that they could see: as if somebody had removed them.
    const memberships = [{ ...organization, grants: [], teams: [] }]
    await removeMember({ ...ctx, memberships }, { org: organization.slug, id: input.personId })
  } catch (error) {
    // Somebody else was faster, or they are the last admin.
    if (!isAppError(error) || !['conflict', 'not_found'].includes(error.kind)) throw error
  }
}

const sync = command({
  action: 'member.sync',
  input: z.object({
    organizationId: z.string(),
    personId: z.string(),
    groups: z.array(z.string()),
    open: z.boolean(),
  }),
  async load(tx, input) {
    const { organizationId, personId } = input
    await lockMembership(tx, organizationId)
    const [organization] = await tx
      .select({
        organizationId: organizations.id,
        slug: organizations.slug,
        name: organizations.name,
        fourEyes: organizations.fourEyes,
      })
      .from(organizations)
      .where(eq(organizations.id, organizationId))
    if (!organization) throw new Error('The organization is gone.')
    const uri = `/${organization.slug}/settings/members`
    return {
      organization,
      access: { organizationId },
      event: { kind: 'member', id: personId, uri, organizationId },
    }
  },

  async run({ tx, subject: { organization }, input, ctx }) {
    const plan = await planSync(tx, input)
    if (!plan) throw conflict('The groups change nothing any more.')
    await apply(tx, ctx, input, plan)
    const { joins, roles, teams: places, kept } = plan
    const took = roles.remove.length + places.remove.length > 0
    const before = { roles: roles.remove, teams: places.remove.map(({ slug }) => slug) }
    const after = {
      ...(joins && { joined: true }),
      roles: roles.add,
      teams: places.add.map(({ slug }) => slug),
      ...(kept.length > 0 && { kept }),
    }
    if (took) await refuseWithoutAdmin(tx, organization, 'Nobody else is admin.')
    const ends = took && !(await holdsAnything(tx, input))
    return { result: { ends, organization }, change: { before, after } }
  },
})

async function apply(tx: Tx, ctx: Ctx, { organizationId, personId }: SyncInput, plan: SyncPlan) {
  const createdAt = ctx.now()
  if (plan.joins)
    await tx
      .insert(members)
      .values({ organizationId, personId, createdAt })
      .onConflictDoUpdate({
        target: [members.organizationId, members.personId],
        set: { createdAt, removedAt: null },
      })
  const ofPerson = and(
    eq(roleGrants.organizationId, organizationId),
    eq(roleGrants.principalKind, 'person'),
    eq(roleGrants.principalId, personId),
    eq(roleGrants.scopeId, organizationId),
    eq(roleGrants.givenBy, 'group'),
  )
  if (plan.roles.remove.length > 0)
    await tx.delete(roleGrants).where(and(ofPerson, inArray(roleGrants.role, plan.roles.remove)))
  if (plan.roles.add.length > 0)
    await tx.insert(roleGrants).values(
      plan.roles.add.map((role) => ({
        id: ctx.newId(),
        organizationId,
        principalKind: 'person' as const,
        principalId: personId,
        scopeKind: 'organization' as const,
        scopeId: organizationId,
        role,
        givenBy: 'group' as const,
        createdAt,
      })),
    )
  const leaving = plan.teams.remove.map(({ id }) => id)
  if (leaving.length > 0)
    await tx
      .delete(teamMembers)
      .where(
        and(
          eq(teamMembers.personId, personId),
          eq(teamMembers.givenBy, 'group'),
          inArray(teamMembers.teamId, leaving),
        ),
      )
  const joining = plan.teams.add.map(({ id }) => ({
    teamId: id,
    personId,
    givenBy: 'group' as const,
    createdAt,
  }))
  if (joining.length > 0) await tx.insert(teamMembers).values(joining).onConflictDoNothing()
}

async function giftsOf(db: Tx | ReadDb, { organizationId, groups }: SyncInput) {
  if (groups.length === 0) return { roles: [], teams: [] }
  const rows = await db
    .select({ role: groupMappings.role, id: teams.id, slug: teams.slug })
    .from(groupMappings)
    .leftJoin(teams, and(eq(teams.id, groupMappings.teamId), isNull(teams.removedAt)))
    .where(
      and(eq(groupMappings.organizationId, organizationId), inArray(groupMappings.group, groups)),
    )
  const given = new Map(rows.flatMap(({ id, slug }) => (id && slug ? [[id, { id, slug }]] : [])))
  return {
    roles: [...new Set(rows.flatMap(({ role }) => role ?? []))],
    teams: [...given.values()],
  }
}

async function heldBy(db: Tx | ReadDb, { organizationId, personId }: MemberKey) {
  const roles = await db
    .select({ of: roleGrants.role, byGroup: sql<boolean>`${roleGrants.givenBy} = 'group'` })
    .from(roleGrants)
    .where(
      and(
        eq(roleGrants.organizationId, organizationId),
        eq(roleGrants.principalKind, 'person'),
        eq(roleGrants.principalId, personId),
        eq(roleGrants.scopeId, organizationId),
      ),
    )
  const places = await db
    .select({
      of: { id: teams.id, slug: teams.slug },
      byGroup: sql<boolean>`${teamMembers.givenBy} = 'group'`,
    })
    .from(teamMembers)
    .innerJoin(teams, and(eq(teams.id, teamMembers.teamId), isNull(teams.removedAt)))
    .where(and(eq(teams.organizationId, organizationId), eq(teamMembers.personId, personId)))
  return { roles, teams: places }
}

async function isPresent(db: Tx | ReadDb, { organizationId, personId }: MemberKey) {
  const [found] = await db
    .select({ id: members.personId })
    .from(members)
    .where(
      and(
        eq(members.organizationId, organizationId),
        eq(members.personId, personId),
        isNull(members.removedAt),
      ),
    )
  return found !== undefined
}

/** Whether the person has a role or a team in the organization, on whatever of it. */
async function holdsAnything(tx: Tx, { organizationId, personId }: MemberKey): Promise<boolean> {
  const { rows } = await tx.execute<{ holds: boolean }>(sql`
    select exists (select 1 from ${heldRoles} h
      where h.organization_id = ${organizationId} and h.person_id = ${personId})
    or exists (select 1 from ${teamMembers} tm join ${teams} t on t.id = tm.team_id
      where tm.person_id = ${personId} and t.organization_id = ${organizationId}
        and t.removed_at is null) as holds`)
  return rows[0]?.holds ?? false
}

async function teamsOfAdmins(db: Tx | ReadDb, organizationId: string): Promise<string[]> {
  const rows = await db
    .select({ id: roleGrants.principalId })
    .from(roleGrants)
    .where(
      and(
        eq(roleGrants.principalKind, 'team'),
        eq(roleGrants.scopeId, organizationId),
        eq(roleGrants.role, 'admin'),
      ),
    )
  return rows.map(({ id }) => id)
}
