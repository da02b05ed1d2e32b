import { can, couldIn, type Decision } from '../access'
import { type Ctx, personBehind } from '../actor'

/** Whether the caller may register versions that bear this run's work, as far as the run is concerned. */
export function ofOwnRun(ctx: Ctx, run: { createdBy: string }): Decision {
  // Four eyes look at who made a version: its run's person and its registrant are one.
  if (run.createdBy === personBehind(ctx.actor)) return { ok: true }
  const reason = 'Only the person whose run it is may register a version from it.'
  return { ok: false, reason }
}

/** The same, and whether there can be a model at all that they may register versions of. */
export function registersFrom(
  ctx: Ctx,
  run: { createdBy: string; organizationId: string },
  organization: { slug: string },
): Decision {
  const own = ofOwnRun(ctx, run)
  if (!own.ok || couldIn(ctx, 'version.register', organization.slug)) return own
  return can(ctx, 'version.register', { organizationId: run.organizationId })
}
