import { z } from 'zod'
import { teams } from '@/db/schema/tables'
import { command } from '../command'
import { conflict } from '../errors'
import { findOrganization } from '../organizations/find'
import { slugOf } from '../slugs'
import { DisplayName, OrganizationRef, PlainText } from '../view'
import { teamTarget } from './find'
import { type Team, TeamSlug } from './view'

const NewTeam = z.object({
  name: DisplayName,
  slug: TeamSlug.optional().describe('Made from the name when left out; it never changes'),
  description: PlainText(2000).optional(),
})

/** Makes a team without members and without roles. Throws conflict for a slug in use. */
export const createTeam = command({
  action: 'team.create',
  input: OrganizationRef.extend(NewTeam.shape),
  load: (_tx, input, ctx) => {
    const target = findOrganization(ctx, input.org)
    return { ...target, event: { ...target.event, kind: 'team', id: null } }
  },

  async run({ tx, subject: { organization }, input, ctx }) {
    const slug = slugOf(input, TeamSlug)
    const { organizationId } = organization
    const { name, description = '' } = input
    const [team] = await tx
      .insert(teams)
      .values({
        id: ctx.newId(),
        organizationId,
        slug,
        name,
        description,
        createdAt: ctx.now(),
      })
      .onConflictDoNothing()
      .returning()
    if (!team) throw conflict(`A team named ${slug} exists. Choose another name.`)
    const createdAt = team.createdAt.toISOString()
    const result: Team = { slug, name, description, members: 0, roles: [], createdAt }
    const { event: subject } = teamTarget(organization, team)
    return { result, change: { before: null, after: { slug, name, description }, subject } }
  },
})
