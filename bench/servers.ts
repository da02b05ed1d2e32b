import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { PoolConfig } from 'pg'
import { addressOf } from '@/db/address'
import { auditKey, keyFile } from '@/lib/audit/log/key'
import { withoutHubSettings } from '../e2e/support/hub.mjs'
import type { Urls } from './stage'

export interface Serving {
  url: string
  /** The process that answers. */
  pid: number
  stop(): Promise<void>
}

export interface Bare extends Serving {
  setUp(told: object): Promise<void>
}

/** The production server as `npm start` runs it, with one serving process, on a database that is there. */
export async function startHub(root: string, urls: Urls, dataDir: string): Promise<Serving> {
  const log = join(dataDir, 'hub.log')
  // What was sealed here goes on under the same key there.
  await auditKey()
  const server = spawn(process.execPath, ['--enable-source-maps', 'dist/server.mjs'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...withoutHubSettings(process.env),
      NODE_ENV: 'production',
      NEXT_TELEMETRY_DISABLED: '1',
      PORT: '0',
      HUB_HOST: '127.0.0.1',
      HUB_WORKERS: '1',
      HUB_DATA_DIR: dataDir,
      HUB_AUDIT_KEY_FILE: keyFile(),
      DATABASE_URL: urls.appUrl,
      DATABASE_OWNER_URL: urls.ownerUrl,
    },
  })
  const output = createWriteStream(log)
  server.stdout.pipe(output)
  server.stderr.pipe(output)
  const ended = once(server, 'close')
  const stop = async () => {
    server.kill('SIGTERM')
    await ended
  }
  const url = await Promise.race([addressIn(join(dataDir, 'hub.lock')), ended.then(() => null)])
  if (url === null) throw new Error(`The hub did not start. It said:\n${readFileSync(log, 'utf8')}`)
  return { url: url.replace('localhost', '127.0.0.1'), pid: servingChild(server), stop }
}

/** The bare server of bare.mjs. */
export async function startBare(root: string): Promise<Bare> {
  const server = fork(join(root, 'bench/bare.mjs'), {
    execArgv: [],
    env: { ...process.env, NODE_ENV: 'production' },
  })
  const [{ port }] = (await once(server, 'message')) as [{ port: number }]
  const url = `http://127.0.0.1:${port}`
  const setUp = async (told: object) => {
    const answer = await fetch(`${url}/setup`, { method: 'POST', body: JSON.stringify(told) })
    if (!answer.ok) throw new Error(`The bare server refused: ${await answer.text()}`)
  }
  const stop = async () => {
    const ended = once(server, 'exit')
    server.kill('SIGTERM')
    await ended
  }
  return { url, pid: server.pid ?? 0, setUp, stop }
}

/** A connection string as node-postgres takes it. */
export function poolConfig(url: string): PoolConfig {
  const { hosts, ports, database, user, password } = addressOf(url)
  return { host: hosts[0], port: ports[0], database, user, password, max: 8 }
}

async function addressIn(lock: string): Promise<string> {
  for (const until = Date.now() + 60_000; Date.now() < until; await sleep(50)) {
    const url = urlIn(lock)
    if (url) return url
  }
  throw new Error('The hub did not start in a minute.')
}

function urlIn(lock: string): string | null {
  try {
    return JSON.parse(readFileSync(lock, 'utf8')).url ?? null
  } catch {
    return null
  }
}

/** The one process that the supervisor started to serve; the supervisor itself where no one tells. */
function servingChild({ pid = 0 }: ChildProcess): number {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')
    return Number(children[0]) || pid
  } catch {
    return pid
  }
}
