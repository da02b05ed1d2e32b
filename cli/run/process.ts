import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { failed } from '../failure'
import { type Interruption, pause } from '../interruption'

export interface Command {
  script: string
  /** Where the command runs. */
  cwd: string
  env: Record<string, string | undefined>
  /** Where a script with a shebang is put. */
  folder: string
  onStdout(bytes: Buffer): void | Promise<void>
  onStderr(bytes: Buffer): void | Promise<void>
}

export interface Exit {
  /** 128 and the number of the signal for a command that a signal killed, as shells count. */
  code: number
  signal: NodeJS.Signals | null
}

/** When a command is to end before it ends by itself. */
export interface Halt extends Interruption {
  /** It gets SIGTERM at once, then SIGKILL. */
  kill?: AbortSignal
}

/** Milliseconds that a command has for winding up after each signal before the next one. */
const grace = { interrupt: 10_000, terminate: 5_000, pipes: 2_000 }
// Some shells die of a signal at once, while the program they started still saves its work.
const windingUp = grace.interrupt + grace.terminate + grace.pipes

/**
 * Runs a command to its end. On `stop` it and all that it started get SIGINT, then SIGTERM, then SIGKILL.
 * @throws Failure when it cannot be started
 */
export async function runCommand(command: Command, halt: Halt): Promise<Exit> {
  const [file, args] = programOf(command)
  // A group of its own: Ctrl-C at the terminal comes to us first, and we pass it on.
  const child = spawn(file, args, {
    cwd: command.cwd,
    // Next's types want NODE_ENV in every environment; Node does not.
    env: command.env as NodeJS.ProcessEnv,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>
  const output = Promise.all([
    pump(child.stdout, command.onStdout),
    pump(child.stderr, command.onStderr),
  ])
  const drained = new AbortController()
  const onDrained = () => drained.abort()
  output.then(onDrained, () => {
    // Output that can be kept nowhere ends the command; the reason is thrown below.
    killGroup(child, 'SIGKILL')
    onDrained()
  })
  const over = new AbortController()
  const ladder = climb(child, { ...halt, over: over.signal })
  try {
    const [code, signal] = await exited.catch((error: Error) => {
      throw failed(`The command cannot be started: ${error.message}`)
    })
    const isHalted = halt.stop.aborted || halt.kill?.aborted
    await pause(isHalted ? windingUp : grace.pipes, drained.signal)
    if (!child.stdout.closed || !child.stderr.closed) cutLoose(child)
    await output
    return { code: code ?? 128 + (signal ? constants.signals[signal] : 0), signal }
  } finally {
    over.abort()
    await ladder
  }
}

/** What a command left running in the background holds our pipes; a finished step waits for nothing. */
function cutLoose(child: ChildProcess): void {
  killGroup(child, 'SIGKILL')
  child.stdout?.destroy()
  child.stderr?.destroy()
}

function programOf({ script, folder }: Command): [file: string, args: string[]] {
  const shebang = /^#![ \t]*(\S+)[ \t]*([^\n]*)/.exec(script)
  if (!shebang) return ['sh', ['-c', script]]
  const path = join(folder, 'command')
  writeFileSync(path, script)
  chmodSync(path, 0o700)
  // Started by the interpreter, since the folder may be on a disk that allows no programs.
  const [, interpreter = 'sh', argument = ''] = shebang
  return [interpreter, [...(argument.trim() ? [argument.trim()] : []), path]]
}

async function pump(stream: Readable, onBytes: Command['onStdout']): Promise<void> {
  try {
    for await (const bytes of stream) await onBytes(bytes)
  } catch (error) {
    const isOurs = (error as NodeJS.ErrnoException).code === 'ERR_STREAM_PREMATURE_CLOSE'
    if (!isOurs) throw error
  }
}

async function climb(
  child: ChildProcess,
  { stop, abandon, kill = new AbortController().signal, over }: Halt & { over: AbortSignal },
): Promise<void> {
  await until(AbortSignal.any([stop, kill, over]))
  if (over.aborted) return
  if (!kill.aborted) {
    killGroup(child, 'SIGINT')
    await pause(grace.interrupt, AbortSignal.any([abandon, kill, over]))
  }
  if (!over.aborted && !abandon.aborted) killGroup(child, 'SIGTERM')
  await pause(grace.terminate, AbortSignal.any([abandon, over]))
  if (!over.aborted) killGroup(child, 'SIGKILL')
}

function until(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}

function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, signal)
  } catch (error) {
    // Gone already.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
