import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { text as textOf } from 'node:stream/consumers'
import { parse } from 'yaml'
import type { Origin } from '@/lib/policies/effective'
import type { PolicyRules } from '@/lib/policies/rules'
import type { Policy, PolicyWarning, SetPolicy, TriedPolicy } from '@/lib/policies/view'
import {
  ruleChanges,
  ruleTitles,
  tellAlias,
  tellApprovals,
  tellApprovedOnly,
  tellDays,
  tellEvidence,
  tellFourEyes,
  tellOrigin,
  tellSignIn,
  tellTokens,
  tellUnapproved,
} from '@/lib/policies/words'
import { apiPath, type Client } from '../client'
import { failed, invalid } from '../failure'
import { result, table, tell } from '../output'
import { readModel } from '../refs'
import { connect, readWords, type Surroundings, type Verb } from '../verb'

export const policy: Verb = {
  name: 'policy',
  aliases: ['policy show', 'policy set', 'policy test'],
  summary: 'Show, set and try what decisions need',
  help: `hub policy show (MODEL | --project P | --organization) [--json]
hub policy set (MODEL | --project P | --organization) FILE [-m WHY] [--expected N] [--json]
hub policy test (MODEL | --project P | --organization) FILE [--json]

  MODEL             A model by its name, or as model://name
  FILE              The rules in YAML or JSON; - reads them from the standard input
  -m, --message     Why they are set; --note is the same
  --expected N      Only if revision N is the newest, 0 for none: else it ends with 6

  approvals: {count: 2, teams: [risk, platform]}      or roles: [maintainer]
  fourEyes: true
  evidence: [note, run, commit, dataset, "card:Risks", "field:owner", "metric:accuracy", "param:depth"]
  gates:
    - name: No worse than the approved one
      cel: "!approved.exists || metrics.accuracy >= approved.metrics.accuracy - 0.005"
  protectedAliases: [{name: production, teams: [platform]}]
  validDays: 365
  approvedOnly: true
  tokenDecisions: false
  signInMinutes: 15
  exclude: [stale, expired, recalled]
  deployUnapproved: [staging]

A rule that is left out comes from above: a model's from its projects, theirs from the organization.
set replaces all rules of one place, as a new revision, and shows what changes. test keeps nothing: it
shows what each of the last 20 versions would have got.`,

  async run(words, surroundings) {
    const { positionals, values } = readWords(
      words,
      {
        project: { type: 'string' },
        organization: { type: 'boolean' },
        message: { type: 'string', short: 'm' },
        note: { type: 'string' },
        expected: { type: 'string' },
      },
      3,
    )
    const [act, ...rest] = positionals
    if (act !== 'show' && act !== 'set' && act !== 'test')
      throw invalid('Say what: hub policy show, hub policy set or hub policy test.')
    const client = await connect(surroundings)
    const path = placeOf(client, values, rest)
    const [file, extra] = rest
    if (extra !== undefined) throw invalid(`There is one word too many: ${extra}.`)
    if (act === 'show') {
      if (file !== undefined) throw invalid(`There is one word too many: ${file}.`)
      const found = await client.get<Policy>(path)
      result(surroundings.terminal, found, () => linesOf(found))
      tellWarnings(surroundings, found.warnings)
      return undefined
    }
    const rules = await readRules(file, surroundings)
    if (act === 'test') return test(client, path, rules, surroundings)
    const note = values.message ?? values.note ?? ''
    const expected =
      values.expected === undefined ? {} : { expected: readRevision(values.expected) }
    const before = await client.get<Policy>(path)
    const made = await client.put<SetPolicy>(path, { ...rules, note, ...expected })
    result(surroundings.terminal, made, () => changesOf(before.own?.rules ?? {}, made))
    tellWarnings(surroundings, made.warnings)
    return undefined
  },
}

interface Place {
  project?: string | undefined
  organization?: boolean | undefined
}

/** The path of the policy that is meant; takes the name of a model from the words. */
function placeOf(client: Client & { org: string }, place: Place, rest: string[]): string {
  if (place.project !== undefined && place.organization)
    throw invalid('Say --project or --organization, not both.')
  if (place.organization) return client.path('policy')
  if (place.project !== undefined) return client.path('projects', place.project, 'policy')
  const named = rest.shift()
  if (named === undefined) throw invalid('Say whose: a model, --project P, or --organization.')
  const { org, model } = readModel(named, client.org)
  return apiPath(org, 'models', model, 'policy')
}

