import { webhookDeliveries } from '@/db/schema/tables'
import type { Tx } from '../door'
import { newId } from '../ids'
import type { Message } from './message'

export interface NewDelivery {
  webhookId: string
  organizationId: string
  /** `version.created` */
  event: string
  orderKey: string
  message: Message
}

const mostAtOnce = 500

/** Puts deliveries into the queue, in order. What a webhook was told before it is not told again. */
export async function insertDeliveries(
  tx: Tx,
  deliveries: readonly NewDelivery[],
  now: Date,
): Promise<string[]> {
  const rows = deliveries.map(({ event, message, ...delivery }) => ({
    ...{ id: newId(), ...delivery, messageId: message.id },
    ...{ type: event, subject: message.subject, body: JSON.stringify(message) },
    ...{ nextAt: now, createdAt: now },
  }))
  for (let from = 0; from < rows.length; from += mostAtOnce)
    await tx
      .insert(webhookDeliveries)
      .values(rows.slice(from, from + mostAtOnce))
      .onConflictDoNothing()
  return rows.map(({ id }) => id)
}
