import { and, desc, eq, sql } from 'drizzle-orm'
import { database } from '@/db/client'
import { invitations, organizations, people, teams } from '@/db/schema/tables'
import { findOrganization } from '../organizations/find'
import { decodeCursor, page, TimeCursor } from '../page'
import { personView } from '../people'
import { query } from '../query'
import { hashSecret } from '../secret'
import { type ActorView, OrganizationRef, type Page, PageInput } from '../view'
import { type InvitationRow, invitationOf, stateOf } from './find'
import type { Invitation } from './view'

/** The invitations of an organization, newest first, with what became of each. Without their links. */
export const listInvitations = query({
  action: 'invitation.list',
  input: OrganizationRef.extend(PageInput.shape),
  load: (_db, input, ctx) => findOrganization(ctx, input.org),

  async run({ db, subject: { organization }, input, ctx }): Promise<Page<Invitation>> {
    const before = decodeCursor(input.cursor, TimeCursor)
    const rows = await db
      .select({
        row: invitations,
        teams: teamsOf,
        invitedBy: personView(invitations.invitedBy),
        acceptedBy: sql<ActorView | null>`${personView(invitations.acceptedBy)}`,
      })
      .from(invitations)
      .where(
        and(
          eq(invitations.organizationId, organization.organizationId),
          before
            ? sql`(${invitations.createdAt}, ${invitations.id}) <
                (${before[0]}::timestamptz, ${before[1]}::uuid)`
            : undefined,
        ),
      )
      .orderBy(desc(invitations.createdAt), desc(invitations.id))
      .limit(input.limit + 1)
    return page(
      rows,
      input.limit,
      (found) => view(found, ctx.now()),
      ({ row }) => [row.createdAt.toISOString(), row.id],
    )
  },
})

/** What whoever has the link is told before they join. */
export interface OpenInvitation {
  organization: string
  slug: string
  invitedBy: string
  roles: InvitationRow['roles']
  teams: string[]
  /** The only address that may join by it. */
  email: string | null
  expiresAt: string
}

/** The invitation behind a link. Throws not found for an unknown one, conflict for one that leads nowhere. */
export async function openInvitation(secret: string, now: Date): Promise<OpenInvitation> {
  const { invitation, organization } = await invitationOf(secret, now)
  const [told] = await database()
    .read.select({ teams: teamsOf, invitedBy: people.name })
    .from(invitations)
    .innerJoin(people, eq(people.id, invitations.invitedBy))
    .where(eq(invitations.id, invitation.id))
  return {
    organization: organization.name,
    slug: organization.slug,
    invitedBy: told?.invitedBy ?? '',
    roles: invitation.roles,
    teams: told?.teams.map(({ name }) => name) ?? [],
    email: invitation.email,
    expiresAt: invitation.expiresAt.toISOString(),
  }
}

/** The slug of the organization that somebody has joined by this link; null where they have not. */
export async function joinedBy(secret: string, personId: string): Promise<string | null> {
  const [found] = await database()
    .read.select({ slug: organizations.slug })
    .from(invitations)
    .innerJoin(organizations, eq(organizations.id, invitations.organizationId))
    .where(and(eq(invitations.hash, hashSecret(secret)), eq(invitations.acceptedBy, personId)))
  return found?.slug ?? null
}

const teamsOf = sql<{ slug: string; name: string }[]>`coalesce((
  select json_agg(json_build_object('slug', t.slug, 'name', t.name) order by t.slug)
  from ${teams} t where t.id = any(${invitations.teamIds}) and t.removed_at is null), '[]'::json)`

interface Found {
  row: InvitationRow
  teams: { slug: string; name: string }[]
  invitedBy: ActorView
  acceptedBy: ActorView | null
}

function view({ row, ...told }: Found, now: Date): Invitation {
  return {
    id: row.id,
    email: row.email,
    roles: row.roles,
    ...told,
    state: stateOf(row, now),
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    acceptedAt: row.acceptedAt?.toISOString() ?? null,
  }
}
