import 'server-only'
import type { Ctx } from '@/lib/actor'
import { getRecallNotices } from '@/lib/lineage/recalls'
import type { LineagePageNode, RecallNotice } from '@/lib/lineage/view'
import type { Version } from '@/lib/versions/view'
import { load } from './load'

/** The recalls that reach something of the lineage, without its own: that stands where it can be lifted. */
export async function recallsAbove(
  ctx: Ctx,
  org: string,
  { uri, recalled }: Pick<LineagePageNode, 'uri' | 'recalled'>,
): Promise<RecallNotice[]> {
  const notices = recalled ? await load(() => getRecallNotices(ctx, { org, uri })) : []
  return notices.filter(({ itself }) => !itself)
}

/** The recalls that reach a version; asked for only where its warnings tell of one. */
export async function recallsOf(
  ctx: Ctx,
  org: string,
  { uri, warnings }: Pick<Version, 'uri' | 'warnings'>,
): Promise<RecallNotice[]> {
  const recalled = warnings.some(({ code }) => code === 'recalled')
  return recalled ? load(() => getRecallNotices(ctx, { org, uri })) : []
}
