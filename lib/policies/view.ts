import { z } from 'zod'
import { roles, states } from '@/db/schema/tables'
import { GateResult } from '../gates/view'
import { EvidenceResult } from '../versions/required'
import { ActorView, Instant } from '../view'
import type { EffectivePolicy, Origin } from './effective'
import { exclusions, Gate, PolicyRules, ProtectedAlias } from './rules'

export const PolicyOrigin = z
  .object({
    scope: z.enum(['default', 'organization', 'project', 'model']),
    name: z.string().nullable().describe('Slug of the organization, project or model'),
    revision: z.int().nullable(),
  })
  .meta({ id: 'PolicyOrigin' }) satisfies z.ZodType<Origin>

/** One state that a policy was in. */
export const PolicyRevision = z
  .object({
    revision: z.int(),
    rules: PolicyRules.describe('Those that were set; the others came from above'),
    digest: z.string().describe('sha256: of the RFC 8785 JSON of the rules'),
    note: z.string(),
    setBy: ActorView.nullable(),
    createdAt: Instant,
  })
  .meta({ id: 'PolicyRevision' })
export type PolicyRevision = z.infer<typeof PolicyRevision>

/** What is wrong with a policy without being forbidden: nobody can do what it asks for. */
export const PolicyWarning = z
  .object({ rule: z.string().describe('The rule that it is about'), message: z.string() })
  .meta({ id: 'PolicyWarning' })
export type PolicyWarning = z.infer<typeof PolicyWarning>

/** What holds somewhere, with where each rule comes from. */
export const Policy = z
  .object({
    approvals: z.object({
      count: z.int(),
      roles: z.array(z.enum(roles)).nullable(),
      teams: z.array(z.string()).nullable(),
    }),
    fourEyes: z.boolean(),
    evidence: z.array(z.string()),
    gates: z.array(Gate),
    protectedAliases: z.array(ProtectedAlias),
    validDays: z.int().nullable(),
    approvedOnly: z.boolean(),
    tokenDecisions: z.boolean(),
    signInMinutes: z.int().nullable(),
    exclude: z.array(z.enum(exclusions)),
    deployUnapproved: z.array(z.string()).describe('Targets that pending versions may serve'),
    from: z.object({
      approvals: PolicyOrigin,
      fourEyes: PolicyOrigin,
      evidence: z.record(z.string(), PolicyOrigin).describe('By what is required'),
      gates: z.record(z.string(), PolicyOrigin).describe('By the name of the gate'),
      protectedAliases: z.record(z.string(), PolicyOrigin).describe('By alias'),
      validDays: PolicyOrigin,
      approvedOnly: PolicyOrigin,
      tokenDecisions: PolicyOrigin,
      signInMinutes: PolicyOrigin,
      exclude: z.record(z.string(), PolicyOrigin).describe('By what is excluded'),
      deployUnapproved: PolicyOrigin,
    }),
    own: PolicyRevision.nullable().describe('What was set right here'),
    revisions: z.array(PolicyOrigin).describe('All that hold here, most specific last'),
    warnings: z.array(PolicyWarning),
  })
  .meta({ id: 'Policy' })
export type Policy = z.infer<typeof Policy>

/** A policy after it was set. */
export const SetPolicy = Policy.extend({
  unchanged: z.boolean().describe('These were the rules already, so there is no new revision'),
}).meta({ id: 'SetPolicy' })
export type SetPolicy = z.infer<typeof SetPolicy>

/** What a version would have got by some rules. */
export const TriedVersion = z
  .object({
    uri: z.string(),
    model: z.string(),
    version: z.int(),
    state: z.enum(states).describe('What it is'),
    would: z
      .enum(['approved', 'waits', 'blocked'])
      .describe('Approved; short of approvals; or kept by a gate or by what is missing'),
    message: z.string().describe('In words, with the first reason'),
    base: z.int().nullable().describe('The approved version that it is compared with'),
    gates: z.array(GateResult),
    evidence: z.array(EvidenceResult),
    approvals: z.object({ needed: z.int(), given: z.int() }),
  })
  .meta({ id: 'TriedVersion' })
export type TriedVersion = z.infer<typeof TriedVersion>

export const TriedPolicy = z
  .object({
    items: z.array(TriedVersion).describe('The newest versions, newest first'),
    warnings: z.array(PolicyWarning),
  })
  .meta({ id: 'TriedPolicy' })
export type TriedPolicy = z.infer<typeof TriedPolicy>

type Effective = Omit<Policy, 'own' | 'warnings'>

/** An effective policy as it is told. */
export function policyView(policy: EffectivePolicy): Effective {
  const values = <T>(list: { value: T }[]) => list.map(({ value }) => value)
  const origins = <T>(list: { value: T; from: Origin }[], name: (value: T) => string) =>
    Object.fromEntries(
      // Two projects may each say something of the same alias.
      list.map(({ value, from }, at) => {
        const first = list.findIndex((one) => name(one.value) === name(value)) === at
        return [first ? name(value) : `${name(value)} (${from.name})`, from]
      }),
    )
  const itself = (value: string) => value
  return {
    approvals: policy.approvals.value,
    fourEyes: policy.fourEyes.value,
    evidence: values(policy.evidence),
    gates: values(policy.gates),
    protectedAliases: values(policy.protectedAliases),
    validDays: policy.validDays.value,
    approvedOnly: policy.approvedOnly.value,
    tokenDecisions: policy.tokenDecisions.value,
    signInMinutes: policy.signInMinutes.value,
    exclude: values(policy.exclude),
    deployUnapproved: policy.deployUnapproved.value,
    from: {
      approvals: policy.approvals.from,
      fourEyes: policy.fourEyes.from,
      evidence: origins(policy.evidence, itself),
      gates: origins(policy.gates, ({ name }) => name),
      protectedAliases: origins(policy.protectedAliases, ({ name }) => name),
      validDays: policy.validDays.from,
      approvedOnly: policy.approvedOnly.from,
      tokenDecisions: policy.tokenDecisions.from,
      signInMinutes: policy.signInMinutes.from,
      exclude: origins(policy.exclude, itself),
      deployUnapproved: policy.deployUnapproved.from,
    },
    revisions: policy.sources.map(({ scope, name, revision }) => ({ scope, name, revision })),
  }
}
