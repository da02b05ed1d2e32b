import { and, eq, ne, sql } from 'drizzle-orm'
import { z } from 'zod'
import { projects, runs } from '@/db/schema/tables'
import type { Ctx, Membership } from '../actor'
import type { ReadDb, Target } from '../door'
import { notFound } from '../errors'
import { findOrganization } from '../organizations/find'
import { given, prepared } from '../prepared'
import { ProjectRef, type ProjectRow } from '../projects/find'
import { idOfSlug } from '../slugs'
import { runUri } from '../uri'

/** A run by its number in a project. */
export const RunRef = ProjectRef.extend({
  run: z.coerce
    .number('Write a number.')
    .int()
    .min(1)
    .max(2 ** 31 - 1),
})
export type RunRef = z.output<typeof RunRef>

export type RunRow = typeof runs.$inferSelect

export interface RunTarget extends Target {
  organization: Membership
  project: Pick<ProjectRow, 'id' | 'slug'>
  run: RunRow
  /** `run://penguins/12` */
  uri: string
}

/** The run of this number; with `lock`, others that change the run itself wait. Throws not found. */
export async function findRun(
  db: ReadDb,
  ctx: Ctx,
  ref: RunRef,
  { lock = false } = {},
): Promise<RunTarget> {
  const { organization } = findOrganization(ctx, ref.org)
  const [found] = await numbered(db, { lock }).execute({
    organizationId: organization.organizationId,
    project: ref.project,
    number: ref.run,
  })
  if (!found) throw notFound(`There is no run ${ref.run} in ${ref.project}.`)
  return runTarget(organization, found.project, found.run)
}

const numbered = prepared(
  (db, { lock }: { lock: boolean }) => {
    const search = db
      .select({ run: runs, project: { id: projects.id, slug: projects.slug } })
      .from(runs)
      .innerJoin(projects, eq(projects.id, runs.projectId))
      .where(
        and(
          sql`${projects.id} = ${idOfSlug('project', given('organizationId'), given('project'))}`,
          eq(runs.number, given('number')),
          ne(projects.life, 'deleted'),
        ),
      )
    // Rows that point at the run are inserted all the while; this lock does not stop them.
    return lock ? search.for('no key update', { of: runs }) : search
  },
  { finds: true },
)

export function runTarget(
  organization: Membership,
  project: RunTarget['project'],
  run: RunRow,
): RunTarget {
  const { organizationId } = run
  const event = runEvent(project, run)
  return {
    organization,
    project,
    run,
    uri: event.uri,
    access: { organizationId, projectIds: [project.id], ownerId: run.createdBy },
    event,
  }
}

/** What an event says of a run that it is about. */
export function runEvent(
  project: RunTarget['project'],
  { id, number, organizationId }: Pick<RunRow, 'id' | 'number' | 'organizationId'>,
) {
  const uri = runUri(project.slug, number)
  return { kind: 'run', id, uri, organizationId, projectId: project.id }
}
