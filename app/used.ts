import 'server-only'
import type { Ctx } from '@/lib/actor'
import { getImpact } from '@/lib/lineage/impact'
import { getRecallNotices } from '@/lib/lineage/recalls'
import { getUses } from '@/lib/lineage/uses'
import { load } from './load'

/** What depends on data, how many runs took it, and the recalls that reach it: for the page about it. */
export async function usedOf(ctx: Ctx, org: string, uri: string) {
  const [impact, uses, recalls] = await Promise.all([
    load(() => getImpact(ctx, { org, uri, limit: 5 })),
    load(() => getUses(ctx, { org, uri })),
    load(() => getRecallNotices(ctx, { org, uri })),
  ])
  return { impact, uses, recalls }
}
