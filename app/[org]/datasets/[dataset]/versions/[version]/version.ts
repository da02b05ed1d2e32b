import 'server-only'
import { redirect } from 'next/navigation'
import { cache } from 'react'
import { load } from '@/app/load'
import { meant } from '@/app/param'
import { requireCtx } from '@/app/session'
import { getDatasetVersionItem } from '@/lib/datasets/queries'
import { paths } from '@/lib/paths'

export type DatasetVersionParams = Promise<{ org: string; dataset: string; version: string }>

/**
 * The version of an address with the caller, who goes to sign in first and comes back. An alias leads to the
 * version's own address; `addressOf` spells the page for a name.
 */
export async function datasetVersionOf(
  params: DatasetVersionParams,
  addressOf: (org: string, dataset: string, version: string) => string,
) {
  const { org, dataset, version: segment } = await params
  const asked = meant(segment)
  const { ctx, version } = await found(org, dataset, asked)
  if (version.version !== asked) redirect(addressOf(org, dataset, version.version))
  return { org, dataset, ctx, version }
}

/** The title of a page about a version. */
export async function datasetVersionTitle(
  params: DatasetVersionParams,
  words: (name: string) => string,
) {
  const { org, dataset, version: segment } = await params
  const { version } = await found(org, dataset, meant(segment))
  return { title: words(`${dataset} ${version.version}`) }
}

/** Asked once for the title and the page. */
const found = cache(async (org: string, dataset: string, version: string) => {
  const ctx = await requireCtx(paths.datasetVersion(org, dataset, version))
  return { ctx, version: await load(() => getDatasetVersionItem(ctx, { org, dataset, version })) }
})
