import { type Action, can, canSee, type Subject } from '../access'
import type { Ctx } from '../actor'
import type { LifeRow } from './state'

/** How a thing with a life is found. */
export interface Finding {
  /** Later writers of the same thing wait. */
  lock?: boolean | undefined
  /** Also a deleted one, for whoever may do this to it. */
  deleted?: Action | undefined
}

/** Whether a row that was found exists as far as the caller is concerned. */
export function isThere(
  ctx: Ctx,
  { life }: Pick<LifeRow, 'life'>,
  access: Subject,
  { deleted }: Finding,
): boolean {
  if (!canSee(ctx, access)) return false
  return life !== 'deleted' || (deleted !== undefined && can(ctx, deleted, access).ok)
}
