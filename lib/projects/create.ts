import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { projects, roleGrants } from '@/db/schema/tables'
import { personBehind } from '../actor'
import { command } from '../command'
import { forbidden, invalid } from '../errors'
import { nameTaken } from '../life/taken'
import { findOrganization } from '../organizations/find'
import { refuseFormer } from '../slugs'
import { slugFrom } from '../uri'
import { DisplayName, OrganizationRef, PlainText } from '../view'
import { projectTarget } from './find'
import { viewProject } from './queries'
import { ProjectSlug } from './view'

const NewProject = z.object({
  name: DisplayName,
  slug: ProjectSlug.optional().describe('Made from the name when left out'),
  description: PlainText(10_000).optional(),
})

/** Makes a project; whoever makes it becomes its maintainer. Throws conflict for a slug in use. */
export const createProject = command({
  action: 'project.create',
  input: OrganizationRef.extend(NewProject.shape),
  load: (_tx, input, ctx) => {
    const target = findOrganization(ctx, input.org)
    return { ...target, event: { ...target.event, kind: 'project', id: null } }
  },

  async run({ tx, subject: { organization }, input, ctx }) {
    const createdBy = personBehind(ctx.actor)
    if (!createdBy) throw forbidden('A project is made by a person.')
    const slug = input.slug ?? ProjectSlug.safeParse(slugFrom(input.name)).data
    if (!slug)
      throw invalid('slug: No name for URIs can be made from this name. Give a slug.', {
        fields: { slug: 'Give a slug.' },
      })
    const { organizationId } = organization
    const { name, description = '' } = input
    const createdAt = ctx.now()
    const [project] = await tx
      .insert(projects)
      .values({ id: ctx.newId(), organizationId, slug, name, description, createdBy, createdAt })
      .onConflictDoNothing()
      .returning()
    if (!project) {
      const own = and(eq(projects.organizationId, organizationId), eq(projects.slug, slug))
      const [holder] = await tx.select().from(projects).where(own)
      throw nameTaken('project', slug, holder)
    }
    await refuseFormer(tx, 'project', { organizationId, slug })
    await tx.insert(roleGrants).values({
      id: ctx.newId(),
      organizationId,
      principalKind: 'person',
      principalId: createdBy,
      scopeKind: 'project',
      scopeId: project.id,
      role: 'maintainer',
      createdAt,
    })
    const after = { slug, name, description, maintainer: createdBy }
    const subject = projectTarget(organization, project).event
    return { result: await viewProject(tx, ctx, project), change: { before: null, after, subject } }
  },
})
