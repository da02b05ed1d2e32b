import { and, eq, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { webhooks } from '@/db/schema/tables'
import { type Ctx, personBehind } from '../actor'
import { command } from '../command'
import type { Tx } from '../door'
import { conflict, forbidden, invalid } from '../errors'
import { findModel } from '../models/find'
import { findOrganization, type OrganizationTarget } from '../organizations/find'
import { findProject } from '../projects/find'
import { OrganizationRef, Slug } from '../view'
import { checkingAddress } from './checking-address'
import { webhookEvent } from './find'
import { recorded, webhookFields } from './form'
import { viewWebhook } from './queries'
import { newSigningSecret, seal } from './secret'

const most = 200

const { name, url, events, format, eventType, authorization } = webhookFields

const NewWebhook = z.object({
  ...{ name, url, events: events.default([]) },
  format: format.default('cloudevents'),
  eventType: eventType.default(null),
  authorization: authorization.default(null),
  project: Slug.optional().describe('It hears of this project alone'),
  model: Slug.optional().describe('It hears of this model alone'),
})

const create = command({
  action: 'webhook.create',
  input: OrganizationRef.extend(NewWebhook.shape),
  load: (_tx, input, ctx) => {
    const target = findOrganization(ctx, input.org)
    const { organizationId } = target.organization
    return { ...target, event: webhookEvent(input.org, { id: null, organizationId }) }
  },

  async run({ tx, subject, input, ctx }) {
    const { organization } = subject
    const { organizationId } = organization
    const createdBy = personBehind(ctx.actor)
    if (!createdBy) throw forbidden('A webhook is made by a person.')
    const scope = await scopeOf(tx, ctx, subject, input)
    await refuseTooMany(tx, organizationId)
    const id = ctx.newId()
    const secret = newSigningSecret()
    const { authorization } = input
    const row = {
      ...{ id, organizationId, createdBy, createdAt: ctx.now(), updatedAt: ctx.now() },
      ...{ scopeKind: scope.kind, scopeId: scope.id },
      ...{ name: input.name, url: input.url, events: input.events },
      ...{ format: input.format, eventType: input.eventType, secret: seal(secret, id) },
      authorization: authorization === null ? null : seal(authorization, id),
    }
    await tx.insert(webhooks).values(row)
    const result = { ...(await viewWebhook(tx, id)), secret }
    const after = { ...recorded({ ...row, pausedAt: null }), scope: scope.told }
    const event = webhookEvent(organization.slug, { id, organizationId })
    return { result, change: { before: null, after, subject: event } }
  },
})

/** Makes a webhook, and answers the secret that its messages are signed with, which is shown this once. */
export const createWebhook = checkingAddress(create)

async function scopeOf(
  tx: Tx,
  ctx: Ctx,
  { organization }: OrganizationTarget,
  {
    org,
    project,
    model,
  }: { org: string; project?: string | undefined; model?: string | undefined },
) {
  if (project !== undefined && model !== undefined)
    throw invalid('Name a project or a model, not both; with neither it hears of everything.')
  if (model !== undefined) {
    const found = await findModel(tx, ctx, { org, model })
    const { uri } = found.event
    return { kind: 'model', id: found.model.id, told: uri } as const
  }
  if (project !== undefined) {
    const found = await findProject(tx, ctx, { org, project })
    return { kind: 'project', id: found.project.id, told: found.event.uri } as const
  }
  const { organizationId, slug } = organization
  return { kind: 'organization', id: organizationId, told: `/${slug}` } as const
}

async function refuseTooMany(tx: Tx, organizationId: string): Promise<void> {
  const there = await tx.$count(
    webhooks,
    and(eq(webhooks.organizationId, organizationId), isNull(webhooks.removedAt)),
  )
  if (there >= most)
    throw conflict(`There are ${there} webhooks, which is the most. Remove one that nobody needs.`)
}
