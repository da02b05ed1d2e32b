import { and, eq, ne, sql } from 'drizzle-orm'
import { z } from 'zod'
import { experiments, projects, runs, trackedRuns } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import type { ReadDb } from '../door'
import { invalid, notFound } from '../errors'
import { findOrganization } from '../organizations/find'
import { given, prepared } from '../prepared'
import { ProjectRef } from '../projects/find'
import { type RunTarget, runTarget } from '../runs/find'
import { idOfSlug } from '../slugs'
import { uuidOf } from './ids'

/** A run by the 32 hexadecimal digits of its id, as MLflow clients name it. */
export const TrackedRunRef = ProjectRef.extend({ run: z.string().max(100) })
export type TrackedRunRef = z.output<typeof TrackedRunRef>

export type TrackedRunRow = typeof trackedRuns.$inferSelect

export interface TrackedRunTarget extends RunTarget {
  tracked: TrackedRunRow
  experiment: { id: string; number: number; deletedAt: Date | null }
}

/**
 * The tracked run of this id in a project, a deleted one too; with `lock`, others that change the run itself
 * wait, and whoever deletes its experiment. Throws not found.
 */
export async function findTrackedRun(
  db: ReadDb,
  ctx: Ctx,
  ref: TrackedRunRef,
  { lock = false } = {},
): Promise<TrackedRunTarget> {
  const { organization } = findOrganization(ctx, ref.org)
  const id = uuidOf(ref.run)
  const { organizationId } = organization
  // By a statement of its own: whoever waits for a lock sees what others changed in the next one only. And the
  // experiment first, as whoever deletes it does before it touches its runs.
  if (id && lock) await lockedExperiment(db, {}).execute({ organizationId, id })
  const [found] = id
    ? await byId(db, { lock }).execute({ organizationId, project: ref.project, id })
    : []
  if (!found) throw notFound(`Run with id=${ref.run} not found`)
  const { run, project, tracked, experiment } = found
  return { ...runTarget(organization, project, run), tracked, experiment }
}

/** Throws invalid for a run that was deleted, or whose experiment was: nothing is added to one. */
export function requireActive({ tracked, experiment, run }: TrackedRunTarget): void {
  if (!tracked.deletedAt && !experiment.deletedAt) return
  throw invalid(
    `The run ${run.id.replaceAll('-', '')} must be in the 'active' state. Restore it first.`,
  )
}

const lockedExperiment = prepared(
  (db, _: object) =>
    db
      .select({ id: experiments.id })
      .from(experiments)
      .innerJoin(trackedRuns, eq(trackedRuns.experimentId, experiments.id))
      .where(
        and(
          eq(trackedRuns.runId, given('id')),
          eq(experiments.organizationId, given('organizationId')),
        ),
      )
      .for('key share', { of: experiments }),
  { finds: true },
)

const byId = prepared(
  (db, { lock }: { lock: boolean }) => {
    const search = db
      .select({
        run: runs,
        project: { id: projects.id, slug: projects.slug },
        tracked: trackedRuns,
        experiment: {
          id: experiments.id,
          number: experiments.number,
          deletedAt: experiments.deletedAt,
        },
      })
      .from(runs)
      .innerJoin(projects, eq(projects.id, runs.projectId))
      .innerJoin(trackedRuns, eq(trackedRuns.runId, runs.id))
      .innerJoin(experiments, eq(experiments.id, trackedRuns.experimentId))
      .where(
        and(
          eq(runs.id, given('id')),
          sql`${projects.id} = ${idOfSlug('project', given('organizationId'), given('project'))}`,
          ne(projects.life, 'deleted'),
        ),
      )
    return lock ? search.for('no key update', { of: [runs, trackedRuns] }) : search
  },
  { finds: true },
)
