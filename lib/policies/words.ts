import type { Origin } from './effective'
import type { PolicyRules, RuleName } from './rules'

/** What people call a rule. */
export const ruleTitles = {
  approvals: 'Approvals',
  fourEyes: 'Four eyes',
  evidence: 'Required evidence',
  gates: 'Gates',
  protectedAliases: 'Protected aliases',
  validDays: 'Valid for',
  approvedOnly: 'Approved versions only',
  tokenDecisions: 'Decisions through tokens',
  signInMinutes: 'Fresh sign-in',
  exclude: 'Kept from latest',
  deployUnapproved: 'Deployed unapproved',
} as const satisfies Record<RuleName, string>

/** One thing that a rule says, in words; lists have one each. */
export interface RuleLine {
  rule: RuleName
  text: string
}

/** What rules say, line by line in a fixed order; nothing of those that are left out. Pure. */
export function ruleLines(rules: PolicyRules): RuleLine[] {
  const { approvals, fourEyes, validDays, approvedOnly, tokenDecisions, signInMinutes } = rules
  const { evidence, gates, protectedAliases, exclude, deployUnapproved } = rules
  const one = (rule: RuleName, text: string | null) => (text === null ? [] : [{ rule, text }])
  const each = <T>(rule: RuleName, items: readonly T[] | undefined, tell: (item: T) => string) =>
    (items ?? []).map((item) => ({ rule, text: tell(item) }))
  return [
    ...one('approvals', approvals ? tellApprovals(approvals) : null),
    ...one('fourEyes', fourEyes === undefined ? null : tellFourEyes(fourEyes)),
    ...each('evidence', evidence, tellEvidence),
    ...each('gates', gates, ({ name, cel }) => `${name}: ${cel}`),
    ...each('protectedAliases', protectedAliases, tellAlias),
    ...one('validDays', validDays === undefined ? null : tellDays(validDays)),
    ...one('approvedOnly', approvedOnly === undefined ? null : tellApprovedOnly(approvedOnly)),
    ...one('tokenDecisions', tokenDecisions === undefined ? null : tellTokens(tokenDecisions)),
    ...one('signInMinutes', signInMinutes === undefined ? null : tellSignIn(signInMinutes)),
    ...each('exclude', exclude, (what) => `${what} versions`),
    ...one('deployUnapproved', deployUnapproved ? tellUnapproved(deployUnapproved) : null),
  ]
}

/** A line that stays, comes or goes. */
export interface RuleChange extends RuleLine {
  change: 'same' | 'added' | 'removed'
}

/** What becomes of one set of rules when another takes its place, rule by rule; removed lines come first. */
export function ruleChanges(before: PolicyRules, after: PolicyRules): RuleChange[] {
  const was = ruleLines(before)
  const is = ruleLines(after)
  const has = (lines: RuleLine[], { rule, text }: RuleLine) =>
    lines.some((line) => line.rule === rule && line.text === text)
  return (Object.keys(ruleTitles) as RuleName[]).flatMap((name): RuleChange[] => [
    ...was
      .filter((line) => line.rule === name && !has(is, line))
      .map((line) => ({ ...line, change: 'removed' as const })),
    ...is
      .filter((line) => line.rule === name)
      .map((line) => ({
        ...line,
        change: has(was, line) ? ('same' as const) : ('added' as const),
      })),
  ])
}

/** `default`, or `model churn, revision 3`. */
export function tellOrigin({ scope, name, revision }: Origin): string {
  return scope === 'default' ? 'what the hub ships with' : `${scope} ${name}, revision ${revision}`
}

export function tellApprovals({
  count,
  roles,
  teams,
}: {
  count: number
  roles?: readonly string[] | null | undefined
  teams?: readonly string[] | null | undefined
}): string {
  const many = `${count} approval${count === 1 ? '' : 's'}`
  // Fewer approvals than teams: any of the teams, each for one.
  if (teams && count > 1 && count < teams.length)
    return `${many}, from ${count} of the teams ${listed(teams, 'and')}`
  if (teams) return `${many}, from members of ${listed(teams, count > 1 ? 'and' : 'or')}`
  return roles ? `${many}, from people who are ${listed(roles, 'or')} here` : many
}

export const tellFourEyes = (on: boolean) =>
  on ? 'Who made a version does not decide on it' : 'Who made a version may decide on it'

export function tellEvidence(item: string): string {
  const at = item.indexOf(':')
  const key = at < 0 ? '' : item.slice(at + 1)
  const kind = at < 0 ? item : item.slice(0, at)
  const named: Record<string, string> = {
    note: 'a note',
    run: 'the run that made it',
    commit: 'the commit of its code',
    dataset: 'the dataset that it was made of',
    card: `the section ${key} of the card`,
    field: `the field ${key}`,
    metric: `the metric ${key}`,
    param: `the parameter ${key}`,
  }
  return named[kind] ?? item
}

export const tellAlias = ({
  name,
  teams,
}: {
  name: string
  teams?: readonly string[] | undefined
}) => (teams ? `${name}, moved by maintainers in ${listed(teams, 'or')}` : name)

export const tellDays = (days: number | null) =>
  days === null ? 'for ever' : `${days} day${days === 1 ? '' : 's'}`

export const tellApprovedOnly = (on: boolean) =>
  on ? 'Jobs use approved versions only' : 'Jobs use any version'

export const tellTokens = (on: boolean) =>
  on ? 'Decisions through tokens are taken' : 'Decisions are made signed in, not through tokens'

export const tellSignIn = (minutes: number | null) =>
  minutes === null
    ? 'at any time'
    : `Whoever decides has signed in within ${minutes} minute${minutes === 1 ? '' : 's'}`

export const tellUnapproved = (targets: readonly string[]) =>
  targets.length === 0
    ? 'Only approved versions are deployed'
    : `Versions that nobody has decided on may serve ${listed(targets, 'and')}`

function listed(names: readonly string[], word: 'and' | 'or'): string {
  if (names.length < 2) return names.join('')
  return `${names.slice(0, -1).join(', ')} ${word} ${names.at(-1)}`
}
