import { can } from '../access'
import type { Ctx } from '../actor'
import { outOfUse } from '../life/state'
import type { ModelTarget } from '../models/find'
import type { Ability } from '../view'

/** Whether the caller may move aliases of a model at all. */
export function abilityOnAliases(ctx: Ctx, { model, access }: ModelTarget): Ability {
  const reason = outOfUse(model.slug, model)
  const may = can(ctx, 'alias.move', access)
  return may.ok && reason ? { ok: false, reason } : may
}
