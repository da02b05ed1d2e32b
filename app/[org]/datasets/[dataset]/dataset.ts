import type { Metadata } from 'next'
import { cache } from 'react'
import { load } from '@/app/load'
import { currentCtx, requireCtx } from '@/app/session'
import type { Ctx } from '@/lib/actor'
import { getDataset } from '@/lib/datasets/queries'

export type DatasetParams = Promise<{ org: string; dataset: string }>

/** The dataset of an address with the caller, who goes to sign in first and comes back to `address`. */
export async function datasetOf(org: string, slug: string, address: string) {
  const ctx = await requireCtx(address)
  return { ctx, dataset: await found(ctx, org, slug) }
}

/** The same for a title or a frame, which leave it to the page to have people signed in. */
export async function datasetIfSignedIn(org: string, slug: string) {
  const ctx = await currentCtx()
  return ctx && (await found(ctx, org, slug))
}

/** The title of a page about a dataset. */
export async function datasetTitle(
  params: DatasetParams,
  words: (slug: string) => string,
): Promise<Metadata> {
  const { org, dataset } = await params
  return (await datasetIfSignedIn(org, dataset)) ? { title: words(dataset) } : {}
}

/** Asked once for the title, the frame and the page. */
const found = cache((ctx: Ctx, org: string, dataset: string) =>
  load(() => getDataset(ctx, { org, dataset })),
)
