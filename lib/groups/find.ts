import { and, eq, ne, sql } from 'drizzle-orm'
import { z } from 'zod'
import { projects, runGroups } from '@/db/schema/tables'
import type { Ctx, Membership } from '../actor'
import type { ReadDb, Target } from '../door'
import { notFound } from '../errors'
import { findOrganization } from '../organizations/find'
import { paths } from '../paths'
import { ProjectRef, type ProjectRow } from '../projects/find'
import { idOfSlug } from '../slugs'

export const GroupNumber = z.coerce
  .number('Write a number.')
  .int()
  .min(1)
  .max(2 ** 31 - 1)

/** A task or pipeline by its number in a project. */
export const GroupRef = ProjectRef.extend({ group: GroupNumber })
export type GroupRef = z.output<typeof GroupRef>

export type GroupRow = typeof runGroups.$inferSelect

export interface GroupTarget extends Target {
  organization: Membership
  project: Pick<ProjectRow, 'id' | 'slug'>
  group: GroupRow
  /** `task 3 of penguins`, for sentences. */
  called: string
}

export interface GroupFinding {
  /** `change`: others that change it wait. `join`: it stays as it is until what joins it is there. */
  lock?: 'change' | 'join'
}

/** The group of this number. Throws not found. */
export async function findGroup(
  db: ReadDb,
  ctx: Ctx,
  ref: GroupRef,
  { lock }: GroupFinding = {},
): Promise<GroupTarget> {
  const { organization } = findOrganization(ctx, ref.org)
  const search = db
    .select({ group: runGroups, project: { id: projects.id, slug: projects.slug } })
    .from(runGroups)
    .innerJoin(projects, eq(projects.id, runGroups.projectId))
    .where(
      and(
        sql`${projects.id} = ${idOfSlug('project', organization.organizationId, ref.project)}`,
        eq(runGroups.number, ref.group),
        ne(projects.life, 'deleted'),
      ),
    )
  const strength = lock === 'change' ? 'no key update' : 'share'
  const [found] = await (lock ? search.for(strength, { of: runGroups }) : search)
  if (!found) throw notFound(`There is no task or pipeline ${ref.group} in ${ref.project}.`)
  return groupTarget(organization, found.project, found.group)
}

export function groupTarget(
  organization: Membership,
  project: GroupTarget['project'],
  group: GroupRow,
): GroupTarget {
  const { organizationId, kind, number } = group
  return {
    organization,
    project,
    group,
    called: `${kind} ${number} of ${project.slug}`,
    access: { organizationId, projectIds: [project.id], ownerId: group.createdBy },
    event: {
      kind: 'run_group',
      id: group.id,
      uri: paths.group(organization.slug, project.slug, number),
      organizationId,
      projectId: project.id,
    },
  }
}
