import 'server-only'
import { cache } from 'react'
import { load } from '@/app/load'
import { requireCtx } from '@/app/session'
import { paths } from '@/lib/paths'
import { reviewVersion } from '@/lib/versions/queries'

export type VersionParams = Promise<{ org: string; model: string; version: string }>

/** The version of an address with the caller; asked once for the title and the page. */
export const versionOf = cache(async (org: string, model: string, version: string) => {
  const ctx = await requireCtx(`${paths.versions(org, model)}/${encodeURIComponent(version)}`)
  return { ctx, version: await load(() => reviewVersion(ctx, { org, model, version })) }
})
