import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { text as textOf } from 'node:stream/consumers'
import type { AppliedDeployment, Deployment, MadeRevision, Revision } from '@/lib/deployments/view'
import { apply } from '../deploy/apply'
import { readDeployment } from '../deploy/file'
import { deploymentTable, diffLines, madeLines, splitTable } from '../deploy/words'
import { failed, invalid } from '../failure'
import { result, table, tell, time } from '../output'
import { connect, readCount, readWords, type Surroundings, type Verb } from '../verb'

export const deploy: Verb = {
  name: 'deploy',
  aliases: ['deploy apply', 'deploy rollback', 'deploy stop', 'deploy list', 'deploy show'],
  summary: 'Split traffic between versions, roll back, stop, and show what serves where',
  help: `hub deploy apply FILE --name NAME [--project P] [--target T] [-m WHY] [--dry-run] [--json]
hub deploy rollback NAME --to N [-m WHY] [--json]
hub deploy stop NAME [URI...] [-m WHY] [--json]
hub deploy list [--project P] [--target T] [--model M] [--archived] [--limit N] [--json]
hub deploy show NAME [--at TIME] [--json]

  FILE              The split in YAML or JSON; - reads it from the standard input
  --name NAME       The deployment, which applications ask by this name
  --project P       Of one that is made now; its model's, where that is in one alone
  --target T        Of one that is made now: staging, production, which it is if left out
  -m, --message     Why; --note is the same
  --dry-run         Show what would change, and change nothing
  --to N            The number of an earlier revision, which is served again as a new one
  URI               model://name/v6: only this is stopped, and the others share its part
  --at TIME         As it stood then: 2026-11-25T12:00:00Z

  - deployment-a:                     or    name: checkout
      model: model://churn/v5               project: shop
      traffic: 90%                          target: production
  - deployment-b:                           follows: false
      model: model://churn/v6               note: Try v6
      traffic: 10%                          variants:
                                              - {model: model://churn/v5, weight: 90}
                                              - {model: model://churn/v6, weight: 10}

apply makes the deployment where it is not there yet, and a revision only where something differs: all of what
the file says, or nothing. What latest or an alias means is pinned when the revision is made; with follows the hub makes another when it moves.`,

  async run(words, surroundings) {
    const { positionals, values } = readWords(words, options, 12)
    const [act, ...rest] = positionals
    const note = values.message ?? values.note
    const given: Given = { ...values, note }
    if (act === 'apply') return applyFile(surroundings, rest, given)
    if (act === 'rollback') return rollBack(surroundings, rest, given)
    if (act === 'stop') return stop(surroundings, rest, given)
    if (act === 'list') return list(surroundings, rest, given)
    if (act === 'show') return show(surroundings, rest, given)
    throw invalid('Say what: hub deploy apply, rollback, stop, list or show.')
  },
}

const options = {
  name: { type: 'string' },
  project: { type: 'string' },
  target: { type: 'string' },
  model: { type: 'string' },
  message: { type: 'string', short: 'm' },
  note: { type: 'string' },
  to: { type: 'string' },
  at: { type: 'string' },
  limit: { type: 'string' },
  'dry-run': { type: 'boolean' },
  archived: { type: 'boolean' },
} as const

interface Given {
  name?: string | undefined
  project?: string | undefined
  target?: string | undefined
  model?: string | undefined
  note?: string | undefined
  to?: string | undefined
  at?: string | undefined
  limit?: string | undefined
  'dry-run'?: boolean | undefined
  archived?: boolean | undefined
}

async function applyFile(surroundings: Surroundings, rest: string[], given: Given) {
  const [file, extra] = rest
  if (file === undefined) throw invalid('Say which split: a file in YAML or JSON, or - to read it.')
  if (extra !== undefined) throw invalid(`There is one word too many: ${extra}.`)
  const said = readDeployment(await readText(file, surroundings), file)
  const wanted = { ...said, ...defined(given) }
  const name = given.name ?? said.name
  if (name === undefined) throw invalid('Say which deployment: --name, or name in the file.')
  const client = await connect(surroundings)
  const dryRun = given['dry-run'] ?? false
  const applied = await apply(client, wanted, { name, dryRun })
  const { terminal } = surroundings
  result(terminal, applied, () => appliedLines(applied, dryRun))
  for (const { message } of (applied.made ?? applied.diff).warnings)
    tell(terminal, `Warning: ${message}`)
  return undefined
}

/** What the command line says over what the file says. */
function defined({ project, target, note }: Given) {
  return {
    ...(project !== undefined && { project }),
    ...(target !== undefined && { target }),
    ...(note !== undefined && { note }),
  }
}

