import { includes } from '../access'
import type { Role } from '../actor'
import type { EffectivePolicy } from '../policies/effective'
import type { Verdict } from './state'

/** What a policy says of whose approvals count, and how many of them. */
export interface ApprovalRule {
  count: number
  roles: Role[] | null
  teams: string[] | null
  /** Whether whoever made a version gives no approval of it. */
  fourEyes: boolean
  /** Whether approvals through tokens count. */
  byToken: boolean
}

/** What a policy says of that. */
export function ruleOf({ approvals, fourEyes, tokenDecisions }: EffectivePolicy): ApprovalRule {
  return { ...approvals.value, fourEyes: fourEyes.value, byToken: tokenDecisions.value }
}

/** One decision, as far as counting goes. */
export interface CountedDecision {
  verdict: Verdict
  person: string
  override: boolean
  /** Of a withdrawal: that of one's own approval, before there was a decision. */
  own: boolean
  stale: boolean
  validUntil: string | null
  /** Slugs of the teams that it was given for; where it still matters, those that the person is in now. */
  teams: string[]
  /** What the person may be on the model now; null where that no longer matters. */
  roles: Role[] | null
  /** Where it still matters: that they made the version, or its run. */
  ofMaker: boolean
  /** Where it still matters: that it was given through a token. */
  byToken: boolean
}

export interface Tally<D extends CountedDecision> {
  needed: number
  /** How far the approvals reach: as many as needed exactly when nothing more is. */
  given: number
  met: boolean
  /** Those that count, each of another person, the one that lasts longest first. */
  counted: D[]
  /** Teams of the policy of which none of those counted is a member, in the order of the policy. */
  without: string[]
}

/**
 * The approvals that stand: the newest of each person since the last rejection, withdrawal or override,
 * whatever became of them since. Decisions come oldest first. Pure, like all of this file.
 */
export function standing<D extends CountedDecision>(decisions: readonly D[]): D[] {
  const found = new Map<string, D>()
  for (const decision of decisions) {
    if (decision.verdict === 'withdraw' && decision.own) found.delete(decision.person)
    else if (decision.verdict !== 'approve' || decision.override) found.clear()
    else {
      // Deleted first, so that the newest stands last.
      found.delete(decision.person)
      found.set(decision.person, decision)
    }
  }
  return [...found.values()]
}

/** Whether an approval has run out, or what it was based on has changed. */
export function isLapsed(decision: Pick<CountedDecision, 'stale' | 'validUntil'>, now: Date) {
  return decision.stale || isOver(decision.validUntil, now)
}

export const isOver = (until: string | null, now: Date) => until !== null && new Date(until) <= now

/** Why approvals of someone in these teams with these roles do not count; null where they do. */
export function uncounted(
  rule: ApprovalRule,
  {
    teams,
    roles,
    ofMaker = false,
    byToken = false,
  }: Pick<CountedDecision, 'teams' | 'roles'> & Partial<CountedDecision>,
): string | null {
  if (ofMaker && rule.fourEyes) return 'They made the version, so someone else must decide on it.'
  if (byToken && !rule.byToken) return 'The policy takes no decisions through tokens.'
  if (roles && !roles.includes('approver')) return 'Needs the approver role.'
  if (rule.teams && !rule.teams.some((team) => teams.includes(team)))
    return `The policy wants approvals from members of ${either(rule.teams)}.`
  const wanted = rule.roles
  if (wanted?.length === 0)
    return 'The policies of its projects ask for roles that do not go together. Ask an admin to change one.'
  if (wanted && roles && !wanted.some((role) => roles.some((held) => includes(held, role))))
    return `The policy wants approvals from people who are ${either(wanted)} here.`
  return null
}

/**
 * Counts approvals: as many different people as the policy wants, who stand for as many of its teams as
 * there can be; who is in two teams stands for one of them.
 */
export function tally<D extends CountedDecision>(
  rule: ApprovalRule,
  decisions: readonly D[],
  now: Date,
): Tally<D> {
  const counted = standing(decisions)
    .filter((decision) => !isLapsed(decision, now) && uncounted(rule, decision) === null)
    .sort(longestFirst)
  const needed = Math.max(1, rule.count)
  const teams = rule.teams ?? []
  const places = Math.min(needed, teams.length)
  const stood = represented(counted, teams)
  const forTeams = Math.min(places, stood.size)
  const given = forTeams + Math.min(needed - places, counted.length - forTeams)
  return {
    needed,
    given,
    met: given >= needed,
    counted,
    without: teams.filter((team) => !stood.has(team)),
  }
}

/**
 * Until when the approvals hold together: the longest-lasting ones that suffice decide, since the others
 * are not needed. Null: for ever.
 */
export function lastsUntil(
  rule: ApprovalRule,
  decisions: readonly CountedDecision[],
  now: Date,
): string | null {
  const { counted } = tally(rule, decisions, now)
  for (let many = 1; many <= counted.length; many++) {
    const chosen = counted.slice(0, many)
    if (tally(rule, chosen, now).met) return chosen.at(-1)?.validUntil ?? null
  }
  return null
}

/** What is still missing, as a sentence; null where nothing is. */
export function missing(rule: ApprovalRule, tally: Tally<CountedDecision>): string | null {
  if (tally.met) return null
  const short = tally.needed - tally.given
  const many = short === 1 ? 'One more approval is needed' : `${short} more approvals are needed`
  if (rule.teams) {
    const from = tally.without.length > 0 ? tally.without : rule.teams
    return `${many}, from ${short < from.length ? either(from) : listed(from, 'and')}.`
  }
  if (rule.roles) return `${many}, from people who are ${either(rule.roles)} here.`
  return `${many}.`
}

/** `risk or platform`. */
export const either = (names: readonly string[]) => listed(names, 'or')

function listed(names: readonly string[], between: 'and' | 'or'): string {
  if (names.length < 2) return names.join('')
  return `${names.slice(0, -1).join(', ')} ${between} ${names.at(-1)}`
}

const lasting = ({ validUntil }: CountedDecision) =>
  validUntil === null ? Number.MAX_SAFE_INTEGER : Date.parse(validUntil)
const longestFirst = (a: CountedDecision, b: CountedDecision) => lasting(b) - lasting(a)

/** The largest set of teams that different people can stand for: matching by augmenting paths. */
function represented(people: readonly CountedDecision[], teams: readonly string[]): Set<string> {
  const standsFor = new Map<string, CountedDecision>()
  const place = (person: CountedDecision, tried: Set<string>): boolean =>
    teams.some((team) => {
      if (tried.has(team) || !person.teams.includes(team)) return false
      tried.add(team)
      const other = standsFor.get(team)
      if (other && !place(other, tried)) return false
      standsFor.set(team, person)
      return true
    })
  for (const person of people) place(person, new Set())
  return new Set(standsFor.keys())
}
