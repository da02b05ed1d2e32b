import { parseModelUri } from '@/lib/uri'
import type { Version } from '@/lib/versions/view'
import type { Client } from '../client'
import { readConfiguration } from '../configuration'
import { exitCodes, invalid } from '../failure'
import { result, type Terminal, tell } from '../output'
import { versionPath } from '../refs'
import { makePlan } from '../run/plan'
import { resumeRun } from '../run/resume'
import { prepareProject, prepareRunner, type RunReport, runStep } from '../run/run-step'
import { readCount, readWords, type Verb } from '../verb'

const options = {
  file: { type: 'string', short: 'f', default: 'valohai.yaml' },
  param: { type: 'string', short: 'p', multiple: true },
  input: { type: 'string', short: 'i', multiple: true },
  env: { type: 'string', short: 'e', multiple: true },
  project: { type: 'string' },
  'allow-alerts': { type: 'boolean' },
  keep: { type: 'boolean' },
  'no-code': { type: 'boolean' },
  patience: { type: 'string' },
  resume: { type: 'string' },
} as const

export const run: Verb = {
  name: 'run',
  summary: 'Run a step of a valohai.yaml here, and record it on the hub',
  help: `hub run STEP [options]
hub run --resume FOLDER

  hub run train -p trees=200 -p max-depth=8
  hub run batch-inference -i model=model://penguins/v3

  -p, --param name=value   Value of a parameter; the step's default otherwise
  -i, --input name=uri     Where an input comes from: a URI, an address or a path; several times for several
  -e, --env NAME=value     A variable for the command, over what it has here
  -f, --file FILE          The valohai.yaml, or its folder (valohai.yaml)
  --project P              Project of the run; HUB_PROJECT, or the name of the folder
  --allow-alerts           Exit with 0 though something could not be registered
  --keep                   Keep the work folder
  --no-code                Do not keep code that no commit holds
  --patience SECONDS       How long to wait at the end for a hub that is away (120)
  --resume FOLDER          Bring to the hub what an earlier run could not, from its work folder
  --json

The command runs as a plain process in the folder of the valohai.yaml. Inputs are resolved once, when the
run is made, and laid out read-only in $VH_INPUTS_DIR; what the command writes to $VH_OUTPUTS_DIR is kept,
and a file there that is made read-only is brought to the hub at once. Inputs from outside of the hub are
paths from that folder (also with * and **) and http(s):// addresses. A JSON object alone on a line of
stdout is a metrics event. Ctrl-C stops the run.

The run is recorded with its git commit. Code that no commit holds is kept as an archive, without what
.gitignore and .vhignore name: changes in a repository, or a folder outside of one, whose commit is then
~ and the SHA-256 of that archive.

The step's time-limit and no-output-timeout end it as failed, its stop-condition as stopped.

Exit codes: 0 completed, or its stop-condition holds; 1 the command failed or took too long; 7 completed
with alerts; 130 stopped.`,

  async run(words, surroundings) {
    const { values, positionals } = readWords(words, options, 1)
    const [step] = positionals
    const { env, cwd, terminal } = surroundings
    const patience = readCount(values.patience, '--patience', 120)
    const keep = values.keep ?? false
    const allowAlerts = values['allow-alerts'] ?? false
    if (values.resume !== undefined) {
      if (step) throw invalid(`--resume says which run; leave out ${step}.`)
      const { report, client } = await resumeRun(values.resume, { patience, keep }, surroundings)
      await tellReport(client, report, terminal)
      return exitCodeOf(report, allowAlerts)
    }
    if (!step) throw invalid('Say which step: hub run train.')
    // Before anything else: a run that cannot be recorded is not begun.
    readConfiguration(env)
    const plan = await makePlan({
      step,
      file: values.file,
      cwd,
      env,
      project: values.project ?? env.HUB_PROJECT,
      parameters: values.param ?? [],
      inputs: values.input ?? [],
      variables: values.env ?? [],
      archive: !values['no-code'],
    })
    for (const warning of plan.warnings) tell(terminal, `Warning: ${warning}`)
    const runner = await prepareRunner(surroundings)
    await prepareProject(runner, plan.project)
    const report = await runStep({ plan, patience, keep }, runner)
    await tellReport(runner.client, report, terminal)
    return exitCodeOf(report, allowAlerts)
  },
}

async function tellReport(
  client: Client & { org: string },
  report: RunReport,
  terminal: Terminal,
): Promise<void> {
  const { run, state, exitCode, reason, versions, datasets, alerts, outputs } = report
  for (const { message } of alerts) tell(terminal, `Alert: ${message}`)
  if (reason) tell(terminal, reason)
  const made = await Promise.all(versions.map((made) => stateOf(client, made)))
  result(terminal, { run, state, exitCode, versions, datasets, alerts, outputs }, () => [
    `${run} ${state}`,
    ...made,
    ...datasets,
  ])
}

/** `model://penguins/v3 pending`; without the state when the hub does not say it. */
async function stateOf(client: Client & { org: string }, uri: string): Promise<string> {
  const parsed = parseModelUri(uri)
  if (!parsed.ok) return uri
  const path = await versionPath(client, parsed.uri)
  const found = await client.get<Version>(path).catch(() => null)
  return found ? `${uri} ${found.state}` : uri
}

/** What `hub run` exits with. */
export function exitCodeOf({ state, reached, alerts }: RunReport, allowAlerts: boolean): number {
  if (state === 'stopped' && !reached) return exitCodes.stopped
  if (state === 'error') return exitCodes.failed
  return alerts.length && !allowAlerts ? exitCodes.alerts : exitCodes.done
}
