import type { AlertView, Finished, RunOutput } from '@/lib/runs/view'
import { type LocalFile, type Transfer, upload } from '../blobs'
import type { Client } from '../client'
import { eachOf } from '../each'
import { isPassing } from '../failure'
import type { Interruption } from '../interruption'
import type { Terminal } from '../output'
import { startProgress } from '../progress'
import type { RunIdentity } from './config'
import { describeOutputs } from './describe'
import type { Ending } from './execute'
import type { WorkFolder } from './layout'
import { readDelivered } from './live'
import { gatherFiles } from './outputs'
import { isSidecar, type Properties, readSidecars } from './sidecars'
import type { Telemetry } from './telemetry'

/** A run whose command is over, and how to bring what it made to the hub. */
export interface Delivering {
  client: Client
  run: RunIdentity
  folder: WorkFolder
  telemetry: Telemetry
  terminal: Terminal
  interruption: Interruption
  /** Seconds to wait for a hub that is away. */
  patience: number
  register?: boolean | undefined
  /** Whether this was tried before, so that the log says already what there is to say. */
  again?: boolean
}

export interface Delivery {
  ending: Ending
  outputs: RunOutput[]
  finished: Finished
}

/**
 * Brings the outputs, the rest of the log and the end of a run to the hub, whatever the command came to.
 * Outputs or properties that cannot be taken as they are become alerts of the run.
 * @throws Failure when the hub stays away or refuses: then nothing of it is lost locally
 */
export async function deliver(delivering: Delivering, ended: Ending): Promise<Delivery> {
  const { client, telemetry, interruption, patience } = delivering
  const note = (text: string) => {
    if (!delivering.again) telemetry.note(text)
  }
  let ending = ended
  if (ending.reason) note(ending.reason)
  const { files, delivered, sidecars, problems } = await survey(delivering.folder)
  for (const problem of problems) note(problem)
  let outputs = delivered
  // The first Ctrl-C has stopped the command, or now stops a run that had completed; the second lets go.
  const signal = ending.state === 'stopped' ? interruption.abandon : interruption.stop
  try {
    outputs = merged(delivered, await sendOutputs(delivering, files, signal))
  } catch (error) {
    if (interruption.abandon.aborted || isPassing(error) || !(error instanceof Error)) throw error
    ending = afterFailedUpload(ending, error, signal.aborted)
    note(ending.reason ?? '')
  }
  const path = runPath(delivering)
  try {
    await telemetry.finish(patience)
  } catch (error) {
    // A run whose log is refused must not stay open; the refusal itself is what to tell.
    const failedEnd = { ...ending, state: 'error', sidecars: {} } as const
    if (!isPassing(error)) await finish(client, path, failedEnd, 0).catch(() => undefined)
    throw error
  }
  const named = new Set(outputs.map(({ name }) => name))
  const held = Object.fromEntries(Object.entries(sidecars).filter(([name]) => named.has(name)))
  const last = await describeOutputs(client, path, held, patience)
  const alerts = problems.map((message) => ({ code: 'outputs_invalid', message }))
  const end = { ...ending, sidecars: last, alerts, register: delivering.register }
  const finished = await finish(client, path, end, patience)
  return { ending, outputs, finished }
}

/** The path of a run in the API. */
export function runPath({ client, run }: Pick<Delivering, 'client' | 'run'>): string {
  return client.path('projects', run.project, 'runs', run.number)
}

/** Gives the hub one output of a run. */
export async function sendOutput(
  { client, run }: Pick<Delivering, 'client' | 'run'>,
  file: LocalFile,
  transfer: Transfer,
): Promise<RunOutput> {
  const sha256 = await upload(client, file, transfer)
  const { signal, patience } = transfer
  const names = file.name.split('/')
  const path = client.path('projects', run.project, 'runs', run.number, 'outputs', ...names)
  return await client.put<RunOutput>(path, { sha256 }, { signal, patience })
}

/** What lies in the outputs folder, and what its sidecars say. */
async function survey(folder: WorkFolder) {
  const gathered = await gatherFiles(folder.outputs)
  const delivered = readDelivered(folder)
  const files = gathered.files.filter(({ name }) => !isSidecar(name))
  const outputs = new Set([...files, ...delivered].map(({ name }) => name))
  const sidecars = await readSidecars(gathered.files, outputs, folder.outputs)
  const problems = [...gathered.problems, ...sidecars.problems]
  return { files, delivered, sidecars: sidecars.properties, problems }
}

/** Of two outputs with one name, the hub has kept the later one. */
function merged(earlier: RunOutput[], later: RunOutput[]): RunOutput[] {
  const byName = new Map([...earlier, ...later].map((output) => [output.name, output]))
  return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}

async function sendOutputs(
  delivering: Delivering,
  files: LocalFile[],
  signal: AbortSignal,
): Promise<RunOutput[]> {
  const { terminal, patience } = delivering
  const total = files.reduce((sum, { size }) => sum + size, 0)
  const progress = startProgress(terminal, 'Outputs', total)
  try {
    return await eachOf(files, (file) =>
      sendOutput(delivering, file, { progress, signal, patience }),
    )
  } finally {
    progress.end()
  }
}

function afterFailedUpload(ending: Ending, error: Error, isStopped: boolean): Ending {
  if (isStopped) return { ...ending, state: 'stopped', reason: 'Stopped while it was uploading.' }
  const reason = `The outputs could not be uploaded: ${error.message}`
  return { ...ending, state: 'error', reason }
}

interface End extends Ending {
  sidecars: Record<string, Properties>
  alerts?: AlertView[]
  register?: boolean | undefined
}

/** Ends a run on the hub, which answers the same to the same end. */
export async function finish(
  client: Client,
  path: string,
  { state, exitCode, sidecars, alerts, register }: End,
  patience: number,
): Promise<Finished> {
  const body = {
    state,
    ...(exitCode !== null && { exitCode }),
    ...(register !== undefined && { register }),
    ...(alerts?.length && { alerts }),
    sidecars,
  }
  return await client.post<Finished>(`${path}/finish`, body, { patience })
}
