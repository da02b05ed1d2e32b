import type { Ctx } from '../../actor'
import { conflict } from '../../errors'
import { keptDays, type LifeRow } from '../state'

// Replicas' clocks differ: what one may still restore, another must not have begun to purge.
const margin = 3_600_000

/** What was deleted before this is to be purged. */
export function purgeBefore(ctx: Ctx): Date {
  return new Date(ctx.now().getTime() - keptDays * 86_400_000 - margin)
}

/** Throws conflict for what was restored or purged meanwhile, or is not due yet. */
export function requireDue(ctx: Ctx, { life, deletedAt, purgedAt }: LifeRow): void {
  const due = deletedAt !== null && deletedAt <= purgeBefore(ctx)
  if (life !== 'deleted' || purgedAt || !due) throw conflict('It is not to be purged now.')
}
