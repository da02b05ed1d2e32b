import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { constants } from 'node:os'
import { root } from './paths.mjs'

const isWindows = process.platform === 'win32'
const stopSignals = /** @type {NodeJS.Signals[]} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])

/**
 * Runs node on `file` and passes this process's signals on to it. The child leads a process group of
 * its own, so that Ctrl-C reaches it once, and whatever it leaves behind is ended with it.
 * When this process is told to stop it ends as the child did, and `run` does not return.
 * @param {string} file a JavaScript file, from the project's folder
 * @param {string[]} [args]
 * @param {{ env?: NodeJS.ProcessEnv, nodeArgs?: string[], quiet?: boolean, graceMs?: number,
 *   stopSignal?: NodeJS.Signals, onStart?: (pid: number) => void }} [options] `quiet` keeps the
 *   output and gives it back; `stopSignal` is what the child is sent instead of the signal that came;
 *   a child that ignores it for `graceMs` is killed with its group, and so is one when we are told
 *   for the third time
 * @returns {Promise<{ code: number, output: string }>} a code above 128 means ended by a signal
 */
export function run(file, args = [], options = {}) {
  const { env = process.env, nodeArgs = [], quiet = false, graceMs = 15_000 } = options
  const child = spawn(process.execPath, [...nodeArgs, file, ...args], {
    cwd: root,
    env,
    stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    detached: !isWindows,
  })
  if (child.pid) options.onStart?.(child.pid)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text) => {
      output += text
    })
  }

  let asked = 0
  let askedAt = 0
  /** @param {NodeJS.Signals} signal */
  const stop = (signal) => {
    // The terminal and npm both tell us of one Ctrl-C.
    if (Date.now() - askedAt < 1000) return
    asked += 1
    askedAt = Date.now()
    if (asked > 2) return killGroup(child)
    // Told again, a hub stops waiting for those it serves.
    child.kill(options.stopSignal ?? signal)
    if (asked === 1) setTimeout(() => killGroup(child), graceMs).unref()
  }
  for (const signal of stopSignals) process.on(signal, stop)
  const watch = whenOrphaned(() => asked || stop('SIGTERM'))

  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', () => killGroup(child))
    child.on('close', (code, signal) => {
      for (const name of stopSignals) process.off(name, stop)
      clearInterval(watch)
      const ended = code ?? 128 + (signal ? constants.signals[signal] : 0)
      if (asked) process.exit(ended)
      resolve({ code: ended, output })
    })
  })
}

/** @param {import('node:child_process').ChildProcess} child */
function killGroup(child) {
  if (!child.pid) return
  try {
    process.kill(isWindows ? child.pid : -child.pid, 'SIGKILL')
  } catch {
    // Nobody is left in it.
  }
}

/**
 * npm stands behind a shell that keeps npm's signals to itself, so we watch for either to go away.
 * @param {() => unknown} stop
 */
function whenOrphaned(stop) {
  if (!process.env.npm_lifecycle_event) return undefined
  const above = ancestors()
  const watch = setInterval(() => {
    if (ancestors() === above) return
    clearInterval(watch)
    stop()
  }, 500)
  return watch.unref()
}

/** Our parent and, where Linux tells, its parent. */
function ancestors() {
  try {
    const stat = readFileSync(`/proc/${process.ppid}/stat`, 'utf8')
    return `${process.ppid} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]}`
  } catch {
    return String(process.ppid)
  }
}
