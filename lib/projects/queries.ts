import { and, asc, eq, gt, sql } from 'drizzle-orm'
import { z } from 'zod'
import { models, projects } from '@/db/schema/tables'
import { can } from '../access'
import type { Ctx } from '../actor'
import type { ReadDb } from '../door'
import { notFound } from '../errors'
import { findOrganization } from '../organizations/find'
import { decodeCursor, page } from '../page'
import { query } from '../query'
import { ListedLife, OrganizationRef, type Page, PageInput, Slug } from '../view'
import { visibleModels } from '../visibility'
import { findProject, ProjectRef } from './find'
import type { Project, ProjectName, ProjectWithAbilities } from './view'

/** The projects of an organization, by slug. */
export const listProjects = query({
  action: 'project.read',
  input: OrganizationRef.extend({ ...PageInput.shape, life: ListedLife }),
  load: (_db, input, ctx) => findOrganization(ctx, input.org),

  async run({ db, subject: { access }, input, ctx }): Promise<Page<Project>> {
    const { organizationId } = access
    const after = decodeCursor(input.cursor, SlugCursor)
    const rows = await db
      .select(columns(ctx, organizationId))
      .from(projects)
      .where(
        and(
          eq(projects.organizationId, organizationId),
          eq(projects.life, input.life),
          after ? gt(projects.slug, after[0]) : undefined,
        ),
      )
      .orderBy(asc(projects.slug))
      .limit(input.limit + 1)
    return page(rows, input.limit, projectView, ({ row }) => [row.slug])
  },
})

const SlugCursor = z.tuple([z.string().max(96)])

/** The slugs and names of the projects in use, or of one slug; 500 at most: to lead to and to choose from. */
export const listProjectNames = query({
  action: 'project.read',
  input: OrganizationRef.extend({ slug: Slug.optional() }),
  load: (_db, input, ctx) => findOrganization(ctx, input.org),

  run: ({ db, subject: { access }, input }): Promise<ProjectName[]> =>
    db
      .select({ slug: projects.slug, name: projects.name })
      .from(projects)
      .where(
        and(
          eq(projects.organizationId, access.organizationId),
          eq(projects.life, 'live'),
          input.slug ? eq(projects.slug, input.slug) : undefined,
        ),
      )
      .orderBy(asc(projects.slug))
      .limit(500),
})

/** One project, with what the caller may do to it. Throws not found. */
export const getProject = query({
  action: 'project.read',
  input: ProjectRef,
  load: (db, input, ctx) => findProject(db, ctx, input),

  async run({ db, subject: { project, access }, ctx }): Promise<ProjectWithAbilities> {
    const abilities = {
      update: can(ctx, 'project.update', access),
      grant: can(ctx, 'project.grant', access),
      archive: can(ctx, 'project.archive', access),
      restore: can(ctx, 'project.restore', access),
      delete: can(ctx, 'project.delete', access),
    }
    return { ...(await viewProject(db, ctx, project)), abilities }
  },
})

/** The view of a project that is already found. */
export async function viewProject(
  db: ReadDb,
  ctx: Ctx,
  { id, organizationId }: { id: string; organizationId: string },
): Promise<Project> {
  const [found] = await db
    .select(columns(ctx, organizationId))
    .from(projects)
    .where(eq(projects.id, id))
  if (!found) throw notFound('This project is gone.')
  return projectView(found)
}

// Column names are spelled out inside SQL: Drizzle drops their table where only one is selected from.
const columns = (ctx: Ctx, organizationId: string) => ({
  row: projects,
  // Each is looked up by itself: at most a hundred are, and there may be many models.
  models: sql<number>`(select count(*)::int from (select 1 from model_projects mp
    cross join lateral (select 1 from ${models} where models.id = mp.model_id
      and models.life = 'live' and ${visibleModels(ctx, organizationId)} offset 0) seen
    where mp.project_id = projects.id limit 100) counted)`,
  lastRunAt: sql<string | null>`(select to_char(r.created_at at time zone 'UTC',
    'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') from runs r
    where r.project_id = projects.id order by r.created_at desc limit 1)`,
})

interface Row {
  row: typeof projects.$inferSelect
  models: number
  lastRunAt: string | null
}

function projectView({ row, models, lastRunAt }: Row): Project {
  const { slug, name, description, runCount, life, createdAt } = row
  return {
    slug,
    name,
    description,
    models,
    runs: runCount,
    lastRunAt,
    life,
    createdAt: createdAt.toISOString(),
  }
}
