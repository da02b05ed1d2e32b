import { and, eq, ne, sql } from 'drizzle-orm'
import { z } from 'zod'
import { experiments, loggedModels, models, projects, runs, versions } from '@/db/schema/tables'
import type { ReadDb } from '../door'
import { defaultProject } from '../experiments/project'
import { findOrganization } from '../organizations/find'
import { type MlflowLink, paths } from '../paths'
import { query } from '../query'
import { registeredName } from '../registered/find'
import { idOfSlug } from '../slugs'
import { OrganizationRef, PlainText } from '../view'
import { visibleModels } from '../visibility'
import { loggedModelId, uuidOf } from './ids'

const Text = PlainText(1000).optional()

/** What a link of an MLflow client is about. */
export const LinkInput = z.object({
  project: Text,
  experiment: Text,
  run: Text,
  candidate: Text,
  model: Text,
  version: Text,
  list: z.enum(['models', 'experiments']).optional(),
}) satisfies z.ZodType<MlflowLink>

/**
 * The page of what a link of an MLflow client is about, in one organization; null where that has no such
 * thing, or the caller may not see it. Runs are found by their ids, whichever project the link is of.
 */
export const followLink = query({
  action: 'organization.read',
  input: OrganizationRef.extend(LinkInput.shape),
  load: (_db, input, ctx) => findOrganization(ctx, input.org),

  async run({ db, subject, input, ctx }): Promise<string | null> {
    const { organizationId } = subject.organization
    const { org, project = defaultProject, experiment, run, candidate, model, version } = input
    if (run !== undefined) return runOf(db, org, organizationId, uuidOf(run))
    if (candidate !== undefined) {
      const id = loggedModelId(candidate)
      return id && runOf(db, org, organizationId, await makerOf(db, organizationId, id))
    }
    if (experiment !== undefined) return experimentOf(db, org, organizationId, project, experiment)
    if (model === undefined)
      return input.list === 'models'
        ? paths.models(org)
        : projectOf(db, org, organizationId, project)
    const [found] = await db
      .select({
        slug: models.slug,
        number: sql<number | null>`(select v.number from ${versions} v
          where v.model_id = models.id and v.life <> 'deleted' and v.number = ${numberIn(version)})`,
      })
      .from(models)
      .where(
        and(
          eq(models.organizationId, organizationId),
          eq(registeredName, model),
          ne(models.life, 'deleted'),
          visibleModels(ctx, organizationId),
        ),
      )
    if (!found) return null
    if (version === undefined) return paths.model(org, found.slug)
    return found.number === null ? null : paths.version(org, found.slug, found.number)
  },
})

async function runOf(db: ReadDb, org: string, organizationId: string, id: string | null) {
  if (!id) return null
  const [found] = await db
    .select({ number: runs.number, project: projects.slug })
    .from(runs)
    .innerJoin(projects, eq(projects.id, runs.projectId))
    .where(
      and(eq(runs.id, id), eq(runs.organizationId, organizationId), ne(projects.life, 'deleted')),
    )
  return found ? paths.run(org, found.project, found.number) : null
}

/** The run that made a candidate. */
async function makerOf(db: ReadDb, organizationId: string, id: string): Promise<string | null> {
  const [found] = await db
    .select({ runId: loggedModels.runId })
    .from(loggedModels)
    .where(and(eq(loggedModels.id, id), eq(loggedModels.organizationId, organizationId)))
  return found?.runId ?? null
}

async function experimentOf(
  db: ReadDb,
  org: string,
  organizationId: string,
  project: string,
  number: string,
): Promise<string | null> {
  const [found] = await db
    .select({ project: projects.slug, number: experiments.number })
    .from(experiments)
    .innerJoin(projects, eq(projects.id, experiments.projectId))
    .where(and(isProject(organizationId, project), eq(experiments.number, numberIn(number))))
  return found ? paths.experiment(org, found.project, found.number) : null
}

async function projectOf(db: ReadDb, org: string, organizationId: string, project: string) {
  const [found] = await db
    .select({ slug: projects.slug })
    .from(projects)
    .where(isProject(organizationId, project))
  return found ? paths.experiments(org, found.slug) : null
}

/** Of the slug that it has or once had. */
const isProject = (organizationId: string, slug: string) =>
  and(
    sql`${projects.id} = ${idOfSlug('project', sql`${organizationId}::uuid`, sql`${slug}`)}`,
    ne(projects.life, 'deleted'),
  )

/** A number that something could have; -1, which nothing has, for any other text. */
const numberIn = (text = '') => (/^\d{1,9}$/.test(text) ? Number(text) : -1)
