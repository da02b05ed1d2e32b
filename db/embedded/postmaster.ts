import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { type Account, EmbeddedPostgresError, spawnSettings } from './account'
import { program } from './binaries'
import { type Endpoint, listenArguments } from './endpoint'
import { clusterName } from './process'
import { type ClusterSettings, type Log, lockLines, signal } from './remains'

/** What it takes to run its server. */
export interface ServerSettings extends ClusterSettings {
  native: string
  /** Further server settings, such as `fsync=off`. */
  settings: string[]
  account: Account | undefined
  endpoint: Endpoint
}

/** A server that has been started: it is ready once `ready` resolves. */
export interface Server {
  pid: number
  running(): boolean
  /** Resolves when it has ended, with how. */
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>
  /** @throws EmbeddedPostgresError when it ends instead */
  ready: Promise<void>
}

const usual = [
  'max_connections=200',
  'shared_buffers=128MB',
  'timezone=UTC',
  'log_timezone=UTC',
  // Failed statements are the hub's to report: it knows whose they were.
  'log_min_messages=log',
  'log_checkpoints=off',
]

/** Starts the server of a cluster that no server runs on; `stale` is what `clearTheWay` returned. */
export function launch(
  { cluster, native, settings, account, endpoint, log }: ServerSettings,
  stale: number | undefined,
): Server {
  const named = [`cluster_name=${clusterName(cluster)}`, ...usual, ...settings]
  const { env, ...as } = spawnSettings(account)
  const child = spawn(
    program(native, 'postgres'),
    ['-D', cluster, ...listenArguments(endpoint), ...named.flatMap((one) => ['-c', one])],
    {
      ...as,
      // A lock with this pid is then taken for a stale one; how pg_ctl says the same of its shell.
      env: stale === undefined ? env : { ...env, PG_GRANDPARENT_PID: `${stale}` },
      cwd: '/',
      stdio: ['ignore', 'ignore', 'pipe'],
      // A group of its own: Ctrl-C is for the hub, which stops the database last.
      detached: true,
      windowsHide: true,
    },
  )
  const last: string[] = []
  if (child.stderr) {
    createInterface({ input: child.stderr }).on('line', (line) => {
      last.push(line)
      if (last.length > 20) last.shift()
      log(`PostgreSQL: ${bare(line)}`, { pid: child.pid })
    })
  }
  child.once('error', (error) => last.push(error.message))
  const running = () =>
    child.pid !== undefined && child.exitCode === null && child.signalCode === null
  const ended = endOf(child)
  return {
    pid: child.pid ?? 0,
    running,
    ended,
    ready: readiness(child, running, cluster, last, log),
  }
}

/** Stops the server: it may finish what it does for ten seconds, and is then stopped at once. */
export async function stopServer(settings: ClusterSettings, server: Server): Promise<void> {
  if (!server.running()) return
  signal(settings, server.pid, 'SIGINT')
  await Promise.race([server.ended, wait(10_000, undefined, { ref: false })])
  if (server.running()) signal(settings, server.pid, 'SIGQUIT')
  await server.ended
}

function endOf(child: ChildProcess): Server['ended'] {
  return new Promise((resolve) => {
    child.once('exit', (code, name) => resolve({ code, signal: name }))
    child.once('error', () => resolve({ code: null, signal: null }))
  })
}

async function readiness(
  child: ChildProcess,
  running: () => boolean,
  cluster: string,
  last: string[],
  log: Log,
): Promise<void> {
  for (let since = Date.now(); ; await wait(10)) {
    const lines = await lockLines(cluster)
    // The way pg_ctl waits: no connection is needed, and a recovery may take its time.
    if (lines[0] === `${child.pid}` && lines[7]?.trim() === 'ready') return
    if (!running()) break
    if (Date.now() - since > 10_000) {
      log('PostgreSQL is not ready yet; it may be recovering from a crash.', { pid: child.pid })
      since = Date.now()
    }
  }
  // Its last words may still be on their way; a child that outlives it can keep the pipe open.
  const closed = new Promise((resolve) => child.once('close', resolve))
  await Promise.race([closed, wait(500, undefined, { ref: false })])
  const said = last.map(bare).filter((line) => !/^LOG: {2}(starting|listening)/.test(line))
  throw new EmbeddedPostgresError(
    `PostgreSQL did not start on ${cluster}: ${said.join(' ') || 'it said nothing'}`,
  )
}

/** A line of the server's log without time and process. */
function bare(line: string): string {
  return line.replace(/^\S+ \S+ \S+ \[\d+\] /, '')
}
