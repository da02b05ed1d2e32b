import { z } from 'zod'
import { deployments } from '@/db/schema/tables'
import { personBehind } from '../actor'
import { command } from '../command'
import { conflict } from '../errors'
import { requireLive } from '../life/state'
import { findProject } from '../projects/find'
import { OrganizationRef, PlainText, Slug } from '../view'
import { deploymentTarget } from './find'
import { viewDeployment } from './load'
import { DeploymentSlug, TargetLabel } from './view'

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

  async run({ tx, subject, input, ctx }) {
    const { organization, project } = subject
    requireLive(`The project ${project.slug}`, project)
    const { organizationId } = organization
    const { name: slug, target, description = '', follows } = input
    const at = ctx.now()
    const [made] = await tx
      .insert(deployments)
      .values({
        ...{
          id: ctx.newId(),
          organizationId,
          projectId: project.id,
          slug,
          description,
          target,
          follows,
        },
        ...{ salt: slug, createdBy: personBehind(ctx.actor), createdAt: at, updatedAt: at },
      })
      .onConflictDoNothing()
      .returning()
    if (!made) {
      const message = `A deployment named ${slug} exists, maybe an archived one. Choose another name.`
      throw conflict(message, { fields: { name: message } })
    }
    return {
      result: await viewDeployment(tx, ctx, organizationId, made.id),
      change: {
        before: null,
        after: { name: slug, project: project.slug, target, description, follows },
        subject: deploymentTarget(organization, { deployment: made, project }).event,
      },
    }
  },
})
