import { createHash } from 'node:crypto'
import { and, eq } from 'drizzle-orm'
import { type CardBlock, cardRevisions, models } from '@/db/schema/tables'
import { type Ctx, personBehind } from '../actor'
import { canonical } from '../audit/event'
import type { ReadDb, Tx } from '../door'
import { conflict, forbidden } from '../errors'
import type { ModelRow } from '../models/find'
import { markCardChanged } from '../versions/stale'
import type { Json } from '../view'
import { changesBetween, joined, overview } from './blocks'
import { newlines } from './input'

type CardOf = Pick<ModelRow, 'id' | 'cardRevision'>

/** What the record says of a card before and after: which revision, its digest, and which blocks. */
export interface CardChange {
  revision: number
  blocks: CardBlock[]
  before: { [key: string]: Json }
  after: { [key: string]: Json }
}

/**
 * Writes the next revision of a card, and the description of its model beside it. The caller has locked the
 * model. Blocks that say what the card says already make no revision.
 */
export async function writeCard(
  tx: Tx,
  ctx: Ctx,
  model: CardOf,
  draft: readonly (Omit<CardBlock, 'id'> & { id?: string | undefined })[],
  restores: number | null = null,
): Promise<CardChange> {
  const old = await blocksOf(tx, model)
  const blocks = draft.map(({ id, category, title, body }) => ({
    id: id ?? ctx.newId(),
    category,
    title,
    body,
  }))
  const before = { revision: model.cardRevision, digest: digestOf(old) }
  if (digestOf(blocks) === before.digest)
    return { revision: model.cardRevision, blocks: old, before, after: before }
  const createdBy = personBehind(ctx.actor)
  if (!createdBy) throw forbidden('A card is written by a person.')
  const revision = model.cardRevision + 1
  const createdAt = ctx.now()
  await tx.insert(cardRevisions).values({
    ...{ modelId: model.id, number: revision, blocks, restores, createdBy, createdAt },
    tokenId: ctx.actor.kind === 'token' ? ctx.actor.id : null,
  })
  await tx
    .update(models)
    .set({ cardRevision: revision, description: joined(blocks), updatedAt: createdAt })
    .where(eq(models.id, model.id))
  await markCardChanged(tx, model.id, blocks, createdAt)
  const after = {
    revision,
    digest: digestOf(blocks),
    ...changesBetween(old, blocks),
    ...(restores !== null && { restores }),
  }
  return { revision, blocks, before, after }
}

/** A whole card given as one text: a single block. The one that it had keeps its id. */
export async function describeModel(
  tx: Tx,
  ctx: Ctx,
  model: CardOf,
  text: string,
): Promise<CardChange | null> {
  const body = newlines(text)
  const old = await blocksOf(tx, model)
  // Sent back as it was read, it would lose its blocks for nothing.
  if (joined(old) === body) return null
  const id = old.find(({ title, category }) => title === overview && category === '')?.id
  return writeCard(tx, ctx, model, body ? [{ id, category: '', title: overview, body }] : [])
}

/** Throws conflict, naming the revision that there is, unless it is the one that somebody wrote on. */
export function requireRevision({ cardRevision: revision }: CardOf, expected?: number): void {
  if (expected === undefined || expected === revision) return
  throw conflict(
    `The card was changed meanwhile: it is at revision ${revision}, and this was written on ${expected}. Look at what changed, and save again.`,
    { details: { revision } },
  )
}

/** The blocks that a card has now. */
export async function blocksOf(db: ReadDb, model: CardOf): Promise<CardBlock[]> {
  if (model.cardRevision === 0) return []
  const [found] = await db
    .select({ blocks: cardRevisions.blocks })
    .from(cardRevisions)
    .where(and(eq(cardRevisions.modelId, model.id), eq(cardRevisions.number, model.cardRevision)))
  return found?.blocks ?? []
}

/** SHA-256 of the RFC 8785 JSON of blocks, so that the record vouches for what it does not repeat. */
function digestOf(blocks: readonly CardBlock[]): string {
  const said = blocks.map(({ id, category, title, body }) => ({ id, category, title, body }))
  return `sha256:${createHash('sha256').update(canonical(said)).digest('hex')}`
}
