import { gatePrefix, gatesOf } from '../gates/rows'
import type { PolicyInput, PolicyRules } from './rules'

/** What may be ticked as evidence; everything else is written. */
export const plainEvidence = ['note', 'run', 'commit', 'dataset'] as const
export const offeredRoles = ['contributor', 'maintainer', 'admin', 'auditor'] as const
export const offeredExclusions = ['stale', 'expired', 'recalled'] as const

type Values = Readonly<Record<string, string>>

/** How rules stand in the fields of the form, but for gates, which have fields of their own. */
export function valuesOf(rules: PolicyRules): Record<string, string> {
  const { approvals, fourEyes, evidence = [], protectedAliases = [], exclude = [] } = rules
  const { validDays, approvedOnly, tokenDecisions, signInMinutes, deployUnapproved } = rules
  const ticks = (prefix: string, names: readonly string[]) =>
    names.map((name) => [`${prefix}${name}`, 'on'])
  const isPlain = (item: string) => plainEvidence.some((kind) => kind === item)
  return Object.fromEntries([
    ['approvals', approvals ? 'own' : 'above'],
    ['approvals.count', String(approvals?.count ?? '')],
    ['approvals.from', approvals?.teams ? 'teams' : approvals?.roles ? 'roles' : 'anyone'],
    ...ticks('approvals.role.', approvals?.roles ?? []),
    ...ticks('approvals.team.', approvals?.teams ?? []),
    ['fourEyes', yesOrNo(fourEyes)],
    ...ticks('evidence.', evidence.filter(isPlain)),
    ['evidence', evidence.filter((item) => !isPlain(item)).join('\n')],
    ...protectedAliases.flatMap(({ name, teams = [] }, at) => [
      [`protectedAliases.${at}.name`, name],
      [`protectedAliases.${at}.teams`, teams.join(', ')],
    ]),
    ['valid', validDays === undefined ? 'above' : validDays === null ? 'ever' : 'days'],
    ['validDays', String(validDays ?? '')],
    ['approvedOnly', yesOrNo(approvedOnly)],
    ['tokenDecisions', yesOrNo(tokenDecisions)],
    ['signIn', signInMinutes === undefined ? 'above' : signInMinutes === null ? 'any' : 'within'],
    ['signInMinutes', String(signInMinutes ?? '')],
    ...ticks('exclude.', exclude),
    ['unapproved', !deployUnapproved ? 'above' : deployUnapproved.length > 0 ? 'some' : 'none'],
    ['deployUnapproved', (deployUnapproved ?? []).join(', ')],
  ])
}

const yesOrNo = (value: boolean | undefined) =>
  value === undefined ? 'above' : value ? 'yes' : 'no'

/** The rules that a sent form means, as the command is to judge them; what is left to above is left out. */
export function rulesOfForm(sent: Iterable<readonly [string, string]>): PolicyInput {
  const pairs = [...sent]
  const values: Values = Object.fromEntries(pairs)
  const behind = (prefix: string) =>
    pairs.flatMap(([name, text]): [string, string][] =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), text]] : [],
    )
  const ticked = (prefix: string) => behind(prefix).map(([name]) => name)
  const evidence = [...ticked('evidence.'), ...linesOf(values.evidence)]
  const { gates } = gatesOf(behind(gatePrefix))
  const protectedAliases = aliasesOf(values)
  const exclude = ticked('exclude.')
  const rules = {
    approvals: values.approvals === 'own' ? approvalsOf(values, ticked) : undefined,
    fourEyes: saidOf(values.fourEyes),
    evidence: someOf(evidence),
    gates: someOf(gates),
    protectedAliases: someOf(protectedAliases),
    validDays: values.valid === 'ever' ? null : amountOf(values.valid === 'days', values.validDays),
    approvedOnly: saidOf(values.approvedOnly),
    tokenDecisions: saidOf(values.tokenDecisions),
    signInMinutes:
      values.signIn === 'any' ? null : amountOf(values.signIn === 'within', values.signInMinutes),
    exclude: someOf(exclude),
    deployUnapproved: unapprovedOf(values),
  }
  const given = Object.entries(rules).filter(([, value]) => value !== undefined)
  // The command says what is wrong with any of it.
  return Object.fromEntries(given) as PolicyInput
}

function approvalsOf(values: Values, ticked: (prefix: string) => string[]) {
  const count = numberOf(values['approvals.count'])
  const from = values['approvals.from']
  if (from === 'roles') return { count, roles: ticked('approvals.role.') }
  if (from === 'teams') return { count, teams: ticked('approvals.team.') }
  return { count }
}

function aliasesOf(values: Values) {
  const rows = Object.keys(values)
    .flatMap((name) => /^protectedAliases\.(\d{1,3})\.name$/.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b)
  return rows.flatMap((at) => {
    const name = (values[`protectedAliases.${at}.name`] ?? '').trim()
    const teams = wordsOf(values[`protectedAliases.${at}.teams`])
    if (!name && teams.length === 0) return []
    return [{ name, ...(teams.length > 0 && { teams }) }]
  })
}

function unapprovedOf(values: Values) {
  if (values.unapproved === 'none') return []
  return values.unapproved === 'some' ? wordsOf(values.deployUnapproved) : undefined
}

const saidOf = (value: string | undefined) =>
  value === 'yes' ? true : value === 'no' ? false : undefined
const amountOf = (isMeant: boolean, text: string | undefined) =>
  isMeant ? numberOf(text) : undefined
/** A number, or the text itself, which is then refused as none. */
const numberOf = (text = '') => (/^\s*-?\d+\s*$/.test(text) ? Number(text) : text.trim())
const wordsOf = (text = '') => text.split(/[\s,]+/).filter(Boolean)
const linesOf = (text = '') =>
  text
    .split(/\r\n?|\n/)
    .map((line) => line.trim())
    .filter(Boolean)
const someOf = <T>(items: T[]) => (items.length > 0 ? items : undefined)
