import { and, asc, desc, eq, gt, isNull, lt, sql } from 'drizzle-orm'
import { z } from 'zod'
import { deliveryStates, webhookAttempts, webhookDeliveries, webhooks } from '@/db/schema/tables'
import type { ReadDb } from '../door'
import { notFound } from '../errors'
import { findOrganization } from '../organizations/find'
import { decodeCursor, NumberCursor, page } from '../page'
import { personView } from '../people'
import { query } from '../query'
import { type ActorView, OrganizationRef, type Page, PageInput } from '../view'
import { findWebhook, WebhookRef } from './find'
import { DeliveryRef, findDelivery } from './find-delivery'
import { render } from './render'
import { unseal } from './secret'
import { type Delivery, type DeliveryDetails, EventName, mostCounted, type Webhook } from './view'

/** The webhooks of an organization, by age. */
export const listWebhooks = query({
  action: 'webhook.list',
  input: OrganizationRef.extend(PageInput.shape),
  load: (_db, input, ctx) => findOrganization(ctx, input.org),

  async run({ db, subject: { access }, input, ctx }): Promise<Page<Webhook>> {
    const after = decodeCursor(input.cursor, IdCursor)
    const rows = await db
      .select(columns)
      .from(webhooks)
      .where(
        and(
          eq(webhooks.organizationId, access.organizationId),
          isNull(webhooks.removedAt),
          after ? gt(webhooks.id, after[0]) : undefined,
        ),
      )
      .orderBy(asc(webhooks.id))
      .limit(input.limit + 1)
    return page(
      rows,
      input.limit,
      (row) => view(row, ctx.now()),
      ({ row }) => [row.id],
    )
  },
})

// Ids are in the order in which they were made.
const IdCursor = z.tuple([z.uuid()])

/** One webhook. Throws not found. */
export const getWebhook = query({
  action: 'webhook.list',
  input: WebhookRef,
  load: (db, input, ctx) => findWebhook(db, ctx, input),
  run: ({ db, subject: { webhook } }) => viewWebhook(db, webhook.id),
})

/** What was sent to a webhook and what is to be, the newest first. */
export const listDeliveries = query({
  action: 'webhook.list',
  input: WebhookRef.extend({
    state: z.enum(deliveryStates).optional(),
    event: EventName.optional(),
    ...PageInput.shape,
  }),
  load: (db, input, ctx) => findWebhook(db, ctx, input),

  async run({ db, subject: { webhook }, input }): Promise<Page<Delivery>> {
    const before = decodeCursor(input.cursor, NumberCursor)
    const { state, event } = input
    const rows = await db
      .select(deliveryColumns)
      .from(webhookDeliveries)
      .where(
        and(
          eq(webhookDeliveries.webhookId, webhook.id),
          state && eq(webhookDeliveries.state, state),
          event && eq(webhookDeliveries.type, event),
          before ? lt(webhookDeliveries.seq, before[0]) : undefined,
        ),
      )
      .orderBy(desc(webhookDeliveries.seq))
      .limit(input.limit + 1)
    return page(rows, input.limit, deliveryView, ({ row }) => [row.seq])
  },
})

/** One delivery with what was sent and what came of it. Throws not found. */
export const getDelivery = query({
  action: 'webhook.list',
  input: DeliveryRef,
  load: (db, input, ctx) => findDelivery(db, ctx, input),

  async run({ db, subject: { webhook, delivery } }): Promise<DeliveryDetails> {
    const attempts = await db
      .select()
      .from(webhookAttempts)
      .where(eq(webhookAttempts.deliveryId, delivery.id))
      .orderBy(asc(webhookAttempts.number))
    const { body, contentType } = render(webhook.format, delivery.body, webhook)
    return {
      ...(await viewDelivery(db, delivery.id)),
      ...{ body, contentType },
      log: attempts.map(({ deliveryId: _, at, ...attempt }) => ({
        ...attempt,
        at: at.toISOString(),
      })),
    }
  },
})

