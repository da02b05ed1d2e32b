import { spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { ensureBuild } from '../../scripts/ensure-build.mjs'
import { root } from '../../scripts/paths.mjs'

/**
 * Starts the production server on a free port of 127.0.0.1, with an empty data folder of its own, and
 * resolves when it is ready. Nothing of the caller's own hub settings reaches it.
 * @param {{ env?: Record<string, string>, log: string }} options `log` is the file for what it prints
 * @returns {Promise<{ url: string, dataDir: string, stop: () => Promise<void> }>} `stop` ends it and
 *   removes the folder
 */
export async function startHub({ env = {}, log }) {
  await ensureBuild()
  const folder = await mkdtemp(join(tmpdir(), 'model-hub-'))
  // As root, PostgreSQL runs as another user, who has to get through.
  await chmod(folder, 0o755)
  const dataDir = join(folder, 'data')
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const output = createWriteStream(log)
  const server = spawn(process.execPath, ['--enable-source-maps', 'dist/server.mjs'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...withoutHubSettings(process.env),
      NODE_ENV: 'production',
      PORT: String(port),
      HUB_HOST: '127.0.0.1',
      HUB_PUBLIC_URL: url,
      HUB_DATA_DIR: dataDir,
      ...env,
    },
  })
  server.stdout.pipe(output)
  server.stderr.pipe(output)
  const ended = new Promise((resolve) => server.on('close', resolve))

  const stop = async () => {
    server.kill('SIGTERM')
    const patience = setTimeout(() => server.kill('SIGKILL'), 20_000)
    await ended
    clearTimeout(patience)
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }

  const isUp = await Promise.race([ended.then(() => false), ready(url)])
  if (isUp) return { url, dataDir, stop }
  await stop()
  throw new Error(`The server did not become ready. It said:\n${await readFile(log, 'utf8')}`)
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv} without what would lead to someone's real hub or database
 */
export function withoutHubSettings(env) {
  const isSetting = /^(HUB_(?!TEST_|E2E_|FAULT_)|DATABASE_|PORT$)/
  return Object.fromEntries(Object.entries(env).filter(([name]) => !isSetting.test(name)))
}

/**
 * @param {string} url
 * @returns {Promise<boolean>} false when it has not become ready within a minute
 */
async function ready(url) {
  for (const until = Date.now() + 60_000; Date.now() < until; await sleep(100)) {
    const answer = await fetch(`${url}/readyz`).catch(() => undefined)
    if (answer?.ok) return true
  }
  return false
}

/** @returns {Promise<number>} a port of 127.0.0.1 that nobody has */
export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().on('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      const port = typeof address === 'object' && address ? address.port : 0
      probe.close(() => resolve(port))
    })
  })
}
