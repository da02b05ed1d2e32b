import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { shortCommit } from '@/lib/format'
import type { ReproducedMetric, Reproduction } from '@/lib/runs/reproduction-view'
import { exitCodes, failed, invalid } from '../failure'
import { metric, result, type Terminal, table, tell } from '../output'
import { emptyFolder, fetchCode } from '../reproduce/fetch-code'
import { lendPackages, packageDifference, packagesOf } from '../reproduce/packages'
import { planOfRecord } from '../reproduce/plan'
import { findRecord, requireWhole, runRecordPath } from '../reproduce/record'
import { readPairs } from '../run/parameters'
import {
  prepareProject,
  prepareRunner,
  type Runner,
  type RunReport,
  runStep,
} from '../run/run-step'
import { readCount, readWords, type Verb } from '../verb'
import { exitCodeOf } from './run'

const options = {
  project: { type: 'string' },
  folder: { type: 'string' },
  input: { type: 'string', short: 'i', multiple: true },
  setup: { type: 'string' },
  register: { type: 'boolean' },
  'allow-changed-inputs': { type: 'boolean' },
  patience: { type: 'string' },
} as const

export const reproduce: Verb = {
  name: 'reproduce',
  summary: 'Run the exact record of a version or run again, and compare the metrics',
  help: `hub reproduce URI [options]

  hub reproduce model://penguins/v3
  hub reproduce run://penguins/12 --setup "npm ci"

  --project P              Project of the new run; that of the record when left out
  --folder DIR             An empty folder for the code, which stays; a temporary one when left out
  --setup COMMAND          Run this in the folder of the code first, such as npm ci
  -i, --input name=uri     Where an input lies now, if its address has changed or held a secret
  --allow-changed-inputs   Take files from outside of the hub though they are not what they were
  --register               Make the versions that its outputs ask for, which it does not otherwise
  --patience SECONDS       How long to wait at the end for a hub that is away (120)
  --json

The code is taken from its archive, or from the commit in the repository here or where it is kept; step,
parameters and command are those of the record, inputs as they were pinned. npm packages that are installed
here are used where they are those of the record.

Exit codes: as of hub run; 8 when it completed and a metric differs.`,

  async run(words, surroundings) {
    const { values, positionals } = readWords(words, options, 1)
    const [uri] = positionals
    if (!uri) throw invalid('Say which: hub reproduce model://penguins/v3.')
    const { env, cwd, terminal } = surroundings
    const patience = readCount(values.patience, '--patience', 120)
    const inputs = readPairs(values.input ?? [], '-i')
    const runner = await prepareRunner(surroundings)
    const record = await findRecord(runner.client, uri)
    requireWhole(record)
    for (const problem of record.problems) tell(terminal, `Warning: ${problem}`)
    const project = values.project ?? record.project
    await prepareProject(runner, project)
    const folder = await emptyFolder(values.folder, cwd)
    try {
      const code = await fetchCode(runner.client, record, { folder, cwd, cache: runner.cache })
      const allowChanged = values['allow-changed-inputs'] ?? false
      const found = planOfRecord(record, code, { env, project, inputs, allowChanged })
      const { repository } = found
      // It may be the work of somebody else, and is about to run as the caller.
      tell(terminal, `${codeInWords(record)}\n  ${found.command.trim().replaceAll('\n', '\n  ')}`)
      if (values.setup) await setUp(values.setup, repository, runner)
      else await lendPackages(record.packages, repository, cwd)
      const plan = { ...found, packages: await packagesOf(repository, record.packages, env) }
      const difference = packageDifference(record.packages, plan.packages)
      if (difference) tell(terminal, `Warning: ${difference}`)
      const register = values.register ?? false
      const reproduces = record.uri
      const report = await runStep({ plan, patience, register, reproduces }, runner)
      return await compare(record, report, runner, terminal)
    } finally {
      if (values.folder === undefined) await rm(folder, { recursive: true, force: true })
    }
  },
}

/** `Running the code 0a1b2c3 of run://penguins/2:` */
function codeInWords({ uri, commit, code }: Reproduction): string {
  const id = commit?.id ?? `~${code?.sha256 ?? ''}`
  return `Running the code ${shortCommit(id)} of ${uri}:`
}

async function setUp(command: string, repository: string, { env, interruption }: Runner) {
  const { HUB_TOKEN: _token, ...inherited } = env
  const child = spawn('sh', ['-c', command], {
    cwd: repository,
    env: inherited as NodeJS.ProcessEnv,
    stdio: ['ignore', 'ignore', 'inherit'],
    signal: interruption.stop,
  })
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0)
    throw failed(`The setup ${command} failed with exit code ${code ?? 'of a signal'}.`)
}

async function compare(
  { uri, project, run }: Reproduction,
  report: RunReport,
  { client }: Runner,
  terminal: Terminal,
): Promise<number> {
  const path = runRecordPath(client, { project, number: run })
  const { reproductions } = await client.get<Reproduction>(path)
  const metrics = reproductions.find((one) => one.uri === report.run)?.metrics ?? []
  const isEqual = metrics.every(({ equal }) => equal)
  const { state, exitCode, reason, versions, datasets, alerts } = report
  for (const { message } of alerts) tell(terminal, `Alert: ${message}`)
  if (reason) tell(terminal, reason)
  const made = { run: report.run, state, exitCode, versions, datasets, alerts }
  result(terminal, { ...made, reproduces: uri, equal: isEqual, metrics }, () => [
    `${report.run} ${state}`,
    ...versions,
    ...datasets,
    ...(metrics.length ? comparison(metrics) : ['There are no metrics to compare.']),
    ...(state === 'completed' && metrics.length
      ? [isEqual ? 'All are equal.' : 'Not all are equal.']
      : []),
  ])
  const code = exitCodeOf(report, false)
  return code === exitCodes.done && !isEqual ? exitCodes.differs : code
}

function comparison(metrics: ReproducedMetric[]): string[] {
  const rows = metrics.map(({ key, original, reproduced, difference, equal }) => [
    key,
    original === null ? '–' : metric(original),
    reproduced === null ? '–' : metric(reproduced),
    equal ? '=' : difference === null ? 'differs' : metric(difference),
  ])
  return table(['METRIC', 'ORIGINAL', 'REPRODUCED', 'DIFFERENCE'], rows)
}
