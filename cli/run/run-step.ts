import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import type { Me } from '@/lib/me'
import type { AlertView } from '@/lib/runs/view'
import { type Client, createClient, getMe } from '../client'
import { cachePath, type Environment, readConfiguration } from '../configuration'
import { Failure } from '../failure'
import type { Interruption } from '../interruption'
import { type Terminal, tell } from '../output'
import type { Surroundings } from '../verb'
import { createRun, ensureProject, type RunRelations } from './create'
import { type Delivery, deliver, runPath } from './deliver'
import { type Ending, type Execution, execute } from './execute'
import { makeWorkFolder, removeWorkFolder, type WorkFolder } from './layout'
import type { Plan } from './plan'
import { type MetricValues, Telemetry } from './telemetry'

/** Where runs are recorded, and what they run in. One for all runs that are started together. */
export interface Runner {
  client: Client & { org: string }
  me: Me
  /** The folder of downloaded files, by digest. */
  cache: string
  env: Environment
  terminal: Terminal
  interruption: Interruption
}

/** One run of a step, as whoever starts it wants it. */
export interface RunRequest extends RunRelations {
  plan: Plan
  /** Seconds to wait at the end for a hub that is away. */
  patience: number
  /** Whether to keep the work folder. */
  keep?: boolean
  /** Prints neither where the run is nor what the command prints. */
  quiet?: boolean
}

/** How a run went. */
export interface RunReport extends Ending {
  /** run:// URI. */
  run: string
  number: number
  outputs: { name: string; uri: string; sha256: string; size: number }[]
  /** model:// URIs that it made. */
  versions: string[]
  /** dataset:// URIs that it made. */
  datasets: string[]
  /** The last value of each key. */
  metrics: MetricValues
  alerts: AlertView[]
  /** Outputs or properties that could not be taken as they are. */
  problems: string[]
  folder: WorkFolder
}

/** @throws Failure when there is no hub, no token, or the hub does not answer */
export async function prepareRunner(surroundings: Surroundings): Promise<Runner> {
  const { env, terminal, interruption } = surroundings
  const configuration = readConfiguration(env)
  const me = await getMe(configuration, interruption.stop)
  const org = configuration.org ?? me.organization.slug
  // The first Ctrl-C must not cut what tells the hub about it.
  const client = { ...createClient({ ...configuration, org }, interruption.abandon), org }
  return { client, me, cache: cachePath(env), env, terminal, interruption }
}

/** Makes the project of a plan where there is none yet. */
export async function prepareProject({ client, terminal }: Runner, project: string): Promise<void> {
  if (await ensureProject(client, project)) tell(terminal, `Made the project ${project}.`)
}

/**
 * Runs a step here and records it on the hub, in a project that is there. Whatever the command comes to is
 * in the report.
 * @throws Failure when the run could not be made, or its end could not be brought to the hub
 */
export async function runStep(request: RunRequest, runner: Runner): Promise<RunReport> {
  const { plan, patience, keep, quiet, register } = request
  const { client, terminal } = runner
  const { folder, identity, inputs } = await begin(request, runner)
  const path = runPath({ client, run: identity })
  if (!quiet) tell(terminal, `${identity.uri}  ${client.url}${path.replace('/api/v1', '')}`)
  const telemetry = new Telemetry(client, path, folder.log, (text) => tell(terminal, text))
  const delivery = await runAndDeliver({
    ...runner,
    ...{ plan, run: identity, inputs, folder, telemetry, patience, register },
    terminal: quiet ? { ...terminal, stdout: nowhere(), stderr: nowhere() } : terminal,
  })
  if (keep) tell(terminal, `The work folder is ${folder.path}.`)
  else await cleanUp(folder, terminal)
  const { ending, outputs, finished, problems } = delivery
  return {
    ...ending,
    run: identity.uri,
    number: identity.number,
    outputs,
    ...finished,
    metrics: telemetry.latest,
    problems,
    folder,
  }
}

/** The run on the hub and its folder here, whose `run.json` says which run it is. */
async function begin({ plan, ...relations }: RunRequest, { client }: Runner) {
  const folder = await makeWorkFolder(plan.repository)
  try {
    const created = await createRun(client, client.org, plan, relations)
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

/** What is on the hub is not worth less because a folder cannot be removed here. */
async function cleanUp(folder: WorkFolder, terminal: Terminal): Promise<void> {
  await removeWorkFolder(folder).catch((error: Error) =>
    tell(terminal, `Warning: ${folder.path} could not be removed: ${error.message}`),
  )
}

function nowhere(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() })
}