async function readRules(
  file: string | undefined,
  { cwd, stdin }: Surroundings,
): Promise<PolicyRules> {
  if (file === undefined)
    throw invalid('Say which rules: a file in YAML or JSON, or - to read them.')
  const text = file === '-' ? await textOf(stdin) : readFile(resolve(cwd, file))
  const rules = parsed(text, file)
  if (rules === null || typeof rules !== 'object' || Array.isArray(rules))
    throw invalid(`${file} holds no rules. Write them as in hub help policy; {} sets none.`)
  // The hub checks them, with the same words as everywhere.
  return rules as PolicyRules
}

function readFile(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw failed(`${path} cannot be read: ${(error as Error).message}`)
  }
}

function parsed(text: string, file: string): unknown {
  try {
    return parse(text)
  } catch (error) {
    throw invalid(`${file} is no YAML: ${(error as Error).message.split('\n')[0]}`)
  }
}

function readRevision(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw invalid(`--expected is a revision, 0 for none, not ${text}.`)
  return Number(text)
}

async function test(client: Client, path: string, rules: PolicyRules, surroundings: Surroundings) {
  const tried = await client.post<TriedPolicy>(`${path}/test`, { rules })
  result(surroundings.terminal, tried, () =>
    tried.items.length === 0
      ? 'There is no version yet to try them against.'
      : table(
          ['VERSION', 'STATE', 'WOULD BE', 'APPROVALS', 'WHY'],
          tried.items.map(({ uri, state, would, approvals: { given, needed }, message }) => [
            uri,
            state,
            { approved: 'approved', waits: 'waiting', blocked: 'blocked' }[would],
            `${given} of ${needed}`,
            message,
          ]),
        ),
  )
  tellWarnings(surroundings, tried.warnings)
  return undefined
}

/** What holds, each rule with where it comes from. */
function linesOf(policy: Policy): string[] {
  const { from } = policy
  const row = (rule: keyof typeof ruleTitles, text: string, origin: Origin | undefined) => [
    ruleTitles[rule],
    text,
    origin ? tellOrigin(origin) : '',
  ]
  const rows = [
    row('approvals', tellApprovals(policy.approvals), from.approvals),
    row('fourEyes', tellFourEyes(policy.fourEyes), from.fourEyes),
    ...policy.evidence.map((item) => row('evidence', tellEvidence(item), from.evidence[item])),
    ...policy.gates.map(({ name, cel }) => row('gates', `${name}: ${cel}`, from.gates[name])),
    ...policy.protectedAliases.map((alias) =>
      row('protectedAliases', tellAlias(alias), from.protectedAliases[alias.name]),
    ),
    row('validDays', tellDays(policy.validDays), from.validDays),
    row('approvedOnly', tellApprovedOnly(policy.approvedOnly), from.approvedOnly),
    row('tokenDecisions', tellTokens(policy.tokenDecisions), from.tokenDecisions),
    row('signInMinutes', tellSignIn(policy.signInMinutes), from.signInMinutes),
    ...policy.exclude.map((what) => row('exclude', `${what} versions`, from.exclude[what])),
    row('deployUnapproved', tellUnapproved(policy.deployUnapproved), from.deployUnapproved),
  ]
  return table(['RULE', 'SAYS', 'FROM'], rows)
}

const signs = { added: '+', removed: '-', same: ' ' } as const

function changesOf(before: PolicyRules, { own, unchanged }: SetPolicy): string[] {
  if (unchanged) return [`These were the rules already: it stays at revision ${own?.revision}.`]
  const changes = ruleChanges(before, own?.rules ?? {})
  return [
    `Revision ${own?.revision}`,
    ...changes.map(({ change, rule, text }) => `${signs[change]} ${ruleTitles[rule]}: ${text}`),
    ...(changes.length === 0 ? ['  No rules of its own: all come from above.'] : []),
  ]
}

function tellWarnings({ terminal }: Surroundings, warnings: readonly PolicyWarning[]): void {
  for (const { message } of warnings) tell(terminal, `Warning: ${message}`)
}
