import { and, eq } from 'drizzle-orm'
import { experiments } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import type { ReadDb } from '../door'
import { invalid, notFound } from '../errors'
import { findProject, type ProjectTarget } from '../projects/find'

export type ExperimentRow = typeof experiments.$inferSelect

/** The experiment that runs go to which name none: there in every project from the first use on. */
export const defaultExperiment = 0

export interface ExperimentTarget extends ProjectTarget {
  experiment: ExperimentRow
}

/** Throws invalid for an experiment that was deleted: nothing is added to one. */
export function requireActive({ number, deletedAt }: Pick<ExperimentRow, 'number' | 'deletedAt'>) {
  if (!deletedAt) return
  throw invalid(
    `The experiment ${number} must be in the 'active' state. It was deleted: restore it first.`,
  )
}

/** The experiment of this number in a project, a deleted one too. Throws not found. */
export async function findExperiment(
  db: ReadDb,
  ctx: Ctx,
  ref: { org: string; project: string; experiment: number },
  { lock = false } = {},
): Promise<ExperimentTarget> {
  const target = await findProject(db, ctx, ref)
  const search = db
    .select()
    .from(experiments)
    .where(
      and(eq(experiments.projectId, target.project.id), eq(experiments.number, ref.experiment)),
    )
  const [experiment] = await (lock ? search.for('update') : search)
  if (!experiment) throw notFound(`No Experiment with id=${ref.experiment} exists`)
  return experimentTarget(target, experiment)
}

export function experimentTarget(
  target: ProjectTarget,
  experiment: ExperimentRow,
): ExperimentTarget {
  const { organization, project } = target
  const { id, number, organizationId } = experiment
  return {
    ...target,
    experiment,
    event: {
      kind: 'experiment',
      id,
      uri: `/${organization.slug}/projects/${project.slug}/experiments/${number}`,
      organizationId,
      projectId: project.id,
    },
  }
}
