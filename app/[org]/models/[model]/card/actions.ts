'use server'

import { refresh } from 'next/cache'
import { redirect } from 'next/navigation'
import { formAction } from '@/app/form-action'
import { type BoundAction, byButton, text } from '@/lib/action'
import type { Ctx } from '@/lib/actor'
import { type Direction, moved } from '@/lib/cards/blocks'
import { getCard } from '@/lib/cards/queries'
import { previewCard, restoreCard, updateCard } from '@/lib/cards/update'
import type { Card } from '@/lib/cards/view'
import { uploadImage } from '@/lib/images/upload'
import type { ModelRef } from '@/lib/models/find'
import { paths } from '@/lib/paths'

interface Draft {
  category: string
  title: string
  body: string
}

type BlockRef = ModelRef & {
  /** Null for a block that is about to be made. */
  block: string | null
}

type SeenRef = ModelRef & {
  block: string
  /** The revision that the page showed. */
  revision: number
}

const save = formAction(updateCard, withDraft, (_, { org, model }): Draft => {
  refresh()
  redirect(paths.model(org, model))
})

const preview = formAction(previewCard, withDraft, ({ blocks }, { block }): Draft => {
  const { category, title, body } = blocks.find(({ id }) => id === (block ?? '')) ?? empty
  return { category, title, body }
})

const keepImage = formAction(
  uploadImage,
  async (form, { org, model }: BlockRef) => {
    const file = form.get('image')
    const bytes = file instanceof File ? new Uint8Array(await file.arrayBuffer()) : new Uint8Array()
    return { org, model, name: file instanceof File ? file.name : '', bytes }
  },
  ({ markdown }) => markdown,
)

/** Takes an image that came with the form, and adds it to the text. */
const upload: BoundAction<BlockRef, Draft> = Object.assign(
  async (ref: BlockRef, previous: unknown, form: FormData) => {
    const kept = await keepImage(ref, previous, form)
    if (!kept.ok) return kept
    const draft = draftIn(form)
    const body = [draft.body.trimEnd(), kept.value].filter(Boolean).join('\n\n')
    return { ok: true as const, value: { ...draft, body } }
  },
  { operations: keepImage.operations },
)

/** Saves a block, shows what it would look like, or adds an image to its text. */
export const editBlock = byButton<BlockRef, Draft>('do', { save, preview, upload })

/** Moves a block a place up or down. */
export const moveBlock = formAction(
  updateCard,
  async (_, ref: SeenRef & { direction: Direction }, ctx) => {
    const { blocks } = await cardOf(ctx, ref)
    return { ...seen(ref), blocks: moved(blocks, ref.block, ref.direction) }
  },
)

/** Takes a block from the card. */
export const removeBlock = formAction(updateCard, async (_, ref: SeenRef, ctx) => {
  const { blocks } = await cardOf(ctx, ref)
  return { ...seen(ref), blocks: blocks.filter(({ id }) => id !== ref.block) }
})

/** Brings an older revision back. */
export const restore = formAction(
  restoreCard,
  (_, { org, model, revision }: ModelRef & { revision: number }) => ({ org, model, revision }),
  (_, { org, model }): undefined => redirect(paths.cardHistory(org, model)),
)

/** The card with the block of a form in its place, or behind the others. */
async function withDraft(form: FormData, { org, model, block }: BlockRef, ctx: Ctx) {
  const { blocks } = await cardOf(ctx, { org, model })
  const draft = { ...(block && { id: block }), ...draftIn(form) }
  const known = blocks.some(({ id }) => id === block)
  return {
    ...{ org, model },
    expected: Number(text(form, 'revision')) || 0,
    blocks: known ? blocks.map((one) => (one.id === block ? draft : one)) : [...blocks, draft],
  }
}

const empty: Draft = { category: '', title: '', body: '' }

function draftIn(form: FormData): Draft {
  return { category: text(form, 'category'), title: text(form, 'title'), body: text(form, 'body') }
}

function cardOf(ctx: Ctx, { org, model }: ModelRef): Promise<Card> {
  return getCard(ctx, { org, model })
}

function seen({ org, model, revision }: SeenRef) {
  return { org, model, expected: revision }
}
