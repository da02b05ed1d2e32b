import { and, eq, gt, or, sql } from 'drizzle-orm'
import { z } from 'zod'
import { webhookDeliveries, webhooks } from '@/db/schema/tables'
import { command } from '../command'
import type { Tx } from '../door'
import { conflict, invalid } from '../errors'
import { checkingAddress } from './checking-address'
import { findWebhook, WebhookRef, type WebhookRow } from './find'
import { recorded, webhookFields } from './form'
import { viewWebhook } from './queries'
import { seal } from './secret'

const Edits = z
  .object(webhookFields)
  .partial()
  .extend({
    paused: z.boolean().optional().describe('Whether it takes nothing until it is resumed'),
  })

export const byHand = 'Paused by hand.'

const update = command({
  action: 'webhook.update',
  input: WebhookRef.extend(Edits.shape),
  load: (tx, input, ctx) => findWebhook(tx, ctx, input, { lock: true }),

  async run({ tx, subject: { webhook: was }, input, ctx }) {
    const { org: _org, id: _id, paused, authorization, ...edit } = input
    if (Object.values({ ...edit, paused, authorization }).every((value) => value === undefined))
      throw invalid('Nothing to change: give a name, an address, events or another field.')
    if (edit.url !== undefined) requireOwnAuthorization(was, edit.url, authorization)
    const columns = {
      ...edit,
      ...(authorization !== undefined && {
        authorization: authorization === null ? null : seal(authorization, was.id),
      }),
      ...(paused === true && !was.pausedAt && { pausedAt: ctx.now(), pauseReason: byHand }),
      ...(paused === false && { pausedAt: null, pauseReason: null }),
      updatedAt: ctx.now(),
    }
    await tx.update(webhooks).set(columns).where(eq(webhooks.id, was.id))
    if (paused === false && was.pausedAt) await sendWhatWaits(tx, was.id, ctx.now())
    const result = await viewWebhook(tx, was.id)
    return {
      result,
      change: { before: recorded(was), after: recorded({ ...was, ...columns }) },
    }
  },
})

/** Changes a webhook. What waits for it is sent to its new address and in its new format. */
export const updateWebhook = checkingAddress(update)

/** Lets a paused webhook go on: all that waited is sent, in order. */
export const resumeWebhook = command({
  action: 'webhook.update',
  input: WebhookRef,
  load: (tx, input, ctx) => findWebhook(tx, ctx, input, { lock: true }),

  async run({ tx, subject: { webhook: was }, ctx }) {
    if (!was.pausedAt) throw conflict(`${was.name} is not paused.`)
    const columns = { pausedAt: null, pauseReason: null, updatedAt: ctx.now() }
    await tx.update(webhooks).set(columns).where(eq(webhooks.id, was.id))
    await sendWhatWaits(tx, was.id, ctx.now())
    const result = await viewWebhook(tx, was.id)
    return {
      result,
      change: { before: recorded(was), after: recorded({ ...was, ...columns }) },
    }
  },
})

/** Else whoever changes the address would be sent what another entrusted to the one before. */
function requireOwnAuthorization(
  was: WebhookRow,
  url: string,
  authorization: string | null | undefined,
): void {
  // At one host there may be many receivers, each at a path of its own.
  const place = ({ origin, pathname }: URL) => `${origin}${pathname}`
  const elsewhere = place(new URL(url)) !== place(new URL(was.url))
  if (!elsewhere || was.authorization === null || authorization !== undefined) return
  const message = 'The address is another. Give its authorization as well, or null for none.'
  throw invalid(`authorization: ${message}`, { fields: { authorization: message } })
}

/**
 * Whatever came of earlier attempts, each has the whole schedule before it again. What was never tried and is due
 * is left as it is: that may be much.
 */
async function sendWhatWaits(tx: Tx, webhookId: string, now: Date): Promise<void> {
  await tx
    .update(webhookDeliveries)
    .set({ nextAt: now, attempts: 0, claimedUntil: sql`null` })
    .where(
      and(
        eq(webhookDeliveries.webhookId, webhookId),
        eq(webhookDeliveries.state, 'waiting'),
        or(gt(webhookDeliveries.attempts, 0), gt(webhookDeliveries.nextAt, now)),
      ),
    )
}
