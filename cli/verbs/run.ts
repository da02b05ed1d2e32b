import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseModelUri } from '@/lib/uri'
import type { Version } from '@/lib/versions/view'
import { type Client, createClient, getMe } from '../client'
import { cachePath, readConfiguration } from '../configuration'
import { exitCodes, Failure, invalid } from '../failure'
import { result, type Terminal, tell } from '../output'
import { versionPath } from '../refs'
import type { RunIdentity } from '../run/config'
import { createRun, ensureProject } from '../run/create'
import { type Delivery, deliver, runPath } from '../run/deliver'
import { type Execution, execute } from '../run/execute'
import { makeWorkFolder, removeWorkFolder, type WorkFolder } from '../run/layout'
import { makePlan, type Plan } from '../run/plan'
import { Telemetry } from '../run/telemetry'
import { readCount, readWords, type Verb } from '../verb'

const options = {
  file: { type: 'string', short: 'f', default: 'valohai.yaml' },
  param: { type: 'string', short: 'p', multiple: true },
  input: { type: 'string', short: 'i', multiple: true },
  project: { type: 'string' },
  'allow-alerts': { type: 'boolean' },
  keep: { type: 'boolean' },
  patience: { type: 'string' },
} as const

export const run: Verb = {
  name: 'run',
  summary: 'Run a step of a valohai.yaml here, and record it on the hub',
  help: `hub run STEP [options]

  hub run train -p trees=200 -p max-depth=8
  hub run batch-inference -i model=model://penguins/v3

  -p, --param name=value   Value of a parameter; the step's default otherwise
  -i, --input name=uri     Where an input comes from; several times for several sources
  -f, --file FILE          The valohai.yaml, or its folder (valohai.yaml)
  --project P              Project of the run; HUB_PROJECT, or the name of the folder
  --allow-alerts           Exit with 0 though something could not be registered
  --keep                   Keep the work folder
  --patience SECONDS       How long to wait at the end for a hub that is away (120)
  --json

The command runs as a plain process in the folder of the valohai.yaml. Inputs are resolved once, when the
run is made, and laid out read-only in $VH_INPUTS_DIR; what the command writes to $VH_OUTPUTS_DIR is kept.
A JSON object alone on a line of stdout is a metrics event. Ctrl-C stops the run.

Exit codes: 0 completed, 1 the command failed, 7 completed with alerts, 130 stopped.`,

  async run(words, surroundings) {
    const { values, positionals } = readWords(words, options, 1)
    const [step] = positionals
    if (!step) throw invalid('Say which step: hub run train.')
    const { env, cwd, terminal, interruption } = surroundings
    const patience = readCount(values.patience, '--patience', 120)
    // Before anything else: a run that cannot be recorded is not begun.
    const configuration = readConfiguration(env)
    const plan = await makePlan({
      step,
      file: values.file,
      cwd,
      env,
      project: values.project ?? env.HUB_PROJECT,
      parameters: values.param ?? [],
      inputs: values.input ?? [],
    })
    for (const warning of plan.warnings) tell(terminal, `Warning: ${warning}`)
    const me = await getMe(configuration, interruption.stop)
    const org = configuration.org ?? me.organization.slug
    // The first Ctrl-C must not cut what tells the hub about it.
    const client = { ...createClient({ ...configuration, org }, interruption.abandon), org }
    if (await ensureProject(client, plan.project))
      tell(terminal, `Made the project ${plan.project}.`)
    const { folder, identity, inputs } = await begin(client, org, plan)
    const path = runPath({ client, run: identity })
    tell(terminal, `${identity.uri}  ${client.url}${path.replace('/api/v1', '')}`)
    const telemetry = new Telemetry(client, path, folder.log, (text) => tell(terminal, text))
    const delivery = await runAndDeliver({
      ...{ plan, client, me, run: identity, inputs, folder, telemetry },
      ...{ terminal, env, interruption, patience, cache: cachePath(env) },
    })
    await report(client, identity, delivery, terminal)
    if (values.keep) tell(terminal, `The work folder is ${folder.path}.`)
    else await cleanUp(folder, terminal)
    return exitCodeOf(delivery, values['allow-alerts'] ?? false)
  },
}

/** The run on the hub and its folder here, whose `run.json` says which run it is. */
async function begin(client: Client, org: string, plan: Plan) {
  const folder = await makeWorkFolder(plan.repository)
  try {
    const created = await createRun(client, org, plan)
    const facts = JSON.stringify({ hub: client.url, ...created.identity }, null, 2)
    await writeFile(join(folder.path, 'run.json'), `${facts}\n`)
    return { folder, ...created }
  } catch (error) {
    await removeWorkFolder(folder)
    throw error
  }
}

async function runAndDeliver(execution: Execution): Promise<Delivery> {
  const { telemetry, folder, run } = execution
  telemetry.start()
  try {
    return await deliver(execution, await execute(execution))
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    const kept = `What ${run.uri} made is not on the hub as a whole; its outputs and log are kept in ${folder.path}.`
    throw new Failure(`${error.message}\n${kept}`, error.facts, error)
  } finally {
    telemetry.close()
  }
}

async function report(
  client: Client & { org: string },
  { uri }: RunIdentity,
  { ending, outputs, finished, problems }: Delivery,
  terminal: Terminal,
): Promise<void> {
  const { versions, datasets, alerts } = finished
  for (const { message } of alerts) tell(terminal, `Alert: ${message}`)
  if (ending.reason) tell(terminal, ending.reason)
  const made = await Promise.all(versions.map((made) => stateOf(client, made)))
  const { state, exitCode } = ending
  result(
    terminal,
    { run: uri, state, exitCode, versions, datasets, alerts, outputs, problems },
    () => [`${uri} ${state}`, ...made, ...datasets],
  )
}

/** What is on the hub is not worth less because a folder cannot be removed here. */
async function cleanUp(folder: WorkFolder, terminal: Terminal): Promise<void> {
  await removeWorkFolder(folder).catch((error: Error) =>
    tell(terminal, `Warning: ${folder.path} could not be removed: ${error.message}`),
  )
}

/** `model://penguins/v3 pending`; without the state when the hub does not say it. */
async function stateOf(client: Client & { org: string }, uri: string): Promise<string> {
  const parsed = parseModelUri(uri)
  if (!parsed.ok) return uri
  const path = await versionPath(client, parsed.uri)
  const found = await client.get<Version>(path).catch(() => null)
  return found ? `${uri} ${found.state}` : uri
}

function exitCodeOf({ ending, finished, problems }: Delivery, allowAlerts: boolean) {
  if (ending.state === 'stopped') return exitCodes.stopped
  if (problems.length && ending.exitCode === 0) return exitCodes.alerts
  if (ending.state === 'error') return exitCodes.failed
  return finished.alerts.length && !allowAlerts ? exitCodes.alerts : exitCodes.done
}
