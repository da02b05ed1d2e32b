import { and, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { experiments, experimentTags, projects } from '@/db/schema/tables'
import { type Ctx, personBehind } from '../actor'
import { command } from '../command'
import type { Operation, Tx } from '../door'
import { type AppError, conflict, forbidden, invalid } from '../errors'
import { requireLive } from '../life/state'
import { findProject, ProjectRef } from '../projects/find'
import { experimentTarget } from './find'
import { ensureExperiments } from './project'
import { tagsOf } from './tags'
import { ExperimentName, KeyValue } from './view'

const NewExperiment = ProjectRef.extend({
  name: ExperimentName,
  tags: z.array(KeyValue).max(1000, 'At most 1000 tags.').default([]),
  location: z.string().default('').describe('Where its files go: here, so nothing or ours'),
})

/** Makes an experiment; in a project that has none, `Default` is made first. Throws conflict for a name in use. */
export const createExperiment: Operation<typeof NewExperiment, { experiment: number }> =
  Object.assign(
    async (ctx: Ctx, input: z.input<typeof NewExperiment>) => {
      await ensureExperiments(ctx, input)
      return create(ctx, input)
    },
    { action: 'experiment.create' as const, input: NewExperiment },
  )

const create = command({
  action: 'experiment.create',
  input: NewExperiment,
  load: (tx, input, ctx) => findProject(tx, ctx, input, { lock: true }),

  async run({ tx, subject, input, ctx }) {
    const createdBy = personBehind(ctx.actor)
    if (!createdBy) throw forbidden('An experiment is made by a person, or by a token of one.')
    const { project } = subject
    requireLive(`The project ${project.slug}`, project)
    requireOurs(input.location)
    const tags = tagsOf(input.tags)
    const { name } = input
    await requireFree(tx, project.id, name)
    const at = ctx.now()
    const [counted] = await tx
      .update(projects)
      .set({ experimentCount: sql`${projects.experimentCount} + 1` })
      .where(eq(projects.id, project.id))
      .returning({ number: projects.experimentCount })
    const [experiment] = await tx
      .insert(experiments)
      .values({
        id: ctx.newId(),
        organizationId: project.organizationId,
        projectId: project.id,
        number: counted?.number ?? 1,
        name,
        createdBy,
        createdAt: at,
        updatedAt: at,
      })
      .returning()
    if (!experiment) throw new Error('The experiment was not inserted.')
    if (tags.length > 0)
      await tx
        .insert(experimentTags)
        .values(tags.map((tag) => ({ experimentId: experiment.id, ...tag })))
    const { number } = experiment
    const after = { experiment: number, name, ...(tags.length > 0 && { tags }) }
    const { event } = experimentTarget(subject, experiment)
    return { result: { experiment: number }, change: { before: null, after, subject: event } }
  },
})

/** Throws conflict for a name that an experiment of a locked project has; a deleted one keeps it. */
export async function requireFree(tx: Tx, projectId: string, name: string): Promise<void> {
  const [holder] = await tx
    .select({ deletedAt: experiments.deletedAt })
    .from(experiments)
    .where(and(eq(experiments.projectId, projectId), eq(experiments.name, name)))
  if (holder) throw nameInUse(name, holder.deletedAt !== null)
}

function nameInUse(name: string, isDeleted: boolean): AppError {
  const way = isDeleted ? 'It was deleted: restore it, or choose another name.' : 'Use that one.'
  return conflict(`Experiment(name=${name}) already exists. ${way}`, {
    code: 'RESOURCE_ALREADY_EXISTS',
  })
}

/** Files of runs are kept here; a client that names a place elsewhere would be told something else. */
function requireOurs(location: string): void {
  if (location === '' || location.startsWith('mlflow-artifacts:')) return
  throw invalid(
    `Model Hub keeps the files of runs itself. Leave out artifact_location, which is ${JSON.stringify(location.slice(0, 200))}.`,
  )
}
