import { execFileSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { EmbeddedPostgresError } from './account'
import { program } from './binaries'
import { processesOn, servesCluster } from './process'

export type Log = (message: string, fields?: Record<string, unknown>) => void

/** What it takes to deal with the processes of one cluster. */
export interface ClusterSettings {
  cluster: string
  log: Log
  /** PostgreSQL's folder, where signals need its help (Windows). */
  native?: string
}

/**
 * Ends what an earlier hub left on the cluster: a server that lost its hub, or children that lost
 * their server.
 * @returns the pid in `postmaster.pid` when that process is a stranger or a zombie by now
 */
export async function clearTheWay(settings: ClusterSettings): Promise<number | undefined> {
  const { cluster, log } = settings
  const pid = await recordedPid(cluster)
  if (pid !== undefined && (await servesCluster(pid, cluster))) {
    log('PostgreSQL of an earlier start still runs; stopping it first.', { pid })
    const serving = async () => ((await servesCluster(pid, cluster)) ? [pid] : [])
    await end(settings, serving, ['SIGINT', 10_000], ['SIGQUIT', 10_000], ['SIGKILL', 5_000])
  }
  // A busy backend outlives a killed server, and would be writing beside the next one.
  const left = () => processesOn(cluster)
  if (!(await gone(left, 1_000))) {
    log('Processes of a dead PostgreSQL are still there; ending them.', { pids: await left() })
    await end(settings, left, ['SIGQUIT', 3_000], ['SIGKILL', 5_000])
  }
  return pid !== undefined && exists(pid) ? pid : undefined
}

/** Sends the signal; PostgreSQL on Windows takes it from pg_ctl only. */
export function signal(
  { native, cluster }: ClusterSettings,
  pid: number,
  name: NodeJS.Signals,
): void {
  try {
    if (process.platform === 'win32' && native && name !== 'SIGKILL') {
      execFileSync(program(native, 'pg_ctl'), ['kill', name.slice(3), `${pid}`])
    } else process.kill(pid, name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return
    throw new EmbeddedPostgresError(
      `PostgreSQL (process ${pid}) runs on ${cluster} under an account whose processes this one may not stop. Stop it, or start the hub as it was started before.`,
    )
  }
}

type Step = [NodeJS.Signals, number]

async function end(
  settings: ClusterSettings,
  left: () => Promise<number[]>,
  ...steps: Step[]
): Promise<void> {
  for (const [name, patience] of steps) {
    for (const pid of await left()) signal(settings, pid, name)
    if (await gone(left, patience)) return
  }
  throw new EmbeddedPostgresError(
    `Processes ${(await left()).join(', ')} still work on ${settings.cluster} and cannot be stopped. Stop them, then start again.`,
  )
}

async function gone(left: () => Promise<number[]>, patience: number): Promise<boolean> {
  for (const until = Date.now() + patience; ; await wait(20)) {
    if ((await left()).length === 0) return true
    if (Date.now() > until) return false
  }
}

/** Whether a signal would find the process: also a zombie, which PostgreSQL cannot tell apart. */
function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

async function recordedPid(cluster: string): Promise<number | undefined> {
  const [first = ''] = await lockLines(cluster)
  const pid = Math.abs(Number.parseInt(first, 10))
  return pid > 0 ? pid : undefined
}

/** The lines of `postmaster.pid`: the first is the pid, the eighth the state. */
export async function lockLines(cluster: string): Promise<string[]> {
  const text = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '')
  return text.split('\n')
}
