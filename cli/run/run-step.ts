import { Writable } from 'node:stream'
import type { Me } from '@/lib/me'
import type { AlertView } from '@/lib/runs/view'
import { upload } from '../blobs'
import { type Client, createClient, getMe } from '../client'
import { cachePath, type Environment, readConfiguration } from '../configuration'
import { Failure } from '../failure'
import type { Interruption } from '../interruption'
import { type Terminal, tell } from '../output'
import { unseen } from '../progress'
import type { Surroundings } from '../verb'
import { makeCache } from './cache'
import { createRun, ensureProject, type RunRelations } from './create'
import { type Delivering, type Delivery, deliver, runPath } from './deliver'
import { type Ending, execute } from './execute'
import { keepFacts } from './facts'
import { placeInputs } from './inputs'
import { makeWorkFolder, removeWorkFolder, type WorkFolder } from './layout'
import { fetchOutside } from './outside'
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
  /** Tells nothing on the way: several run at once. */
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
  const cache = cachePath(env)
  // Where that is not possible, whatever needs it says so.
  await makeCache(cache).catch(() => {})
  return { client, me, cache, env, terminal, interruption }
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
  const { plan, patience, quiet, register } = request
  const { folder, identity, inputs, outside } = await begin(request, runner)
  const asked = new AbortController()
  const delivering = openRun(runner, { run: identity, folder, patience, register }, () =>
    asked.abort('Stopped on the hub.'),
  )
  const { interruption } = runner
  const terminal = quiet ? silent(runner.terminal) : runner.terminal
  tell(terminal, `${identity.uri}  ${pageOf(delivering)}`)
  const delivery = await whole(delivering, async () => {
    delivering.telemetry.start()
    const ending = await execute({
      ...runner,
      ...delivering,
      ...{ plan, inputs, outside, terminal },
      interruption: { ...interruption, stop: AbortSignal.any([interruption.stop, asked.signal]) },
    })
    await keepFacts(folder, { hub: runner.client.url, run: identity, register, ending })
    return await deliver({ ...delivering, terminal }, ending)
  })
  if (request.keep) tell(terminal, `The work folder is ${folder.path}.`)
  else await cleanUp(folder, terminal)
  return reportOf(delivering, delivery)
}

/** Everything that brings a run to the hub. */
export function openRun(
  { client, terminal, interruption }: Pick<Runner, 'client' | 'terminal' | 'interruption'>,
  run: Pick<Delivering, 'run' | 'folder' | 'patience' | 'register'>,
  onStop?: () => void,
): Delivering {
  const path = runPath({ client, run: run.run })
  const listener = {
    warn: (text: string) => tell(terminal, text),
    ...(onStop && { onStop }),
  }
  const telemetry = new Telemetry(client, path, run.folder, listener)
  return { client, terminal, interruption, telemetry, ...run }
}

/** @throws Failure that says where everything is, when it could not be brought to the hub as a whole */
export async function whole<T>(delivering: Delivering, bring: () => Promise<T>): Promise<T> {
  const { telemetry, run, folder } = delivering
  try {
    return await bring()
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    const kept = `What ${run.uri} made is not on the hub as a whole; its outputs and log are kept in ${folder.path}.`
    const later = `Bring them there later: hub run --resume ${folder.path}`
    throw new Failure(`${error.message}\n${kept}\n${later}`, error.facts, error)
  } finally {
    telemetry.close()
  }
}

export function reportOf(
  { run, telemetry, folder }: Delivering,
  { ending, outputs, finished }: Delivery,
): RunReport {
  const { uri, number } = run
  const { latest: metrics } = telemetry
  return { ...ending, run: uri, number, outputs, ...finished, metrics, folder }
}

/** What is on the hub is not worth less because a folder cannot be removed here. */
export async function cleanUp(folder: WorkFolder, terminal: Terminal): Promise<void> {
  await removeWorkFolder(folder).catch((error: Error) =>
    tell(terminal, `Warning: ${folder.path} could not be removed: ${error.message}`),
  )
}

/** The run on the hub and its folder here, which knows which run it is. */
async function begin(request: RunRequest, runner: Runner) {
  const { plan, patience } = request
  const { client, interruption } = runner
  const transfer = { signal: interruption.stop, patience }
  const outside = await fetchOutside(plan.asked, { ...runner, ...plan, transfer })
  const folder = await makeWorkFolder(plan.repository)
  try {
    placeInputs(plan.step, [], outside, folder.inputs)
    if (plan.archive)
      await upload(
        client,
        { name: 'code.tar.gz', ...plan.archive },
        { ...transfer, progress: unseen },
      )
    const created = await createRun(client, plan, outside, request)
    const { identity: run } = created
    const { register } = request
    await keepFacts(folder, { hub: client.url, run, register, ending: null })
    return { folder, outside, ...created }
  } catch (error) {
    await removeWorkFolder(folder)
    throw error
  }
}

/** Where people see a run. */
function pageOf(delivering: Delivering): string {
  return `${delivering.client.url}${runPath(delivering).replace('/api/v1', '')}`
}

function silent(terminal: Terminal): Terminal {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  return { ...terminal, stdout: nowhere, stderr: nowhere }
}
