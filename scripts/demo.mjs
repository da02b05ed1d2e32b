import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { ensureBuild } from './ensure-build.mjs'
import { Failure, main, readEnvironmentFile } from './main.mjs'
import { root } from './paths.mjs'
import { run } from './run.mjs'
import { say } from './say.mjs'

/** How long the hub may take until it answers, in milliseconds. */
const patience = 120_000

await main(async () => {
  readEnvironmentFile()
  await ensureBuild()
  const dataDir = resolve(root, process.env.HUB_DATA_DIR || '.data')
  const env = {
    HUB_LOG: 'warn',
    ...process.env,
    // The passwords are printed, so nobody else's machine may come in.
    HUB_HOST: '127.0.0.1',
    HUB_DATA_DIR: dataDir,
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
  }
  let ended = false
  /** @type {number | undefined} */
  let pid
  const served = run('dist/server.mjs', [], {
    nodeArgs: ['--enable-source-maps'],
    env,
    graceMs: 30_000,
    onStart: (started) => {
      pid = started
    },
  }).finally(() => {
    ended = true
  })
  const url = await answering(
    dataDir,
    () => pid,
    () => ended,
  )
  if (url) await fillAndTell(url, dataDir, env, pid)
  const { code } = await served
  process.exitCode = code
})

/**
 * Waits until the hub that we started has written down where it answers.
 * @param {string} dataDir
 * @param {() => number | undefined} pidOf
 * @param {() => boolean} hasEnded
 * @returns {Promise<string | null>} null when it ended instead; it has said why
 */
async function answering(dataDir, pidOf, hasEnded) {
  for (const since = Date.now(); Date.now() - since < patience && !hasEnded(); ) {
    const holder = readJson(join(dataDir, 'hub.lock'))
    if (holder?.url && holder.pid === pidOf()) return holder.url
    await new Promise((next) => setTimeout(next, 50))
  }
  if (hasEnded()) return null
  throw new Failure('The hub did not start in two minutes.')
}

/**
 * @param {string} url
 * @param {string} dataDir
 * @param {NodeJS.ProcessEnv} env
 * @param {number | undefined} pid
 */
async function fillAndTell(url, dataDir, env, pid) {
  const first = !readJson(join(dataDir, 'demo.json'))
  if (first) say(`The hub answers at ${url}. Filling it by running the example projects:`)
  const filled = await run('dist/demo.mjs', [url], { env })
  if (filled.code !== 0) {
    if (pid) process.kill(pid, 'SIGTERM')
    throw new Failure('The sample organization could not be filled. The reason stands above.')
  }
  const { users, organization } = readJson(join(dataDir, 'demo.json'))
  const width = Math.max(...users.map((/** @type {{email: string}} */ { email }) => email.length))
  console.log(`
Model Hub is ready:  ${url}

Sign in as`)
  for (const { role, email, password } of users)
    console.log(`  ${role.padEnd(12)} ${email.padEnd(width)}  ${password}`)
  console.log(`
Organization ${organization}. Tokens for the CLI are in ${join(dataDir, 'demo.json')}.
Ctrl-C stops everything.`)
}

/** @param {string} file */
function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return null
  }
}
