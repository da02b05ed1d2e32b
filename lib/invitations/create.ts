import { and, eq, inArray, isNull } from 'drizzle-orm'
import { invitations, members, people, teams } from '@/db/schema/tables'
import { personBehind } from '../actor'
import { command } from '../command'
import type { Tx } from '../door'
import { publicOrigin } from '../env'
import { conflict, forbidden, invalid } from '../errors'
import { findOrganization } from '../organizations/find'
import { paths } from '../paths'
import { hashSecret, newSecret } from '../secret'
import { dayMs } from '../time'
import { invitationSubject } from './find'
import { InvitationRequest, type NewInvitation } from './view'

/**
 * Makes a link by which one person joins, with these roles and in these teams. It is in this answer and
 * nowhere else. Throws conflict where the address is that of a member already.
 */
export const createInvitation = command({
  action: 'invitation.create',
  input: InvitationRequest,
  load(_tx, input, ctx) {
    const target = findOrganization(ctx, input.org)
    return { ...target, event: invitationSubject(target.organization, null) }
  },

  async run({ tx, subject: { organization }, input, ctx }) {
    const { organizationId, name } = organization
    const invitedBy = personBehind(ctx.actor)
    if (!invitedBy || (ctx.actor.kind === 'token' && ctx.actor.serviceAccount))
      throw forbidden('An invitation comes from a person, not from a service account.')
    const email = input.email ?? null
    if (email) await refuseMember(tx, { organizationId, name, email })
    const chosen = await chosenTeams(tx, organizationId, input.teams)
    const secret = newSecret()
    const createdAt = ctx.now()
    const [made] = await tx
      .insert(invitations)
      .values({
        id: ctx.newId(),
        organizationId,
        email,
        roles: input.roles,
        teamIds: chosen.map(({ id }) => id),
        hash: hashSecret(secret),
        invitedBy,
        createdAt,
        expiresAt: new Date(createdAt.getTime() + input.days * dayMs),
      })
      .returning()
    if (!made) throw new Error('The invitation was not inserted.')
    const [inviter] = await tx.select().from(people).where(eq(people.id, invitedBy))
    const expiresAt = made.expiresAt.toISOString()
    const result: NewInvitation = {
      id: made.id,
      email,
      roles: made.roles,
      teams: chosen.map(({ slug, name }) => ({ slug, name })),
      state: 'open',
      invitedBy: { id: invitedBy, kind: 'person', name: inviter?.name ?? '' },
      createdAt: createdAt.toISOString(),
      expiresAt,
      acceptedAt: null,
      acceptedBy: null,
      secret,
      url: `${publicOrigin()}${paths.join(secret)}`,
    }
    const slugs = chosen.map(({ slug }) => slug)
    // Whether it is for one address; which one, no log may hold.
    const after = { roles: made.roles, teams: slugs, forOneAddress: email !== null, expiresAt }
    const subject = invitationSubject(organization, made.id)
    return { result, change: { before: null, after, subject } }
  },
})

async function refuseMember(
  tx: Tx,
  { organizationId, name, email }: { organizationId: string; name: string; email: string },
): Promise<void> {
  const [present] = await tx
    .select({ name: people.name })
    .from(members)
    .innerJoin(people, eq(people.id, members.personId))
    .where(
      and(
        eq(members.organizationId, organizationId),
        isNull(members.removedAt),
        eq(people.email, email),
      ),
    )
  if (!present) return
  const message = `${present.name} is a member of ${name} already.`
  throw conflict(message, { fields: { email: message } })
}

async function chosenTeams(tx: Tx, organizationId: string, slugs: string[]) {
  if (slugs.length === 0) return []
  const rows = await tx
    .select({ id: teams.id, slug: teams.slug, name: teams.name })
    .from(teams)
    .where(
      and(
        eq(teams.organizationId, organizationId),
        inArray(teams.slug, slugs),
        isNull(teams.removedAt),
      ),
    )
    .orderBy(teams.slug)
  const missing = slugs.find((slug) => !rows.some((row) => row.slug === slug))
  if (!missing) return rows
  const message = `There is no team ${missing}. Make it under Settings → Teams first.`
  throw invalid(`teams: ${message}`, { fields: { teams: message } })
}
