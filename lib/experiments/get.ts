import { eq, sql } from 'drizzle-orm'
import { experiments } from '@/db/schema/tables'
import { notFound } from '../errors'
import { personView } from '../people'
import { query } from '../query'
import { noteKey } from '../tracking/tags'
import { findExperiment } from './find'
import { type Experiment, ExperimentRef } from './view'

/** An experiment with what its clients say of it. */
export const getExperiment = query({
  action: 'experiment.read',
  input: ExperimentRef,
  load: (db, input, ctx) => findExperiment(db, ctx, input),

  async run({ db, subject }): Promise<Experiment> {
    const { experiment, project } = subject
    const [found] = await db
      .select({
        createdBy: personView(sql`experiments.created_by`),
        tags: sql<Experiment['tags'] | null>`(
          select json_agg(json_build_object('key', t.key, 'value', t.value) order by t.key)
          from experiment_tags t where t.experiment_id = experiments.id)`,
      })
      .from(experiments)
      .where(eq(experiments.id, experiment.id))
    if (!found) throw notFound('This experiment is gone.')
    const tags = found.tags ?? []
    return {
      experiment: experiment.number,
      project: project.slug,
      name: experiment.name,
      description: tags.find(({ key }) => key === noteKey)?.value ?? '',
      tags: tags.filter(({ key }) => key !== noteKey),
      createdBy: found.createdBy,
      createdAt: experiment.createdAt.toISOString(),
      deletedAt: experiment.deletedAt?.toISOString() ?? null,
    }
  },
})