/** The view of a webhook that is already found. */
export async function viewWebhook(db: ReadDb, id: string, now = new Date()): Promise<Webhook> {
  const [found] = await db.select(columns).from(webhooks).where(eq(webhooks.id, id))
  if (!found) throw notFound('This webhook is gone.')
  return view(found, now)
}

/** The view of a delivery that is already found. */
export async function viewDelivery(db: ReadDb, id: string): Promise<Delivery> {
  const [found] = await db
    .select(deliveryColumns)
    .from(webhookDeliveries)
    .where(eq(webhookDeliveries.id, id))
  if (!found) throw notFound('This delivery is gone.')
  return deliveryView(found)
}

interface Came {
  at: string
  status: number | null
  problem: string | null
}

// Column names are spelled out inside SQL: Drizzle drops their table where only one is selected from.
const columns = {
  row: webhooks,
  scope: sql<string>`coalesce(
    (select p.slug from projects p where p.id = webhooks.scope_id),
    (select m.slug from models m where m.id = webhooks.scope_id),
    (select o.slug from organizations o where o.id = webhooks.scope_id), '')`,
  waiting: sql<number>`(select count(*)::int from (select 1 from webhook_deliveries d
    where d.webhook_id = webhooks.id and d.state = 'waiting' limit ${mostCounted}) waiting)`,
  last: sql<Came | null>`(
    select json_build_object('at', a.at, 'status', a.status, 'problem', a.problem)
    from (select d.id from webhook_deliveries d where d.webhook_id = webhooks.id
      order by d.seq desc limit 50) d
    join webhook_attempts a on a.delivery_id = d.id order by a.at desc limit 1)`,
  by: sql<ActorView>`${personView(sql`webhooks.created_by`)}`,
}

interface Row {
  row: typeof webhooks.$inferSelect
  scope: string
  waiting: number
  last: Came | null
  by: ActorView
}

function view({ row, scope, waiting, last, by }: Row, now: Date): Webhook {
  const { id, name, url, events, format, eventType, pausedAt, pauseReason, previousUntil } = row
  return {
    ...{ id, name, url, events, format, eventType, waiting },
    scope: { kind: row.scopeKind, name: scope },
    authorization: row.authorization !== null,
    paused: pausedAt && { at: pausedAt.toISOString(), reason: pauseReason ?? '' },
    rotatingUntil: previousUntil && previousUntil > now ? previousUntil.toISOString() : null,
    problem: secretProblem(row),
    last: last && { ...last, at: new Date(last.at).toISOString() },
    createdBy: by,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  }
}

/** Why messages to a webhook cannot be signed or authorized; null where they can. */
export function secretProblem({
  id,
  secret,
  authorization,
}: Pick<typeof webhooks.$inferSelect, 'id' | 'secret' | 'authorization'>): string | null {
  if (unseal(secret, id) === null)
    return 'Its secret was kept under another HUB_SECRET. Give it a new secret.'
  if (authorization !== null && unseal(authorization, id) === null)
    return 'Its authorization was kept under another HUB_SECRET. Give it again.'
  return null
}

const deliveryColumns = {
  row: webhookDeliveries,
  attempts: sql<number>`(select count(*)::int from webhook_attempts a
    where a.delivery_id = webhook_deliveries.id)`,
  last: sql<Omit<Came, 'at'> | null>`(
    select json_build_object('status', a.status, 'problem', a.problem) from webhook_attempts a
    where a.delivery_id = webhook_deliveries.id order by a.number desc limit 1)`,
}

interface DeliveryRow {
  row: typeof webhookDeliveries.$inferSelect
  attempts: number
  last: Omit<Came, 'at'> | null
}

function deliveryView({ row, attempts, last }: DeliveryRow): Delivery {
  return {
    id: row.id,
    webhook: row.webhookId,
    message: row.messageId,
    event: row.type,
    subject: row.subject,
    state: row.state,
    attempts,
    nextAt: row.state === 'waiting' ? row.nextAt.toISOString() : null,
    last,
    createdAt: row.createdAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
  }
}
