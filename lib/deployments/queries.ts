import { and, desc, eq, isNotNull, isNull, lt, ne, sql } from 'drizzle-orm'
import { z } from 'zod'
import { deploymentRevisions, deployments, projects } from '@/db/schema/tables'
import { can } from '../access'
import { notFound } from '../errors'
import { findModel } from '../models/find'
import { findOrganization } from '../organizations/find'
import { decodeCursor, NumberCursor, page, TimeCursor } from '../page'
import { findProject } from '../projects/find'
import { query } from '../query'
import { OrganizationRef, type Page, PageInput, Slug } from '../view'
import { DeploymentRef, findDeployment } from './find'
import {
  deploymentColumns,
  deploymentView,
  revisionColumns,
  revisionView,
  viewDeployment,
} from './load'
import { type Deployment, type DeploymentWithAbilities, type Revision, TargetLabel } from './view'

/** The deployments of an organization with what serves where now, the last changed first. */
export const listDeployments = query({
  action: 'deployment.read',
  input: OrganizationRef.extend({
    project: Slug.optional(),
    target: TargetLabel.optional(),
    model: Slug.optional().describe('Those that serve a version of it now'),
    archived: z.stringbool().or(z.boolean()).default(false).describe('Those put away'),
    ...PageInput.shape,
  }),

  async load(db, input, ctx) {
    const { org, project, model } = input
    const target = findOrganization(ctx, org)
    return {
      ...target,
      projectId: project ? (await findProject(db, ctx, { org, project })).project.id : null,
      modelId: model ? (await findModel(db, ctx, { org, model })).model.id : null,
    }
  },

  async run({ db, subject, input, ctx }): Promise<Page<Deployment>> {
    const { organizationId } = subject.access
    const { projectId, modelId } = subject
    const after = decodeCursor(input.cursor, TimeCursor)
    const rows = await db
      .select(deploymentColumns(ctx, organizationId))
      .from(deployments)
      .innerJoin(
        projects,
        and(eq(projects.id, deployments.projectId), ne(projects.life, 'deleted')),
      )
      .where(
        and(
          eq(deployments.organizationId, organizationId),
          input.archived ? isNotNull(deployments.archivedAt) : isNull(deployments.archivedAt),
          projectId ? eq(deployments.projectId, projectId) : undefined,
          input.target ? eq(deployments.target, input.target) : undefined,
          modelId
            ? sql`exists (select 1 from serving_versions sv
                where sv.deployment_id = ${deployments.id} and sv.model_id = ${modelId})`
            : undefined,
          after
            ? sql`(${deployments.updatedAt}, ${deployments.id}) < (${after[0]}, ${after[1]})`
            : undefined,
        ),
      )
      .orderBy(desc(deployments.updatedAt), desc(deployments.id))
      .limit(input.limit + 1)
    return page(rows, input.limit, deploymentView, ({ updatedAt, id }) => [updatedAt, id])
  },
})

/** One deployment: what serves under its name now, and what the caller may do to it. */
export const getDeployment = query({
  action: 'deployment.read',
  input: DeploymentRef,
  load: (db, input, ctx) => findDeployment(db, ctx, input),

  async run({ db, subject: { deployment, access }, ctx }): Promise<DeploymentWithAbilities> {
    const abilities = {
      update: can(ctx, 'deployment.update', access),
      revise: can(ctx, 'deployment.revise', access),
      rollback: can(ctx, 'deployment.rollback', access),
      stop: can(ctx, 'deployment.stop', access),
      archive: can(ctx, 'deployment.archive', access),
      restore: can(ctx, 'deployment.restore', access),
      observe: can(ctx, 'deployment.observe', access),
    }
    return {
      ...(await viewDeployment(db, ctx, access.organizationId, deployment.id)),
      abilities,
    }
  },
})

/** Every split that a deployment ever had, newest first. */
export const listRevisions = query({
  action: 'deployment.read',
  input: DeploymentRef.extend(PageInput.shape),
  load: (db, input, ctx) => findDeployment(db, ctx, input),

  async run({ db, subject: { deployment, access }, input, ctx }): Promise<Page<Revision>> {
    const after = decodeCursor(input.cursor, NumberCursor)
    const rows = await db
      .select(revisionColumns(ctx, access.organizationId))
      .from(deploymentRevisions)
      .where(
        and(
          eq(deploymentRevisions.deploymentId, deployment.id),
          after ? lt(deploymentRevisions.number, after[0]) : undefined,
        ),
      )
      .orderBy(desc(deploymentRevisions.number))
      .limit(input.limit + 1)
    return page(rows, input.limit, revisionView, ({ revision }) => [revision])
  },
})

export const RevisionRef = DeploymentRef.extend({
  revision: z.coerce
    .number()
    .int()
    .positive()
    .max(2 ** 31 - 1),
})

/** One split as it was made. Throws not found. */
export const getRevision = query({
  action: 'deployment.read',
  input: RevisionRef,
  load: (db, input, ctx) => findDeployment(db, ctx, input),

  async run({ db, subject: { deployment, access }, input, ctx }): Promise<Revision> {
    const [found] = await db
      .select(revisionColumns(ctx, access.organizationId))
      .from(deploymentRevisions)
      .where(
        and(
          eq(deploymentRevisions.deploymentId, deployment.id),
          eq(deploymentRevisions.number, input.revision),
        ),
      )
    if (!found) throw noRevision(deployment.slug, input.revision, deployment.revision)
    return revisionView(found)
  },
})

export function noRevision(name: string, asked: number, newest: number) {
  const there = newest === 0 ? 'It has none yet.' : `Its newest is ${newest}.`
  return notFound(`${name} has no revision ${asked}. ${there}`)
}
