import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openDatabase, setDatabase } from '@/db/client'
import { connect } from '@/db/connection'
import { readRunningUrl } from '@/db/url'
import { freePort, withoutHubSettings } from '@/e2e/support/hub.mjs'
import { parseEnv, setEnv } from '@/lib/env'
import { TestHub } from '@/lib/testing/hub'
import { root } from '@/scripts/paths.mjs'
import { kill, type Process, processes } from './processes'

export type Victim = 'worker' | 'server' | 'supervisor' | 'postgres' | 'backend'

/**
 * The production server with two serving processes and the embedded PostgreSQL, which keeps to fsync, on a
 * port and a data folder of its own. Its processes can be killed one by one.
 */
export class Hub {
  private child: ChildProcess | undefined

  private constructor(
    readonly url: string,
    private readonly folder: string,
    private readonly env: Record<string, string>,
  ) {}

  static async start(env: Record<string, string> = {}): Promise<Hub> {
    const folder = await mkdtemp(join(tmpdir(), 'hub-faults-'))
    // As root, PostgreSQL runs as another user, who has to get through.
    await chmod(folder, 0o755)
    const port = await freePort()
    const hub = new Hub(`http://127.0.0.1:${port}`, folder, {
      PORT: String(port),
      HUB_HOST: '127.0.0.1',
      HUB_WORKERS: '2',
      HUB_DATA_DIR: join(folder, 'data'),
      HUB_LOG: 'warn',
      ...env,
    })
    await hub.launch()
    return hub
  }

  get dataDir(): string {
    return join(this.folder, 'data')
  }

  /** Starts it, again perhaps, and waits until it can serve. */
  async launch(): Promise<void> {
    const child = spawn(process.execPath, ['--enable-source-maps', 'dist/server.mjs'], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...withoutHubSettings(process.env), NODE_ENV: 'production', ...this.env },
    })
    const output = createWriteStream(this.log, { flags: 'a' })
    child.stdout.pipe(output, { end: false })
    child.stderr.pipe(output, { end: false })
    child.once('close', () => output.end())
    this.child = child
    await this.ready()
  }

  /** Waits until it can serve; throws what it said when it cannot within a minute. */
  async ready(): Promise<void> {
    for (const until = Date.now() + 60_000; Date.now() < until; await sleep(50)) {
      if (this.child?.exitCode !== null) break
      const answer = await fetch(`${this.url}/readyz`).catch(() => null)
      if (answer?.ok) return
    }
    throw new Error(`The hub does not serve. It said:\n${(await this.said()).slice(-8000)}`)
  }

  said(): Promise<string> {
    return readFile(this.log, 'utf8')
  }

  /** The processes that serve, by their parent. */
  workers(): Process[] {
    return processes().filter(
      ({ parent, command }) => parent === this.child?.pid && command.includes('dist/server.mjs'),
    )
  }

  /** Every server of the embedded database: one, if all is well. */
  postmasters(all = processes()): Process[] {
    const alike = all.filter(({ command }) => command.includes(`-D ${this.dataDir}`))
    // A process that a server has just forked goes by its command line until it has a title of its own.
    const pids = new Set(alike.map(({ pid }) => pid))
    return alike.filter(({ parent }) => !pids.has(parent))
  }

  /** Kills outright. What the supervisor does not start again is started again by `revive`. */
  async kill(victim: Victim, pick: <T>(from: readonly T[]) => T): Promise<void> {
    const { child } = this
    if (!child?.pid) throw new Error('There is nothing to kill.')
    if (victim === 'worker') return void kill(pick(this.workers()).pid)
    if (victim === 'postgres') return this.killPostgres(pick)
    if (victim === 'backend') return this.killBackend(pick)
    const workers = victim === 'server' ? this.workers() : []
    kill(child.pid)
    for (const { pid } of workers) kill(pid)
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  }

  /** Waits until it serves again, having started it where nobody else does. */
  async revive(): Promise<void> {
    const isDead = this.child?.exitCode !== null || this.child.signalCode !== null
    await (isDead ? this.launch() : this.ready())
  }

  /** Its organization and people are made by the same commands; answers who made them. */
  async people(): Promise<TestHub> {
    const { appUrl, ownerUrl } = await readRunningUrl(this.dataDir)
    setEnv(parseEnv({ HUB_DATA_DIR: this.dataDir, HUB_LOG: 'silent', NODE_ENV: 'test' }))
    const database = openDatabase(appUrl, { poolSize: 2 })
    setDatabase(database)
    return new TestHub(database, this.dataDir, appUrl, ownerUrl, () => database.close())
  }

  /** A pool of the role that owns the tables, for looking at what is really there. */
  async owner() {
    const { ownerUrl } = await readRunningUrl(this.dataDir)
    return connect(ownerUrl, { max: 2, applicationName: 'fault suite' })
  }

  /** Stops it in order. Answers which of its processes were left. */
  async stop(): Promise<Process[]> {
    const { child } = this
    if (child && child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      const patience = setTimeout(() => child.kill('SIGKILL'), 30_000)
      await ended
      clearTimeout(patience)
    }
    return this.postmasters()
  }

  async remove(): Promise<void> {
    for (const { pid } of await this.stop()) kill(pid)
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 })
  }

  private get log(): string {
    return join(this.folder, 'hub.log')
  }

  private killPostgres(pick: <T>(from: readonly T[]) => T): void {
    kill(pick(this.postmasters()).pid)
  }

  private killBackend(pick: <T>(from: readonly T[]) => T): void {
    const all = processes()
    const masters = new Set(this.postmasters(all).map(({ pid }) => pid))
    const backends = all.filter(
      ({ parent, command }) => masters.has(parent) && command.includes('hub_app'),
    )
    if (backends.length > 0) kill(pick(backends).pid)
  }
}
