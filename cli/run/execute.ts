import type { Me } from '@/lib/me'
import type { RunInput } from '@/lib/runs/view'
import type { Environment } from '../configuration'
import type { Interruption } from '../interruption'
import { tell } from '../output'
import { startProgress, unseen } from '../progress'
import { executionConfig, inputsConfig, jobVariables } from './config'
import { type Delivering, runPath, sendOutput } from './deliver'
import { layInputs, placeInputs } from './inputs'
import { type JobApi, startJobApi } from './job-api'
import { makeReadOnly, writeConfig } from './layout'
import { LiveOutputs } from './live'
import { LineReader, valuesOfLine } from './metrics'
import type { OutsideFile } from './outside'
import type { Plan } from './plan'
import { runCommand } from './process'
import { linkValohai } from './valohai-link'
import { Watch } from './watch'

/** How the command of a run ended. */
export interface Ending {
  state: 'completed' | 'error' | 'stopped'
  /** Null when the command never ran. */
  exitCode: number | null
  /** Why it did not complete. */
  reason: string | null
  /** Whether it was stopped because its own stop-condition holds. */
  reached?: boolean
}

export interface Execution extends Delivering {
  plan: Plan
  me: Me
  inputs: RunInput[]
  outside: OutsideFile[]
  cache: string
  env: Environment
}

/** Lays out the inputs and runs the command. Whatever goes wrong is part of the ending. */
export async function execute(execution: Execution): Promise<Ending> {
  const { interruption } = execution
  const path = runPath(execution)
  const api = await startJobApi(async (detail) => {
    await execution.client.post(`${path}/status`, { detail })
  })
  try {
    await prepare(execution, api)
    if (interruption.stop.aborted) return wasStopped(interruption, null)
    return await runCommandOf(execution)
  } catch (error) {
    if (interruption.stop.aborted) return wasStopped(interruption, null)
    return { state: 'error', exitCode: null, reason: (error as Error).message }
  } finally {
    api.close()
  }
}

async function prepare(execution: Execution, api: JobApi): Promise<void> {
  const { plan, client, me, run, folder, cache, terminal, interruption, patience } = execution
  const placed = placeInputs(plan.step, execution.inputs, execution.outside, folder.inputs)
  const files = [...placed.values()]
    .flat()
    .map(({ file }): [string, number] => [file.sha256, file.size])
  const total = [...new Map(files).values()].reduce((sum, size) => sum + size, 0)
  const progress = startProgress(terminal, 'Inputs', total)
  const places = { inputs: folder.inputs, cache }
  try {
    await layInputs(client, placed, places, { progress, signal: interruption.stop, patience })
  } finally {
    progress.end()
  }
  await makeReadOnly(folder.inputs)
  await writeConfig(folder, 'parameters', plan.values)
  await writeConfig(folder, 'inputs', inputsConfig(placed, run, client))
  await writeConfig(folder, 'api', api.config)
  await writeConfig(folder, 'execution', executionConfig(plan, run, me, client.url))
}

async function runCommandOf(execution: Execution): Promise<Ending> {
  const { plan, folder, telemetry, terminal, interruption } = execution
  const link = linkValohai(plan.command, folder.path)
  if (link.warning) tell(terminal, `Warning: ${link.warning}`)
  const watch = new Watch(plan.step)
  const live = new LiveOutputs(folder, (file) =>
    sendOutput(execution, file, { progress: unseen, signal: interruption.abandon, patience: 0 }),
  )
  const lines = new LineReader((line) => {
    const values = valuesOfLine(line)
    if (!values) return
    telemetry.metrics(values, new Date().toISOString())
    watch.said(values)
  })
  // With --json our own document has stdout to itself.
  const stdout = terminal.json ? terminal.stderr : terminal.stdout
  try {
    const exit = await runCommand(
      {
        script: plan.command,
        cwd: plan.repository,
        env: environmentOf(execution),
        folder: folder.path,
        onStdout(bytes) {
          watch.heard()
          telemetry.log(bytes)
          lines.push(bytes)
          return passOn(stdout, bytes)
        },
        onStderr(bytes) {
          watch.heard()
          telemetry.log(bytes)
          return passOn(terminal.stderr, bytes)
        },
      },
      {
        stop: AbortSignal.any([interruption.stop, watch.stop]),
        abandon: interruption.abandon,
        kill: watch.kill,
      },
    )
    lines.end()
    if (interruption.stop.aborted) return wasStopped(interruption, exit.code)
    if (watch.kill.aborted)
      return { state: 'error', exitCode: exit.code, reason: String(watch.kill.reason) }
    if (watch.stop.aborted) {
      const reason = String(watch.stop.reason)
      return { state: 'stopped', exitCode: exit.code, reason, reached: true }
    }
    if (exit.code === 0) return { state: 'completed', exitCode: 0, reason: null }
    const how = exit.signal ? `was killed by ${exit.signal}` : `failed with exit code ${exit.code}`
    return { state: 'error', exitCode: exit.code, reason: `The command ${how}.` }
  } finally {
    watch.end()
    link.remove()
    await live.end()
  }
}

function environmentOf({ plan, run, folder, client, env }: Execution): Environment {
  const { HUB_TOKEN: _token, ...inherited } = env
  const declared = plan.step.environment.flatMap(({ name, value }) =>
    value === null ? [] : [[name, value]],
  )
  const folders = { ...folder, repository: plan.repository }
  return {
    // So that what Python prints arrives when it is printed.
    PYTHONUNBUFFERED: '1',
    ...Object.fromEntries(declared),
    ...inherited,
    ...plan.variables,
    ...jobVariables(run, folders, client.url),
  }
}

function wasStopped({ stop }: Interruption, exitCode: number | null): Ending {
  const reason = typeof stop.reason === 'string' ? stop.reason : 'Stopped.'
  return { state: 'stopped', exitCode, reason }
}

/** Writes, and waits when the terminal is slower than the command. A terminal that went away is no matter. */
function passOn(stream: NodeJS.WritableStream, bytes: Buffer): void | Promise<void> {
  if (!stream.writable || stream.write(bytes)) return
  return new Promise((resolve) => {
    const done = () => {
      for (const event of ['drain', 'close', 'error']) stream.off(event, done)
      resolve()
    }
    for (const event of ['drain', 'close', 'error']) stream.on(event, done)
  })
}
