import type { Finished, RunOutput } from '@/lib/runs/view'
import { type LocalFile, upload } from '../blobs'
import type { Client } from '../client'
import { eachOf } from '../each'
import { isPassing } from '../failure'
import { tell } from '../output'
import { startProgress } from '../progress'
import type { Ending, Execution } from './execute'
import { gatherFiles } from './outputs'
import { isSidecar, type Properties, readSidecars } from './sidecars'

export interface Delivery {
  ending: Ending
  outputs: RunOutput[]
  finished: Finished
  /** Outputs or properties that could not be taken as they are. */
  problems: string[]
}

/**
 * Brings the outputs, the rest of the log and the end of a run to the hub, whatever the command came to.
 * @throws Failure when the hub stays away or refuses: then nothing of it is lost locally
 */
export async function deliver(execution: Execution, ended: Ending): Promise<Delivery> {
  const { client, telemetry, folder, terminal, interruption, patience } = execution
  let ending = ended
  if (ending.reason) telemetry.note(ending.reason)
  const gathered = await gatherFiles(folder.outputs)
  const files = gathered.files.filter(({ name }) => !isSidecar(name))
  const sidecars = await readSidecars(gathered.files, folder.outputs)
  const problems = [...gathered.problems, ...sidecars.problems]
  for (const problem of problems) {
    telemetry.note(problem)
    tell(terminal, `Alert: ${problem}`)
  }
  let outputs: RunOutput[] = []
  // The first Ctrl-C has stopped the command, or now stops a run that had completed; the second lets go.
  const signal = ending.state === 'stopped' ? interruption.abandon : interruption.stop
  try {
    outputs = await sendOutputs(execution, files, signal)
  } catch (error) {
    if (interruption.abandon.aborted || isPassing(error) || !(error instanceof Error)) throw error
    ending = afterFailedUpload(ending, error, signal.aborted)
    telemetry.note(ending.reason ?? '')
  }
  if (problems.length && ending.state === 'completed')
    ending = { ...ending, state: 'error', reason: 'Its outputs could not be taken as they are.' }
  const path = runPath(execution)
  try {
    await telemetry.finish(patience)
  } catch (error) {
    // A run whose log is refused must not stay open; the refusal itself is what to tell.
    const failedEnding = { ...ending, state: 'error' } as const
    await finish(client, path, { ...failedEnding, sidecars: {} }, 0).catch(() => undefined)
    throw error
  }
  const end = { ...ending, sidecars: sidecars.properties, register: execution.register }
  const finished = await finish(client, path, end, patience)
  return { ending, outputs, finished, problems }
}

/** The path of a run in the API. */
export function runPath({ client, run }: Pick<Execution, 'client' | 'run'>): string {
  return client.path('projects', run.project, 'runs', run.number)
}

async function sendOutputs(
  execution: Execution,
  files: LocalFile[],
  signal: AbortSignal,
): Promise<RunOutput[]> {
  const { client, run, terminal, patience } = execution
  const total = files.reduce((sum, { size }) => sum + size, 0)
  const progress = startProgress(terminal, 'Outputs', total)
  try {
    return await eachOf(files, async (file) => {
      const sha256 = await upload(client, file, { progress, signal, patience })
      const path = client.path(
        'projects',
        run.project,
        'runs',
        run.number,
        'outputs',
        ...file.name.split('/'),
      )
      return await client.put<RunOutput>(path, { sha256 }, { signal, patience })
    })
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
  register?: boolean | undefined
}

async function finish(
  client: Client,
  path: string,
  { state, exitCode, sidecars, register }: End,
  patience: number,
): Promise<Finished> {
  const body = {
    state,
    ...(exitCode !== null && { exitCode }),
    ...(register !== undefined && { register }),
    sidecars,
  }
  // The hub answers the same to the same end, so an answer that was lost is asked for again.
  return await client.post<Finished>(`${path}/finish`, body, { patience })
}
