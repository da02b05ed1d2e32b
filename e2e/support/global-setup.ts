import { randomBytes } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '../../scripts/paths.mjs'
import { run } from '../../scripts/run.mjs'
import { startFront } from './front.mjs'
import { startHub, withoutHubSettings } from './hub.mjs'

/**
 * One production hub for all specs, filled as `npm run demo` fills one: by the example projects, through
 * the CLI. It has two replicas that take turns, so that what one of them kept to itself would fail here.
 * `HUB_E2E_URL` and `HUB_E2E_DATA_DIR` name a demo that runs already.
 */
export default async function globalSetup() {
  if (process.env.HUB_E2E_URL) return
  await mkdir(join(root, '.cache'), { recursive: true })
  const { url, dataDir, stop } = await startReplicas()
  const filled = await run('dist/demo.mjs', [url], {
    env: { ...withoutHubSettings(process.env), HUB_DATA_DIR: dataDir },
    quiet: true,
  })
  if (filled.code !== 0) {
    await stop()
    throw new Error(`The sample organization could not be filled:\n${filled.output}`)
  }
  // The workers start with this process's environment.
  process.env.HUB_E2E_URL = url
  process.env.HUB_E2E_DATA_DIR = dataDir
  return stop
}

/** Two hubs behind one address; the second works on the database and the files of the first. */
async function startReplicas() {
  const urls: string[] = []
  const front = await startFront(urls)
  const shared = {
    HUB_PUBLIC_URL: front.url,
    HUB_SECRET: randomBytes(32).toString('hex'),
    HUB_WORKERS: '1',
    // Where the receivers of the specs listen.
    HUB_WEBHOOK_ALLOW: '127.0.0.1/32',
  }
  const first = await startHub({ env: shared, log: join(root, '.cache', 'e2e-hub.log') })
  urls.push(first.url)
  const { dataDir } = first
  const asked = { env: { ...process.env, HUB_DATA_DIR: dataDir }, quiet: true }
  const owner = (await run('dist/db-url.mjs', [], asked)).output.trim()
  const second = await startHub({
    env: {
      ...shared,
      DATABASE_OWNER_URL: owner,
      DATABASE_URL: owner.replace(/\/\/[^@/]+@/, '//hub_app@'),
      HUB_STORAGE: `file:${join(dataDir, 'blobs')}`,
      HUB_AUDIT_KEY_FILE: join(dataDir, 'audit-key.pem'),
    },
    log: join(root, '.cache', 'e2e-replica.log'),
  }).catch(async (error: unknown) => {
    await first.stop()
    throw error
  })
  urls.push(second.url)
  const stop = async () => {
    await front.close()
    await second.stop()
    await first.stop()
  }
  return { url: front.url, dataDir, stop }
}
