import { z } from 'zod'
import { roles } from '@/db/schema/tables'
import { can } from '../access'
import { type Ctx, personBehind } from '../actor'
import type { ReadDb } from '../door'
import { GateResult } from '../gates/view'
import { outOfUse } from '../life/state'
import { query } from '../query'
import { ActorView, Instant } from '../view'
import type { BaseVersion } from './approved'
import { isLapsed, isOver, missing, ruleOf, standing, tally } from './count'
import { isToReview } from './due'
import { findVersion, VersionRef, type VersionTarget } from './find'
import { givenAndTeams } from './given'
import { alreadyApproved, notCounted } from './may-approve'
import { revisionsOf, runChecks } from './ran'
import { EvidenceResult } from './required'

const Origin = z.object({
  scope: z.enum(['default', 'organization', 'project', 'model']),
  name: z.string().nullable().describe('Slug of the organization, project or model'),
  revision: z.int().nullable(),
})

const GivenApproval = z.object({
  by: ActorView,
  at: Instant,
  teams: z.array(z.string()).describe('Slugs of the teams of the policy that it was given for'),
  validUntil: Instant.nullable(),
  stale: z.boolean().describe('What it was based on has changed since'),
  expired: z.boolean(),
  counts: z.boolean().describe('Whether it is one of those that the policy takes'),
})
export type GivenApproval = z.infer<typeof GivenApproval>

/** Everything that the policy asks of a version, and how it stands. */
export const Checks = z
  .object({
    gates: z.array(GateResult),
    evidence: z.array(EvidenceResult),
    base: z
      .object({ version: z.number().int(), digest: z.string() })
      .nullable()
      .describe('The version in use that it is compared with'),
    approvals: z.object({
      needed: z.number().int(),
      given: z.array(GivenApproval),
      from: z.object({
        roles: z.array(z.enum(roles)).nullable(),
        teams: z.array(z.string()).nullable(),
      }),
      missing: z.string().nullable().describe('What is still needed, in words'),
    }),
    canDecide: z.boolean().describe('Whether an approval of yours would count now'),
    reason: z.string().nullable().describe('Why not'),
    policy: z.array(Origin).describe('The revisions that apply, most specific last'),
  })
  .meta({ id: 'Checks' })
export type Checks = z.infer<typeof Checks>

/** What the policy asks of a version, and how it stands; evaluated as a decision would be. */
export const getChecks = query({
  action: 'version.read',
  input: VersionRef,
  load: (db, input, ctx) => findVersion(db, ctx, input),
  run: async ({ db, subject, ctx }) => (await weigh(db, ctx, subject)).checks,
})

export interface Weighed {
  checks: Checks
  /** It is approved, and to be reviewed again. */
  again: boolean
  /** The caller's approval stands, and may be taken back while others are waited for. */
  own: boolean
}

/** The same for whoever has found the version already, with what its page says besides. */
export async function weigh(
  db: ReadDb,
  ctx: Ctx,
  target: VersionTarget,
  known?: BaseVersion | null,
): Promise<Weighed> {
  const { version, of } = target
  const now = ctx.now()
  const rule = ruleOf(of.policy)
  const { given, teams: own } = await givenAndTeams(db, target)
  const teams = own.map(({ slug }) => slug)
  const count = tally(rule, given, now)
  const counted = new Set(count.counted)
  const again = isToReview(version, given, now)
  const decided = version.state === 'approved' && !again
  const stands = standing(given)
  const reason = whyNot()
  const { gates, evidence, base } = await runChecks(db, target, now, known)
  const checks: Checks = {
    gates,
    evidence,
    base,
    approvals: {
      needed: count.needed,
      given: stands.map((decision) => ({
        by: decision.by,
        at: decision.at,
        teams: decision.teams,
        validUntil: decision.validUntil,
        stale: decision.stale,
        expired: isOver(decision.validUntil, now),
        counts: counted.has(decision) && !isLapsed(decision, now),
      })),
      from: { roles: rule.roles, teams: rule.teams },
      missing: decided ? null : missing(rule, count),
    },
    canDecide: reason === null,
    reason,
    policy: revisionsOf(of.policy).map(({ digest: _, ...origin }) => origin),
  }
  const person = personBehind(ctx.actor)
  const mine = version.state === 'pending' && stands.some((one) => one.person === person)
  return { checks, again, own: mine }

  function whyNot(): string | null {
    const decision = can(ctx, 'version.approve', target.access)
    if (!decision.ok) return decision.reason
    const unusable = outOfUse(of.model.slug, of.model) ?? outOfUse(`v${version.number}`, version)
    if (unusable) return unusable
    if (decided) return `v${version.number} is already approved.`
    return notCounted(target, teams) ?? alreadyApproved(ctx, target, given)
  }
}
