import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { projects } from '@/db/schema/tables'
import { personBehind } from '../actor'
import { command } from '../command'
import { forbidden } from '../errors'
import { grantMaker } from '../grants/insert'
import { nameTaken } from '../life/taken'
import { findOrganization } from '../organizations/find'
import { refuseFormer, slugOf } from '../slugs'
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
    const slug = slugOf(input, ProjectSlug)
    const { organizationId } = organization
    const { name, description = '' } = input
    const [project] = await tx
      .insert(projects)
      .values({
        id: ctx.newId(),
        organizationId,
        slug,
        name,
        description,
        createdBy,
        createdAt: ctx.now(),
      })
      .onConflictDoNothing()
      .returning()
    if (!project) {
      const own = and(eq(projects.organizationId, organizationId), eq(projects.slug, slug))
      const [holder] = await tx.select().from(projects).where(own)
      throw nameTaken('project', slug, holder)
    }
    await refuseFormer(tx, 'project', { organizationId, slug })
    const scope = { scopeKind: 'project', scopeId: project.id } as const
    await grantMaker(tx, ctx, createdBy, { organizationId, ...scope })
    const after = { slug, name, description, maintainer: createdBy }
    const subject = projectTarget(organization, project).event
    return { result: await viewProject(tx, ctx, project), change: { before: null, after, subject } }
  },
})
