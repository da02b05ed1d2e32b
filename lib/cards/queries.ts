import { and, desc, eq, lt, sql } from 'drizzle-orm'
import { cardRevisions } from '@/db/schema/tables'
import { notFound } from '../errors'
import { findModel, ModelRef } from '../models/find'
import { decodeCursor, NumberCursor, page } from '../page'
import { actorView } from '../people'
import { isoTime } from '../prepared'
import { query } from '../query'
import { PageInput } from '../view'
import { RevisionNumber } from './input'
import type { Card, CardRevision, CardRevisionItem } from './view'
import { blocksOf } from './write'

/** The card of a model as it is now. */
export const getCard = query({
  action: 'model.read',
  input: ModelRef,
  load: (db, input, ctx) => findModel(db, ctx, input),
  run: async ({ db, subject: { model } }): Promise<Card> => ({
    revision: model.cardRevision,
    blocks: await blocksOf(db, model),
  }),
})

/** Every state that a card was in, latest first. */
export const listCardRevisions = query({
  action: 'model.read',
  input: ModelRef.extend(PageInput.shape),
  load: (db, input, ctx) => findModel(db, ctx, input),

  async run({ db, subject: { model }, input }) {
    const after = decodeCursor(input.cursor, NumberCursor)
    const rows = await db
      .select({
        ...written(model.organizationId),
        titles: sql<string[]>`array(select b ->> 'title'
          from jsonb_array_elements(card_revisions.blocks) with ordinality as each(b, place)
          order by place)`,
      })
      .from(cardRevisions)
      .where(
        and(
          eq(cardRevisions.modelId, model.id),
          after ? lt(cardRevisions.number, after[0]) : undefined,
        ),
      )
      .orderBy(desc(cardRevisions.number))
      .limit(input.limit + 1)
    return page(
      rows,
      input.limit,
      (row): CardRevisionItem => row,
      ({ revision }) => [revision],
    )
  },
})

/** One state that a card was in. */
export const getCardRevision = query({
  action: 'model.read',
  input: ModelRef.extend({ revision: RevisionNumber }),
  load: (db, input, ctx) => findModel(db, ctx, input),

  async run({ db, subject: { model }, input: { revision } }): Promise<CardRevision> {
    const [found] = await db
      .select({ ...written(model.organizationId), blocks: cardRevisions.blocks })
      .from(cardRevisions)
      .where(and(eq(cardRevisions.modelId, model.id), eq(cardRevisions.number, revision)))
    if (!found) throw notFound(`The card of ${model.slug} has no revision ${revision}.`)
    return found
  },
})

// Column names are spelled out inside SQL: Drizzle drops their table where only one is selected from.
const written = (organizationId: string) => ({
  revision: cardRevisions.number,
  restores: cardRevisions.restores,
  by: actorView(sql`card_revisions.created_by`, sql`card_revisions.token_id`),
  at: isoTime(sql`card_revisions.created_at`),
  // The event was written in the same transaction: an index holds those of that moment.
  via: sql<CardRevision['via']>`(select e.via from audit_events e
    where e.organization_id = ${organizationId} and e.model_id = card_revisions.model_id
      and e.at between card_revisions.created_at - interval '1 minute'
        and card_revisions.created_at + interval '1 minute'
      and e.outcome = 'done'
      and coalesce(e.body::jsonb #>> '{after,revision}', e.body::jsonb #>> '{after,card,revision}')
        = card_revisions.number::text
      and e.action in ('card.update', 'model.update', 'model.create')
    limit 1)`,
})
