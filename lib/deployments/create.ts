import { and, eq, isNull, sql } from 'drizzle-orm'
import { z } from 'zod'
import { deployments } from '@/db/schema/tables'
import { type Ctx, type Membership, personBehind } from '../actor'
import { command } from '../command'
import type { ReadDb, Tx } from '../door'
import { conflict } from '../errors'
import { requireLive } from '../life/state'
import { findProject, type ProjectRow } from '../projects/find'
import { OrganizationRef, PlainText, Slug } from '../view'
import { type DeploymentRow, type DeploymentTarget, deploymentTarget } from './find'
import { viewDeployment } from './load'
import { DeploymentSlug, TargetLabel } from './view'

/** How many deployments of an organization are in use at most: an application may ask for all of them at once. */
export const mostInUse = 200

/** Makes a deployment, which serves nothing until its first revision. Throws conflict for a name in use. */
export const createDeployment = command({
  action: 'deployment.create',
  input: OrganizationRef.extend({
    name: DeploymentSlug.describe('The key of its flag, for ever'),
    project: Slug,
    target: TargetLabel,
    description: PlainText(10_000).optional(),
    follows: z
      .boolean()
      .default(false)
      .describe('Makes a new revision when latest or an alias that it was asked by moves'),
  }),

  async load(tx, input, ctx) {
    const found = await findProject(tx, ctx, input, { lock: true })
    return { ...found, event: { ...found.event, kind: 'deployment', id: null } }
  },

  async run({ tx, subject: { organization, project }, input, ctx }) {
    const { target, change } = await addDeployment(
      tx,
      organization,
      newDeployment(ctx, project, input),
    )
    return {
      result: await viewDeployment(tx, ctx, organization.organizationId, target.deployment.id),
      change: { ...change, subject: target.event },
    }
  },
})

export interface Said {
  name: string
  target: string
  description?: string | undefined
  follows: boolean
}

/** A deployment that is yet to be kept, with its project. */
export interface NewDeployment {
  deployment: DeploymentRow
  project: ProjectRow
}

export function newDeployment(
  ctx: Ctx,
  project: ProjectRow,
  { name: slug, target, description = '', follows }: Said,
): NewDeployment {
  const { organizationId, id: projectId } = project
  const at = ctx.now()
  return {
    project,
    deployment: {
      ...{ id: ctx.newId(), organizationId, projectId, slug, description, target, follows },
      ...{ salt: slug, revision: 0, currentRevisionId: null, followProblem: null },
      ...{ archivedAt: null, createdBy: personBehind(ctx.actor), createdAt: at, updatedAt: at },
    },
  }
}

/** Keeps it. Throws conflict for a name in use, and where there are as many as there may be. */
export async function addDeployment(tx: Tx, organization: Membership, made: NewDeployment) {
  const { deployment, project } = made
  requireLive(`The project ${project.slug}`, project)
  await requireRoom(tx, deployment.organizationId, { lock: true })
  const [added] = await tx.insert(deployments).values(deployment).onConflictDoNothing().returning()
  if (!added) throw nameInUse(deployment.slug)
  const { slug: name, target, description, follows } = deployment
  return {
    target: deploymentTarget(organization, made) satisfies DeploymentTarget,
    change: {
      before: null,
      after: { name, project: project.slug, target, description, follows },
    },
  }
}

/** Throws conflict for what `addDeployment` would. */
export async function requireAddable(
  db: ReadDb,
  { deployment, project }: NewDeployment,
): Promise<void> {
  requireLive(`The project ${project.slug}`, project)
  const { organizationId, slug } = deployment
  await requireRoom(db, organizationId)
  const named = and(eq(deployments.organizationId, organizationId), eq(deployments.slug, slug))
  if ((await db.$count(deployments, named)) > 0) throw nameInUse(slug)
}

/** Throws conflict where one more in use would be too many. Locked, two that come at once are not both let in. */
export async function requireRoom(
  db: ReadDb,
  organizationId: string,
  { lock = false }: { lock?: boolean } = {},
): Promise<void> {
  if (lock)
    await db.execute(
      sql`select id from organizations where id = ${organizationId} for no key update`,
    )
  const inUse = and(eq(deployments.organizationId, organizationId), isNull(deployments.archivedAt))
  const there = await db.$count(deployments, inUse)
  if (there >= mostInUse)
    throw conflict(
      `There are ${there} deployments in use, which is the most. Archive one that serves nothing.`,
    )
}

function nameInUse(name: string) {
  const message = `A deployment named ${name} exists, maybe an archived one. Choose another name.`
  return conflict(message, { fields: { name: message } })
}
