import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { webhookDeliveries } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import type { ReadDb } from '../door'
import { notFound } from '../errors'
import { isId } from '../ids'
import { OrganizationRef } from '../view'
import { findWebhook, type WebhookTarget } from './find'

export const DeliveryRef = OrganizationRef.extend({ id: z.string().max(100) })
type DeliveryRef = z.infer<typeof DeliveryRef>

export interface DeliveryTarget extends WebhookTarget {
  delivery: typeof webhookDeliveries.$inferSelect
}

/** A delivery of a webhook that is there. Throws not found. */
export async function findDelivery(
  db: ReadDb,
  ctx: Ctx,
  { org, id }: DeliveryRef,
): Promise<DeliveryTarget> {
  const [delivery] = isId(id)
    ? await db.select().from(webhookDeliveries).where(eq(webhookDeliveries.id, id))
    : []
  if (!delivery) throw noDelivery(org)
  const target = await findWebhook(db, ctx, { org, id: delivery.webhookId })
  return { ...target, delivery }
}

export const noDelivery = (org: string) => notFound(`There is no such delivery in ${org}.`)
