import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { cache } from 'react'
import { load, loadIfThere } from '@/app/load'
import { currentCtx, requireCtx } from '@/app/session'
import type { Ctx } from '@/lib/actor'
import { getModel } from '@/lib/models/queries'

export type ModelParams = Promise<{ org: string; model: string }>

/**
 * The model of an address with the caller; `addressOf` spells the page for a slug. Whoever is not signed
 * in goes to do so and comes back; at a slug that the model once had, the page is elsewhere now.
 */
export async function modelOf(org: string, slug: string, addressOf: (slug: string) => string) {
  const ctx = await requireCtx(addressOf(slug))
  const model = await found(ctx, org, slug)
  if (model.slug !== slug) redirect(addressOf(model.slug))
  return { ctx, model }
}

/** The same for a title or a frame, which leave it to the page to have people signed in. */
export async function modelIfSignedIn(org: string, model: string) {
  const ctx = await currentCtx()
  return ctx && (await found(ctx, org, model))
}

/**
 * The same for what tells of the past, which outlives the model: null where it is not there for the caller,
 * or not any more. Whether the past is told all the same is for the page to ask.
 */
export async function modelOrPast(org: string, slug: string, addressOf: (slug: string) => string) {
  const ctx = await requireCtx(addressOf(slug))
  const model = await foundIfThere(ctx, org, slug)
  if (model && model.slug !== slug) redirect(addressOf(model.slug))
  return { ctx, model }
}

/** The same for the frame around both. */
export async function modelIfThere(org: string, model: string) {
  const ctx = await currentCtx()
  return ctx && (await foundIfThere(ctx, org, model))
}

/** The title of a page about a model. */
export async function modelTitle(
  params: ModelParams,
  words: (name: string) => string,
): Promise<Metadata> {
  const { org, model: slug } = await params
  const model = await modelIfSignedIn(org, slug)
  return model ? { title: words(model.name) } : {}
}

/** Asked once for the title, the frame and the page. */
const found = cache((ctx: Ctx, org: string, model: string) => load(() => asked(ctx, org, model)))

const foundIfThere = cache((ctx: Ctx, org: string, model: string) =>
  loadIfThere(() => asked(ctx, org, model)),
)

/** Whichever of the two asks. */
const asked = cache((ctx: Ctx, org: string, model: string) => getModel(ctx, { org, model }))
