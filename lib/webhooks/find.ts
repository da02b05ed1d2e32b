import { and, eq, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { webhooks } from '@/db/schema/tables'
import type { Ctx, Membership } from '../actor'
import type { EventSubject } from '../audit/event'
import type { ReadDb, Target } from '../door'
import { notFound } from '../errors'
import { isId } from '../ids'
import { findOrganization } from '../organizations/find'
import { OrganizationRef } from '../view'

export const WebhookRef = OrganizationRef.extend({ id: z.string().max(100) })
export type WebhookRef = z.infer<typeof WebhookRef>

export type WebhookRow = typeof webhooks.$inferSelect

export interface WebhookTarget extends Target {
  organization: Membership
  webhook: WebhookRow
}

/** The webhook of this id. Only admins of the organization do anything with one. Throws not found. */
export async function findWebhook(
  db: ReadDb,
  ctx: Ctx,
  { org, id }: WebhookRef,
  { lock = false } = {},
): Promise<WebhookTarget> {
  const { organization } = findOrganization(ctx, org)
  const { organizationId } = organization
  const search = db
    .select()
    .from(webhooks)
    .where(
      and(
        eq(webhooks.organizationId, organizationId),
        eq(webhooks.id, id),
        isNull(webhooks.removedAt),
      ),
    )
  const [webhook] = isId(id) ? await (lock ? search.for('update') : search) : []
  if (!webhook) throw notFound(`There is no such webhook in ${org}.`)
  const access = { organizationId }
  const event = webhookEvent(organization.slug, webhook)
  return { organization, webhook, access, event }
}

/**
 * What an event about a webhook is about. It names neither model nor project: who reads of those is not told
 * where an admin has messages sent.
 */
export function webhookEvent(
  org: string,
  { id, organizationId }: { id: string | null; organizationId: string },
): EventSubject {
  const all = `/${org}/settings/webhooks`
  return { kind: 'webhook', id, uri: id === null ? all : `${all}/${id}`, organizationId }
}
