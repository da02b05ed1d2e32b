import { and, eq } from 'drizzle-orm'
import { cardRevisions } from '@/db/schema/tables'
import { command } from '../command'
import { conflict, notFound } from '../errors'
import { findModel, ModelRef } from '../models/find'
import { query } from '../query'
import { CardInput, RevisionNumber } from './input'
import type { Card } from './view'
import { requireRevision, writeCard } from './write'

/** Puts blocks in place of those that a card has; what it was stays among its revisions. */
export const updateCard = command({
  action: 'card.update',
  input: CardInput,
  load: (tx, input, ctx) => findModel(tx, ctx, input, { lock: true }),

  async run({ tx, subject: { model }, input, ctx }) {
    requireRevision(model, input.expected)
    const { revision, blocks, ...change } = await writeCard(tx, ctx, model, input.blocks)
    return { result: { revision, blocks } satisfies Card, change }
  },
})

/** Brings an older revision back, as a new one. */
export const restoreCard = command({
  action: 'card.update',
  input: ModelRef.extend({ revision: RevisionNumber, expected: CardInput.shape.expected }),
  load: (tx, input, ctx) => findModel(tx, ctx, input, { lock: true }),

  async run({ tx, subject: { model }, input, ctx }) {
    requireRevision(model, input.expected)
    const { revision: asked } = input
    if (asked === model.cardRevision)
      throw conflict(`Revision ${asked} is what the card says now.`, {
        details: { revision: asked },
      })
    const [old] = await tx
      .select({ blocks: cardRevisions.blocks })
      .from(cardRevisions)
      .where(and(eq(cardRevisions.modelId, model.id), eq(cardRevisions.number, asked)))
    if (!old) throw notFound(`The card of ${model.slug} has no revision ${asked}.`)
    const { revision, blocks, ...change } = await writeCard(tx, ctx, model, old.blocks, asked)
    if (revision === model.cardRevision)
      throw conflict(`Revision ${asked} says what the card says now.`, { details: { revision } })
    return { result: { revision, blocks } satisfies Card, change }
  },
})

/** Checks blocks like `updateCard`, and changes nothing: for whoever wants to see them first. */
export const previewCard = query({
  action: 'card.update',
  input: CardInput,
  load: (db, input, ctx) => findModel(db, ctx, input),
  run: async ({ subject: { model }, input }): Promise<Card> => ({
    revision: model.cardRevision,
    blocks: input.blocks.map((block) => ({ ...block, id: block.id ?? '' })),
  }),
})
