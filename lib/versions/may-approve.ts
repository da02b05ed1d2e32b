import { can, type Decision, rolesOn } from '../access'
import { type Ctx, personBehind } from '../actor'
import type { ModelTarget } from '../models/find'
import { ruleOf, tally, uncounted } from './count'
import { isDue } from './due'
import type { VersionTarget } from './find'
import type { GivenDecision } from './given'

type Approving = Pick<VersionTarget, 'access' | 'organization'> & {
  of: Pick<ModelTarget, 'policy'>
  version: Pick<VersionTarget['version'], 'number' | 'state'>
}

/**
 * Whether the caller's approval would count, with the reason in words: by their role, four eyes and sign-in as
 * everywhere, then by the policy's teams and roles, then by what they did already. `teams` are slugs of those
 * of the policy that the caller is in. Pure.
 */
export function mayApprove(
  ctx: Ctx,
  target: Approving,
  given: readonly GivenDecision[],
  teams: string[],
): Decision {
  const decision = can(ctx, 'version.approve', target.access)
  if (!decision.ok) return decision
  const reason = notCounted(target, teams) ?? alreadyApproved(ctx, target, given)
  return reason === null ? decision : { ok: false, reason }
}

/** Why the policy does not count the caller's approval; null where it does. */
export function notCounted({ of, organization, access }: Approving, teams: string[]) {
  const roles = rolesOn(organization, access)
  return uncounted(ruleOf(of.policy), { teams, roles })
}

/** That the caller's approval counts already and lasts; null where another one changes something. */
export function alreadyApproved(
  ctx: Ctx,
  { of, version }: Approving,
  given: readonly GivenDecision[],
): string | null {
  const now = ctx.now()
  const { counted, met } = tally(ruleOf(of.policy), given, now)
  // The policy asks for less by now: whoever says so once more decides.
  if (met && version.state === 'pending') return null
  const own = counted.find(({ person }) => person === personBehind(ctx.actor))
  if (!own || isDue(own.validUntil, own.at, now)) return null
  const rest = met ? '' : ' Someone else must approve it, too.'
  return `You already approved v${version.number}.${rest}`
}
