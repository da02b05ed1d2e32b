import { and, asc, eq, gt } from 'drizzle-orm'
import { z } from 'zod'
import { projects } from '@/db/schema/tables'
import { findOrganization } from '../organizations/find'
import { decodeCursor, page } from '../page'
import { query } from '../query'
import { OrganizationRef, type Page, PageInput } from '../view'
import { findProject, ProjectRef } from './find'
import { type Project, projectView } from './view'

/** The projects of an organization, by slug. */
export const listProjects = query({
  action: 'project.read',
  input: OrganizationRef.extend(PageInput.shape),
  load: (_db, input, ctx) => findOrganization(ctx, input.org),

  async run({ db, subject: { access }, input }): Promise<Page<Project>> {
    const after = decodeCursor(input.cursor, SlugCursor)
    const rows = await db
      .select()
      .from(projects)
      .where(
        and(
          eq(projects.organizationId, access.organizationId),
          after ? gt(projects.slug, after[0]) : undefined,
        ),
      )
      .orderBy(asc(projects.slug))
      .limit(input.limit + 1)
    return page(rows, input.limit, projectView, ({ slug }) => [slug])
  },
})

const SlugCursor = z.tuple([z.string().max(96)])

/** One project. Throws not found. */
export const getProject = query({
  action: 'project.read',
  input: ProjectRef,
  load: (db, input, ctx) => findProject(db, ctx, input),

  async run({ subject: { project } }): Promise<Project> {
    return projectView(project)
  },
})
