import 'server-only'
import { load } from '@/app/load'
import { recallsOf } from '@/app/recalls'
import type { Current } from '@/components/current-version'
import { trainedOn } from '@/components/lineage/trained-on'
import type { Ctx } from '@/lib/actor'
import { getLineagePage } from '@/lib/lineage/queries'
import { versionUri } from '@/lib/uri'
import { getVersion } from '@/lib/versions/queries'

/** The version in use with the data that it was trained on: its run, and what that was given. */
export async function currentOf(
  ctx: Ctx,
  org: string,
  model: string,
  version: number,
): Promise<Current> {
  const uri = versionUri(model, version)
  const [current, lineage] = await Promise.all([
    load(() => getVersion(ctx, { org, model, version })),
    load(() => getLineagePage(ctx, { org, uri, direction: 'up', depth: 2 })),
  ])
  const recalls = await recallsOf(ctx, org, current)
  return { ...current, data: trainedOn(lineage), recalls }
}
