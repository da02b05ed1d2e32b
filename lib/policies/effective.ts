import type { Deciding } from '../access'
import type { Role } from '../actor'
import type { Gate, PolicyRules, ProtectedAlias } from './rules'

/** Where a policy is set, as it is read with a model. */
export interface PolicySource {
  scope: 'organization' | 'project' | 'model'
  scopeId: string
  /** Slug of the organization, project or model. */
  name: string
  revision: number
  rules: PolicyRules
}

/** Where a rule comes from; `default` is what the hub ships with. */
export interface Origin {
  scope: 'default' | PolicySource['scope']
  name: string | null
  revision: number | null
}

type One<T> = { value: T; from: Origin }

/** What holds for a model, and where each rule comes from. */
export interface EffectivePolicy {
  approvals: One<{ count: number; roles: Role[] | null; teams: string[] | null }>
  fourEyes: One<boolean>
  evidence: One<string>[]
  gates: One<Gate>[]
  protectedAliases: One<ProtectedAlias>[]
  validDays: One<number | null>
  approvedOnly: One<boolean>
  tokenDecisions: One<boolean>
  signInMinutes: One<number | null>
  exclude: One<'stale' | 'expired' | 'recalled'>[]
  /** The revisions that were read, most specific last. */
  sources: PolicySource[]
}

const shipped: Origin = { scope: 'default', name: null, revision: null }
const order = ['organization', 'project', 'model'] as const

/**
 * Puts policies together. A single value is that of the most specific place; of several projects the
 * strictest. Lists add up, and an entry of the same name takes the place of a less specific one. Without any
 * policy one approver other than the registrant decides; `fourEyes` is the organization's own choice. Pure.
 */
export function effectivePolicy(sources: PolicySource[], fourEyes: boolean): EffectivePolicy {
  const sorted = [...sources].sort(
    (a, b) => order.indexOf(a.scope) - order.indexOf(b.scope) || (a.name < b.name ? -1 : 1),
  )
  const single = <T>(
    read: (rules: PolicyRules) => T | undefined,
    usual: T,
    stricter: (a: T, b: T) => boolean,
  ): One<T> => {
    let found: One<T> = { value: usual, from: shipped }
    for (const source of sorted) {
      const value = read(source.rules)
      if (value === undefined) continue
      const beside = found.from.scope === 'project' && source.scope === 'project'
      if (!beside || stricter(value, found.value)) found = { value, from: originOf(source) }
    }
    return found
  }
  const listed = <T>(read: (rules: PolicyRules) => T[] | undefined, name: (item: T) => string) => {
    const found = new Map<string, One<T>>()
    for (const source of sorted)
      for (const value of read(source.rules) ?? []) {
        const key = name(value)
        const before = found.get(key)
        // Of two projects neither replaces what the other asks for: both hold.
        const beside = before?.from.scope === 'project' && source.scope === 'project'
        const other = beside && JSON.stringify(before.value) !== JSON.stringify(value)
        found.set(other ? `${key}\0${source.name}` : key, { value, from: originOf(source) })
      }
    return [...found.values()]
  }
  const shorter = (a: number | null, b: number | null) => a !== null && (b === null || a < b)
  return {
    approvals: single(
      ({ approvals }) =>
        approvals && {
          count: approvals.count,
          roles: approvals.roles ?? null,
          teams: approvals.teams ?? null,
        },
      { count: 1, roles: null, teams: null },
      (a, b) => a.count > b.count || (a.count === b.count && isNarrower(a, b)),
    ),
    fourEyes: single(
      ({ fourEyes }) => fourEyes,
      fourEyes,
      (a) => a,
    ),
    evidence: listed(
      ({ evidence }) => evidence,
      (item) => item,
    ),
    gates: listed(
      ({ gates }) => gates,
      ({ name }) => name,
    ),
    protectedAliases: listed(
      ({ protectedAliases }) => protectedAliases,
      ({ name }) => name,
    ),
    validDays: single(({ validDays }) => validDays, null, shorter),
    approvedOnly: single(
      ({ approvedOnly }) => approvedOnly,
      false,
      (a) => a,
    ),
    tokenDecisions: single(
      ({ tokenDecisions }) => tokenDecisions,
      true,
      (a) => !a,
    ),
    signInMinutes: single(({ signInMinutes }) => signInMinutes, null, shorter),
    exclude: listed(
      ({ exclude }) => exclude,
      (item) => item,
    ),
    sources: sorted,
  }
}

/** The part of a policy that `can()` weighs. */
export function decidingOf(policy: EffectivePolicy): Deciding {
  return {
    fourEyes: policy.fourEyes.value,
    byToken: policy.tokenDecisions.value,
    signInWithin: policy.signInMinutes.value,
  }
}

const originOf = ({ scope, name, revision }: PolicySource): Origin => ({ scope, name, revision })

type From = { roles: Role[] | null; teams: string[] | null }
const isNarrower = (a: From, b: From) =>
  (a.roles !== null || a.teams !== null) && b.roles === null && b.teams === null
