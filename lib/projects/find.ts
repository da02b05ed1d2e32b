import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { projects } from '@/db/schema/tables'
import type { Ctx, Membership } from '../actor'
import type { ReadDb, Target } from '../door'
import { notFound } from '../errors'
import { type Finding, isThere } from '../life/find'
import { findOrganization } from '../organizations/find'
import { idOfSlug } from '../slugs'
import { Slug } from '../view'

export const ProjectRef = z.object({ org: Slug, project: Slug })
export type ProjectRef = z.infer<typeof ProjectRef>

export type ProjectRow = typeof projects.$inferSelect

export interface ProjectTarget extends Target {
  organization: Membership
  project: ProjectRow
}

/** The project of this slug, or of one it had before. Throws not found. */
export async function findProject(
  db: ReadDb,
  ctx: Ctx,
  ref: ProjectRef,
  finding: Finding = {},
): Promise<ProjectTarget> {
  const { organization } = findOrganization(ctx, ref.org)
  const search = db
    .select()
    .from(projects)
    .where(sql`${projects.id} = ${idOfSlug('project', organization.organizationId, ref.project)}`)
  const [project] = await (finding.lock ? search.for('update') : search)
  const target = project && projectTarget(organization, project)
  if (!target || !isThere(ctx, target.project, target.access, finding))
    throw notFound(`There is no project ${ref.project} in ${ref.org}.`)
  return target
}

export function projectTarget(organization: Membership, project: ProjectRow): ProjectTarget {
  const { organizationId } = organization
  return {
    organization,
    project,
    access: { organizationId, projectIds: [project.id] },
    event: {
      kind: 'project',
      id: project.id,
      uri: `/${organization.slug}/projects/${project.slug}`,
      organizationId,
      projectId: project.id,
    },
  }
}
