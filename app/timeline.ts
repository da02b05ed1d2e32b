import 'server-only'
import type { Ctx } from '@/lib/actor'
import { getModelTimeline, getVersionTimeline, type Timeline } from '@/lib/comments/timeline'
import { fromCursor, load } from './load'

/** One page of what was said of a model or a version: the latest, or what was before `before`. */
export function timelineOf(
  ctx: Ctx,
  { version, ...of }: { org: string; model: string; version?: number },
  before: string | string[] | undefined,
): Promise<Timeline> {
  const from = typeof before === 'string' && before !== '' ? before : undefined
  return load(() =>
    fromCursor(from, (cursor) =>
      version === undefined
        ? getModelTimeline(ctx, { ...of, cursor })
        : getVersionTimeline(ctx, { ...of, version, cursor }),
    ),
  )
}
