import { sql } from 'drizzle-orm'
import { membershipOf, rolesAllow, rolesOn } from '../access'
import { type Ctx, personBehind } from '../actor'
import type { ReadDb } from '../door'
import { forbidden } from '../errors'
import { madeBy, type VersionTarget } from '../versions/find'
import type { EffectivePolicy } from './effective'
import { type Exclusion, excludedBy, flawsOf, isWithout, nowOf } from './standing'

/**
 * Throws forbidden for what the policy keeps out of use: with `approvedOnly`, whatever is not approved now.
 * Who is to decide on a version, or made it, still looks at its files, signed in themselves.
 */
export async function requireUsable(
  db: ReadDb,
  ctx: Ctx,
  targets: readonly VersionTarget[],
): Promise<void> {
  for (const target of targets) if (isHeld(ctx, target)) await requireApproved(db, ctx, target)
}

/** Whether one of some versions is not kept out of use. */
export async function isAnyUsable(
  db: ReadDb,
  ctx: Ctx,
  targets: readonly VersionTarget[],
): Promise<boolean> {
  if (targets.some((target) => !isHeld(ctx, target))) return true
  for (const target of targets) if ((await problemOf(db, ctx, target)) === null) return true
  return false
}

/**
 * Whether lists of what there is to use hold only what is approved: with `approvedOnly`, for every program.
 * People see the others, since they review them.
 */
export function isHeldFrom({ actor }: Ctx, { approvedOnly }: EffectivePolicy): boolean {
  return approvedOnly.value && actor.kind === 'token'
}

/** Whether a policy lets only approved versions be used, and the caller is none of those who review this one. */
const isHeld = (ctx: Ctx, target: VersionTarget) =>
  target.of.policy.approvedOnly.value && !isReviewing(ctx, target)

async function requireApproved(db: ReadDb, ctx: Ctx, target: VersionTarget): Promise<void> {
  const { model, version } = target
  const problem = await problemOf(db, ctx, target)
  if (!problem) return
  const approved = await highestApproved(db, ctx, target)
  throw forbidden(
    `The policy lets only approved versions of ${model.slug} be used, and v${version.number} ${problem}. ${
      approved === null ? 'None is approved yet.' : `v${approved} is approved.`
    }`,
    { details: { state: version.state, approved } },
  )
}

const words: Record<Exclusion, string> = {
  stale: 'has changed since it was approved',
  expired: 'was approved for a time that is over',
  recalled: 'is recalled',
}

async function problemOf(
  db: ReadDb,
  ctx: Ctx,
  { version, of }: VersionTarget,
): Promise<string | null> {
  if (version.state !== 'approved') return `is ${version.state}`
  const excluded = excludedBy(of.policy)
  if (excluded.length === 0) return null
  const { rows } = await db.execute<{ flaws: Exclusion[] }>(
    sql`select ${flawsOf(nowOf(ctx))} as flaws from versions v where v.id = ${version.id}`,
  )
  const flaw = rows[0]?.flaws.find((one) => excluded.includes(one))
  return flaw ? words[flaw] : null
}

async function highestApproved(db: ReadDb, ctx: Ctx, { of }: VersionTarget) {
  const { rows } = await db.execute<{ number: number }>(sql`
    select v.number from versions v
    where v.model_id = ${of.model.id} and v.state = 'approved' and v.life = 'live'
      and ${isWithout(sql`${sql.param(excludedBy(of.policy))}::text[]`, nowOf(ctx))}
    order by v.number desc limit 1`)
  return rows[0]?.number ?? null
}

function isReviewing(ctx: Ctx, { version, access }: VersionTarget): boolean {
  if (ctx.actor.kind === 'system') return true
  if (ctx.actor.kind !== 'person') return false
  const membership = membershipOf(ctx, access.organizationId)
  const roles = membership ? rolesOn(membership, access) : []
  if (rolesAllow(roles, 'version.approve') || rolesAllow(roles, 'version.override')) return true
  const person = personBehind(ctx.actor)
  return person !== null && madeBy(version).includes(person)
}
