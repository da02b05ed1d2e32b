import { and, eq, ne, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { experiments, projects } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import type { ReadDb } from '../door'
import { notFound } from '../errors'
import { findOrganization } from '../organizations/find'
import { given, prepared } from '../prepared'
import { findProject, ProjectRef } from '../projects/find'
import { query } from '../query'
import { idOfSlug } from '../slugs'
import { defaultExperiment } from './find'
import { defaultName, type LoadedExperiment, loadExperiments, untouched } from './load'
import { isUnwritten } from './project'
import { ExperimentRef } from './view'

/** One experiment by its number, a deleted one too. Throws not found. */
export const getExperiment = query({
  action: 'experiment.read',
  input: ExperimentRef,
  load: (db, input, ctx) => findOne(db, ctx, input, { number: input.experiment }),
  run: ({ db, subject: { id } }) => loaded(db, id),
})

/** One experiment by its name, a deleted one too. Throws not found. */
export const getExperimentByName = query({
  action: 'experiment.read',
  input: ProjectRef.extend({ name: z.string() }),
  load: (db, input, ctx) => findOne(db, ctx, input, { name: input.name }),
  run: ({ db, subject: { id } }) => loaded(db, id),
})

type Wanted = { number: number; name?: never } | { name: string; number?: never }

/** The id of an experiment; null for `Default` where nothing was tracked yet: it is as if it were there. */
async function findOne(db: ReadDb, ctx: Ctx, ref: ProjectRef, wanted: Wanted) {
  const { organization, access } = findOrganization(ctx, ref.org)
  const { organizationId } = organization
  const byNumber = wanted.number !== undefined
  const [found] = await wantedOf(db, { byNumber }).execute({
    ...wanted,
    ...{ organizationId, project: ref.project },
  })
  if (found) return { access: { ...access, projectIds: [found.projectId] }, id: found.id }
  const isDefault = wanted.number === defaultExperiment || wanted.name === defaultName
  const missing = byNumber
    ? `No Experiment with id=${wanted.number} exists`
    : `Could not find experiment with name '${wanted.name}'`
  // What a project that was never written to does not hold; any other is to be there.
  if (!(await isUnwritten(db, ctx, ref))) await findProject(db, ctx, ref)
  if (!isDefault) throw notFound(missing)
  return { access, id: null }
}

async function loaded(db: ReadDb, id: string | null): Promise<LoadedExperiment> {
  const [experiment] = id ? await loadExperiments(db, [id]) : []
  return experiment ?? untouched
}

const wantedOf = prepared((db, { byNumber }: { byNumber: boolean }) => {
  const { number, name } = experiments
  const wanted: SQL = byNumber ? eq(number, given('number')) : eq(name, given('name'))
  return db
    .select({ id: experiments.id, projectId: experiments.projectId })
    .from(experiments)
    .innerJoin(projects, eq(projects.id, experiments.projectId))
    .where(
      and(
        sql`${projects.id} = ${idOfSlug('project', given('organizationId'), given('project'))}`,
        ne(projects.life, 'deleted'),
        wanted,
      ),
    )
})
