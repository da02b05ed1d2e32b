import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { readKey } from '@/lib/audit/log/key'
import type { TestHub } from '@/lib/testing/hub'
import { withoutHubSettings } from '../../e2e/support/hub.mjs'
import { projectRoot } from '../root'

let started = 0

export interface DeployOptions {
  workers?: number
  env?: Record<string, string>
}

/**
 * The built hub as it runs in production, on the database and the files of a test: supervisor, serving
 * processes, pages. Each has a data folder of its own, as separate machines would.
 */
export async function deploy(
  { appUrl, ownerUrl, dataDir }: Pick<TestHub, 'appUrl' | 'ownerUrl' | 'dataDir'>,
  { workers = 1, env = {} }: DeployOptions = {},
): Promise<Deployed> {
  const auditKey = join(dataDir, 'audit-key.pem')
  await readKey(auditKey, true)
  const child = spawn(process.execPath, ['--enable-source-maps', 'dist/server.mjs'], {
    cwd: projectRoot(),
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...withoutHubSettings(process.env),
      NODE_ENV: 'production',
      PORT: '0',
      HUB_HOST: '127.0.0.1',
      HUB_WORKERS: String(workers),
      HUB_POOL: '3',
      HUB_DATA_DIR: join(dataDir, `replica-${process.pid}-${++started}`),
      HUB_STORAGE: `file:${join(dataDir, 'blobs')}`,
      HUB_AUDIT_KEY_FILE: auditKey,
      HUB_SECRET: 'the same for every hub of a database',
      DATABASE_URL: appUrl,
      DATABASE_OWNER_URL: ownerUrl,
      ...env,
    },
  })
  const deployed = new Deployed(child)
  await deployed.ready()
  return deployed
}

export class Deployed {
  readonly ended: Promise<number | null>
  output = ''

  constructor(private readonly child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.output += text
      })
    this.ended = once(child, 'close').then(([code]) => code as number | null)
  }

  async ready(): Promise<void> {
    const over = this.ended.then(() => true)
    while (!this.find(/"url":"[^"]+".*Model Hub is ready/)) {
      const more = once(this.child.stdout ?? this.child, 'data').then(() => false)
      if (await Promise.race([over, more])) throw new Error(`It did not start:\n${this.output}`)
    }
  }

  /** On 127.0.0.1, where it listens, whatever address it tells people. */
  get url(): string {
    const line = this.find(/"port":(\d+).*"listening"/) ?? ''
    return `http://127.0.0.1:${/"port":(\d+)/.exec(line)?.[1]}`
  }

  /** The processes that have answered requests so far, oldest first. */
  get processes(): number[] {
    const pids = this.output.matchAll(/"pid":(\d+),.*"msg":"request"/g)
    return [...new Set([...pids].map(([, pid]) => Number(pid)))]
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal)
  }

  async stop(): Promise<void> {
    this.child.kill('SIGTERM')
    await this.ended
  }

  private find(line: RegExp): string | undefined {
    return this.output.split('\n').find((text) => line.test(text))
  }
}