function appliedLines(
  { deployment, created, edited, diff }: AppliedDeployment,
  dryRun: boolean,
): string[] {
  const made = dryRun ? `${deployment} would be made.` : `Made the deployment ${deployment}.`
  const lines = [
    ...(created ? [made] : []),
    ...(edited ? [`What is said of ${deployment} ${dryRun ? 'would be' : 'was'} changed.`] : []),
  ]
  if (diff.changed) return [...lines, ...diffLines(diff)]
  const same = `Nothing to change: ${deployment} serves this with revision ${diff.revision - 1}.`
  return lines.length > 0 ? lines : [same]
}

async function rollBack(surroundings: Surroundings, rest: string[], { to, note }: Given) {
  const name = nameIn(rest)
  if (to === undefined) throw invalid('Say to which revision: --to 3. hub deploy show lists them.')
  const client = await connect(surroundings)
  const path = client.path('deployments', name, 'rollback')
  const body = { to: readCount(to, '--to', 1), note }
  return tellMade(surroundings, await client.post<MadeRevision>(path, body))
}

async function stop(surroundings: Surroundings, rest: string[], { note }: Given) {
  const [name, ...versions] = rest
  const client = await connect(surroundings)
  const path = client.path('deployments', nameIn(name === undefined ? [] : [name]), 'stop')
  const body = { note, ...(versions.length > 0 && { versions }) }
  return tellMade(surroundings, await client.post<MadeRevision>(path, body))
}

function tellMade({ terminal }: Surroundings, made: MadeRevision) {
  result(terminal, made, () => madeLines(made))
  for (const { message } of made.warnings) tell(terminal, `Warning: ${message}`)
  return undefined
}

async function list(surroundings: Surroundings, rest: string[], given: Given) {
  if (rest[0] !== undefined) throw invalid(`There is one word too many: ${rest[0]}.`)
  const client = await connect(surroundings)
  const { project, target, model, archived } = given
  const asked = { project, target, model, ...(archived && { archived: 'true' }) }
  const limit = readCount(given.limit, '--limit', 50)
  const items = await client.list<Deployment>(client.path('deployments'), asked, limit)
  result(surroundings.terminal, items, () =>
    items.length === 0 ? 'There is no deployment.' : deploymentTable(items),
  )
  return undefined
}

async function show(surroundings: Surroundings, rest: string[], { at }: Given) {
  const client = await connect(surroundings)
  const path = client.path('deployments', nameIn(rest))
  if (at !== undefined) {
    const then = await client.get<Deployment>(`${path}?${new URLSearchParams({ at })}`)
    result(surroundings.terminal, then, () => shownLines(then))
    return undefined
  }
  const now = await client.get<Deployment>(path)
  const revisions = await client.list<Revision>(`${path}/revisions`, {}, 20)
  result(surroundings.terminal, { ...now, revisions }, () => [
    ...shownLines(now),
    ...(revisions.length > 0 ? ['', ...historyTable(revisions)] : []),
  ])
  return undefined
}

function shownLines(shown: Deployment): string[] {
  const { name, project, target, revision, variants, hidden, follows, followProblem } = shown
  return [
    `${name}, for ${target}, of the project ${project}: revision ${revision}`,
    ...(follows ? ['It follows what its variants were asked by.'] : []),
    ...(followProblem ? [`It could not follow: ${followProblem}`] : []),
    ...splitTable(variants, hidden),
  ]
}

function historyTable(revisions: readonly Revision[]): string[] {
  return table(
    ['REVISION', 'KIND', 'SPLIT', 'NOTE', 'BY', 'AT'],
    revisions.map(({ revision, kind, rolledBackTo, variants, note, by, at }) => [
      String(revision),
      rolledBackTo === null ? kind : `${kind} to ${rolledBackTo}`,
      variants.map(({ name, weight }) => `${name} ${weight}%`).join(', '),
      note,
      by.name,
      time(at),
    ]),
  )
}

function nameIn([name, extra]: string[]): string {
  if (name === undefined) throw invalid('Say which deployment.')
  if (extra !== undefined) throw invalid(`There is one word too many: ${extra}.`)
  return name
}

async function readText(file: string, { cwd, stdin }: Surroundings): Promise<string> {
  if (file === '-') return textOf(stdin)
  try {
    return readFileSync(resolve(cwd, file), 'utf8')
  } catch (error) {
    throw failed(`${file} cannot be read: ${(error as Error).message}`)
  }
}
