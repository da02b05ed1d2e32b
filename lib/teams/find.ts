import { and, eq, inArray, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { teams } from '@/db/schema/tables'
import type { Ctx, Membership } from '../actor'
import type { ReadDb, Target, Tx } from '../door'
import { invalid, notFound } from '../errors'
import { findOrganization } from '../organizations/find'
import { lockMembership } from '../organizations/lock'
import { Slug } from '../view'

export const TeamRef = z.object({ org: Slug, team: Slug })
export type TeamRef = z.infer<typeof TeamRef>

export type TeamRow = typeof teams.$inferSelect

export interface TeamTarget extends Target {
  organization: Membership
  team: TeamRow
}

/** The team of this slug. Throws not found. */
export async function findTeam(db: ReadDb, ctx: Ctx, ref: TeamRef): Promise<TeamTarget> {
  const { organization } = findOrganization(ctx, ref.org)
  const [team] = await teamsBySlug(db, organization.organizationId, [ref.team])
  if (!team) throw absent(ref)
  return teamTarget(organization, team)
}

/**
 * The same, locked, with changes of the organization's members and teams locked out until the transaction
 * ends.
 */
export async function lockTeam(tx: Tx, ctx: Ctx, ref: TeamRef): Promise<TeamTarget> {
  const { organization } = findOrganization(ctx, ref.org)
  await lockMembership(tx, organization.organizationId)
  const [team] = await tx
    .select()
    .from(teams)
    .where(named(organization.organizationId, ref.team))
    .for('update')
  if (!team) throw absent(ref)
  return teamTarget(organization, team)
}

/** The teams of these slugs that have not been removed, by slug. */
export async function teamsBySlug(
  db: ReadDb,
  organizationId: string,
  slugs: readonly string[],
): Promise<TeamRow[]> {
  if (slugs.length === 0) return []
  return db
    .select()
    .from(teams)
    .where(
      and(
        eq(teams.organizationId, organizationId),
        inArray(teams.slug, [...slugs]),
        isNull(teams.removedAt),
      ),
    )
    .orderBy(teams.slug)
}

/**
 * The team that someone names, which stays until the transaction ends. Throws `invalid`, naming `field`,
 * where there is none.
 */
export async function presentTeam(
  tx: Tx,
  { organizationId, name }: Membership,
  slug: string,
  field: string,
): Promise<TeamRow> {
  const [team] = await tx.select().from(teams).where(named(organizationId, slug)).for('share')
  if (team) return team
  const message = `${name} has no team ${slug}. Look under Settings → Teams.`
  throw invalid(`${field}: ${message}`, { fields: { [field]: message } })
}

export function teamTarget(organization: Membership, team: TeamRow): TeamTarget {
  const { organizationId, slug } = organization
  return {
    organization,
    team,
    access: { organizationId },
    event: {
      kind: 'team',
      id: team.id,
      uri: `/${slug}/settings/teams/${team.slug}`,
      organizationId,
    },
  }
}

function named(organizationId: string, slug: string) {
  return and(
    eq(teams.organizationId, organizationId),
    eq(teams.slug, slug),
    isNull(teams.removedAt),
  )
}

const absent = ({ org, team }: TeamRef) => notFound(`There is no team ${team} in ${org}.`)
