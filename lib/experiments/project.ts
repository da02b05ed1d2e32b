import { sql } from 'drizzle-orm'
import { database } from '@/db/client'
import { experiments, projects } from '@/db/schema/tables'
import { type Ctx, personBehind } from '../actor'
import { command } from '../command'
import { type ReadDb, retrying } from '../door'
import { conflict, expecting, forbidden, notFound } from '../errors'
import { beforehand } from '../idempotency'
import { requireLive } from '../life/state'
import { findOrganization } from '../organizations/find'
import { given, prepared } from '../prepared'
import { findProject, ProjectRef, projectTarget } from '../projects/find'
import { idOfSlug } from '../slugs'
import { OrganizationRef } from '../view'
import { defaultExperiment, experimentTarget } from './find'
import { defaultName } from './load'

/** The project that MLflow clients write to which name none. */
export const defaultProject = 'default'

/**
 * Makes the project `default` if it is not there yet, since clients of MLflow expect to write right away.
 * Nobody gets a role in it for that. Throws not found for any other project that is not there.
 */
export async function ensureProject(ctx: Ctx, ref: ProjectRef): Promise<void> {
  const { organizationId } = findOrganization(ctx, ref.org).organization
  const [there] = await begunNow(organizationId, ref.project)
  if (there) return
  if (ref.project !== defaultProject)
    throw notFound(
      `There is no project ${ref.project} in ${ref.org}. Make it first, or name another.`,
    )
  await makeDefaultProject(beforehand(ctx), { org: ref.org }).catch(passOver)
}

/** Makes the experiment `Default` of a project, and the project `default`, where they are not there yet. */
export async function ensureExperiments(ctx: Ctx, ref: ProjectRef): Promise<void> {
  const { organizationId } = findOrganization(ctx, ref.org).organization
  const [there] = await begunNow(organizationId, ref.project)
  if (there?.hasDefault) return
  if (!there) await ensureProject(ctx, ref)
  await makeDefaultExperiment(beforehand(ctx), ref).catch(passOver)
}

/** Whether it is the project `default`, and nothing was ever written to it: it is then read as if it were there. */
export async function isUnwritten(db: ReadDb, ctx: Ctx, ref: ProjectRef): Promise<boolean> {
  if (ref.project !== defaultProject) return false
  const { organizationId } = findOrganization(ctx, ref.org).organization
  const [there] = await begun(db, {}).execute({ organizationId, project: ref.project })
  return !there
}

const begunNow = (organizationId: string, project: string) =>
  retrying(() => begun(database().read, {}).execute({ organizationId, project }))

const begun = prepared(
  (db, _: object) =>
    db
      .select({
        hasDefault: sql<boolean>`exists (select 1 from ${experiments} e
        where e.project_id = ${projects.id} and e.number = ${defaultExperiment})`,
      })
      .from(projects)
      .where(
        sql`${projects.id} = ${idOfSlug('project', given('organizationId'), given('project'))}`,
      ),
  { finds: true },
)

const alreadyMade = 'already_made'

/** Several clients begin at once: one of them makes it, and it is there for all. */
const passOver = expecting(
  ({ code }) => code === alreadyMade,
  () => null,
)

const makeDefaultProject = command({
  action: 'project.create',
  input: OrganizationRef,
  load: (_tx, input, ctx) => {
    const target = findOrganization(ctx, input.org)
    return { ...target, event: { ...target.event, kind: 'project', id: null } }
  },

  async run({ tx, subject: { organization }, ctx }) {
    const { organizationId } = organization
    const createdBy = personBehind(ctx.actor)
    if (!createdBy) throw forbidden('A project is made by a person.')
    const [project] = await tx
      .insert(projects)
      .values({
        id: ctx.newId(),
        organizationId,
        slug: defaultProject,
        name: defaultName,
        createdBy,
        createdAt: ctx.now(),
      })
      .onConflictDoNothing()
      .returning()
    if (!project) throw conflict('The project is there by now.', { code: alreadyMade })
    const after = { slug: defaultProject, name: defaultName }
    const subject = projectTarget(organization, project).event
    return { result: null, change: { before: null, after, subject } }
  },
})

const makeDefaultExperiment = command({
  action: 'experiment.create',
  input: ProjectRef,
  load: (tx, input, ctx) => findProject(tx, ctx, input, { lock: true }),

  async run({ tx, subject, ctx }) {
    const createdBy = personBehind(ctx.actor)
    if (!createdBy) throw forbidden('An experiment is made by a person, or by a token of one.')
    requireLive(`The project ${subject.project.slug}`, subject.project)
    const at = ctx.now()
    const [made] = await tx
      .insert(experiments)
      .values({
        id: ctx.newId(),
        organizationId: subject.project.organizationId,
        projectId: subject.project.id,
        number: defaultExperiment,
        name: defaultName,
        createdBy,
        createdAt: at,
        updatedAt: at,
      })
      .onConflictDoNothing()
      .returning()
    if (!made) throw conflict('The experiment is there by now.', { code: alreadyMade })
    const after = { experiment: defaultExperiment, name: defaultName }
    const { event } = experimentTarget(subject, made)
    return { result: null, change: { before: null, after, subject: event } }
  },
})
