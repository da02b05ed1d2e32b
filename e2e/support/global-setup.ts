import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '../../scripts/paths.mjs'
import { run } from '../../scripts/run.mjs'
import { startHub, withoutHubSettings } from './hub.mjs'

/**
 * One production hub for all specs, filled as `npm run demo` fills one: by the example projects, through
 * the CLI. `HUB_E2E_URL` and `HUB_E2E_DATA_DIR` name a demo that runs already.
 */
export default async function globalSetup() {
  if (process.env.HUB_E2E_URL) return
  await mkdir(join(root, '.cache'), { recursive: true })
  const hub = await startHub({ log: join(root, '.cache', 'e2e-hub.log') })
  const filled = await run('dist/demo.mjs', [hub.url], {
    env: { ...withoutHubSettings(process.env), HUB_DATA_DIR: hub.dataDir },
    quiet: true,
  })
  if (filled.code !== 0) {
    await hub.stop()
    throw new Error(`The sample organization could not be filled:\n${filled.output}`)
  }
  // The workers start with this process's environment.
  process.env.HUB_E2E_URL = hub.url
  process.env.HUB_E2E_DATA_DIR = hub.dataDir
  return hub.stop
}
