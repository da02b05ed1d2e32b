import { and, eq, inArray, isNull, ne, sql } from 'drizzle-orm'
import { z } from 'zod'
import { experiments, loggedModels, projects } from '@/db/schema/tables'
import type { Ctx, Membership } from '../actor'
import type { ReadDb, Target } from '../door'
import { notFound } from '../errors'
import { findOrganization } from '../organizations/find'
import { given, prepared } from '../prepared'
import { ProjectRef, type ProjectRow } from '../projects/find'
import { idOfSlug } from '../slugs'
import { loggedModelId, loggedModelRef } from '../tracking/ids'

/** A logged model by `m-` and the 32 hexadecimal digits of its id, as MLflow clients name it. */
export const LoggedModelRef = ProjectRef.extend({ model: z.string().max(100) })
export type LoggedModelRef = z.output<typeof LoggedModelRef>

export type LoggedModelRow = typeof loggedModels.$inferSelect

export interface LoggedModelTarget extends Target {
  organization: Membership
  project: Pick<ProjectRow, 'id' | 'slug'>
  experiment: { id: string; number: number; deletedAt: Date | null }
  model: LoggedModelRow
}

/**
 * The logged model of this id in a project; with `lock`, others that change it wait. Throws not found, also
 * for a deleted one unless `allowDeleted`.
 */
export async function findLoggedModel(
  db: ReadDb,
  ctx: Ctx,
  ref: LoggedModelRef,
  { lock = false, allowDeleted = false } = {},
): Promise<LoggedModelTarget> {
  const { organization } = findOrganization(ctx, ref.org)
  const id = loggedModelId(ref.model)
  const [found] = id
    ? await byId(db, { lock }).execute({
        organizationId: organization.organizationId,
        project: ref.project,
        id,
      })
    : []
  if (!found || (found.model.deletedAt && !allowDeleted)) throw noLoggedModel(ref.model)
  return loggedModelTarget(organization, found)
}

/** The logged models of these ids in a project, in their order. Throws not found for the first that is none. */
export async function loggedModelsIn(
  db: ReadDb,
  projectId: string,
  refs: readonly string[],
): Promise<LoggedModelRow[]> {
  const ids = refs.flatMap((ref) => loggedModelId(ref) ?? [])
  if (refs.length === 0) return []
  const rows = await db
    .select({ model: loggedModels })
    .from(loggedModels)
    .innerJoin(experiments, eq(experiments.id, loggedModels.experimentId))
    .where(
      and(
        inArray(loggedModels.id, ids),
        eq(experiments.projectId, projectId),
        isNull(loggedModels.deletedAt),
      ),
    )
  const byId = new Map(rows.map(({ model }) => [model.id, model]))
  return refs.map((ref) => {
    const found = byId.get(loggedModelId(ref) ?? '')
    if (!found) throw noLoggedModel(ref)
    return found
  })
}

export const noLoggedModel = (ref: string) => notFound(`Logged model with ID '${ref}' not found.`)

export function loggedModelTarget(
  organization: Membership,
  found: Pick<LoggedModelTarget, 'project' | 'experiment' | 'model'>,
): LoggedModelTarget {
  const { project, experiment, model } = found
  const { organizationId } = organization
  const page = `/${organization.slug}/projects/${project.slug}/experiments/${experiment.number}`
  return {
    organization,
    ...found,
    access: { organizationId, projectIds: [project.id], ownerId: model.createdBy },
    event: {
      kind: 'logged_model',
      id: model.id,
      uri: `${page}#${loggedModelRef(model.id)}`,
      organizationId,
      projectId: project.id,
    },
  }
}

const byId = prepared(
  (db, { lock }: { lock: boolean }) => {
    const search = db
      .select({
        model: loggedModels,
        project: { id: projects.id, slug: projects.slug },
        experiment: {
          id: experiments.id,
          number: experiments.number,
          deletedAt: experiments.deletedAt,
        },
      })
      .from(loggedModels)
      .innerJoin(experiments, eq(experiments.id, loggedModels.experimentId))
      .innerJoin(projects, eq(projects.id, experiments.projectId))
      .where(
        and(
          eq(loggedModels.id, given('id')),
          sql`${projects.id} = ${idOfSlug('project', given('organizationId'), given('project'))}`,
          ne(projects.life, 'deleted'),
        ),
      )
    // Its files and metrics point at it all the while; this lock does not stop them.
    return lock ? search.for('no key update', { of: loggedModels }) : search
  },
  { finds: true },
)
