import { type Deciding, includes } from '../access'
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
  /** The targets of deployments that a pending version may serve. */
  deployUnapproved: One<string[]>
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
    (a, b) =>
      order.indexOf(a.scope) - order.indexOf(b.scope) ||
      compare(a.name, b.name) ||
      compare(a.scopeId, b.scopeId),
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
  const listed = <T>(
    read: (rules: PolicyRules) => T[] | undefined,
    name: (item: T) => string,
    apart = (item: T, _place: string) => item,
  ) => {
    const found: (One<T> & { name: string })[] = []
    for (const source of sorted) {
      const entries = (read(source.rules) ?? []).map((value) => ({
        value,
        name: name(value),
        from: originOf(source),
      }))
      for (const entry of entries) {
        const same = found.filter((one) => one.name === entry.name)
        // Of two projects neither replaces what the other asks for: both hold.
        const beside = same.filter(
          ({ from }) => from.scope === 'project' && source.scope === 'project',
        )
        if (beside.some(({ value }) => JSON.stringify(value) === JSON.stringify(entry.value)))
          continue
        if (beside.length > 0) entry.value = apart(entry.value, source.name)
        else for (const one of same) found.splice(found.indexOf(one), 1)
        found.push(entry)
      }
    }
    return found.map(({ value, from }) => ({ value, from }))
  }
  const shorter = (a: number | null, b: number | null) => a !== null && (b === null || a < b)
  return {
    approvals: approvalsOf(sorted),
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
      (gate, place) => ({ ...gate, name: `${gate.name} (${place})` }),
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
    deployUnapproved: unapprovedOf(sorted),
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

/**
 * The most specific; several projects together ask for the larger number, and for somebody of every team
 * that one of them names.
 */
function approvalsOf(sorted: PolicySource[]): EffectivePolicy['approvals'] {
  let found: EffectivePolicy['approvals'] = {
    value: { count: 1, roles: null, teams: null },
    from: shipped,
  }
  for (const source of sorted) {
    const { approvals } = source.rules
    if (!approvals) continue
    const { count, roles = null, teams = null } = approvals
    const asked = { value: { count, roles, teams }, from: originOf(source) }
    const beside = found.from.scope === 'project' && source.scope === 'project'
    found = beside ? together(found, asked) : asked
  }
  return found
}

/** The most specific; of several projects only the targets that each of them lets. */
function unapprovedOf(sorted: PolicySource[]): EffectivePolicy['deployUnapproved'] {
  let found: EffectivePolicy['deployUnapproved'] = { value: [], from: shipped }
  for (const source of sorted) {
    const { deployUnapproved: targets } = source.rules
    if (!targets) continue
    const beside = found.from.scope === 'project' && source.scope === 'project'
    const both = beside ? found.value.filter((target) => targets.includes(target)) : targets
    if (!beside || both.length < found.value.length) found = { value: both, from: originOf(source) }
  }
  return found
}

type Approvals = EffectivePolicy['approvals']

/** Each of the two holds for every approval: what one says of teams beside what the other says of roles. */
function together(a: Approvals, b: Approvals): Approvals {
  const teams = joined(a.value.teams, b.value.teams)
  // Else fewer people than teams could leave one of them out.
  const least = a.value.teams && b.value.teams ? (teams?.length ?? 0) : 0
  return {
    value: {
      count: Math.max(a.value.count, b.value.count, least),
      roles: higher(a.value.roles, b.value.roles),
      teams,
    },
    from: isStricter(b.value, a.value) ? b.from : a.from,
  }
}

const joined = (a: string[] | null, b: string[] | null) =>
  a && b ? [...new Set([...a, ...b])] : (a ?? b)

/** The roles each of which is good for both lists; none where no role is, and then nobody's approval counts. */
function higher(a: Role[] | null, b: Role[] | null): Role[] | null {
  const [one, other] = [a, b].map((roles) => (roles?.includes('approver') ? null : roles))
  // Whoever approves is an approver: that asks for nothing more.
  if (!one || !other) return one ?? other ?? a ?? b
  return [...new Set([...one, ...other])].filter((role) =>
    [one, other].every((wanted) => wanted.some((least) => includes(role, least))),
  )
}

const isStricter = (a: Approvals['value'], b: Approvals['value']) =>
  a.count > b.count || (a.count === b.count && isNarrower(a, b))

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

const originOf = ({ scope, name, revision }: PolicySource): Origin => ({ scope, name, revision })

type From = { roles: Role[] | null; teams: string[] | null }
const isNarrower = (a: From, b: From) =>
  (a.roles !== null || a.teams !== null) && b.roles === null && b.teams === null
