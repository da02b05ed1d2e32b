import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ensureBundles } from './bundles.mjs'
import { ensureInstall } from './ensure-install.mjs'
import { hashFiles, listFiles } from './hash.mjs'
import { withLock } from './lock.mjs'
import { Failure, main } from './main.mjs'
import { root, runsAsScript } from './paths.mjs'
import { run } from './run.mjs'
import { say, took } from './say.mjs'

const stamp = join(root, '.next', 'hub-build')

/**
 * Makes .next and dist/ from the sources, where those have changed since; leaves them alone, and a
 * running server with them, where not. Throws when the build fails.
 */
export async function ensureBuild() {
  await ensureInstall()
  await ensureBundles()
  if (isBuilt()) return
  await withBuildLock(buildPages)
}

/**
 * Runs `work` while no other process writes to .next.
 * @template T
 * @param {(coverChild: (pid: number) => void) => Promise<T>} work
 */
export function withBuildLock(work) {
  return withLock('build', 'Another command is building the pages; waiting for it.', work)
}

/** @param {(pid: number) => void} coverChild */
async function buildPages(coverChild) {
  const sources = hashFiles(pageSources())
  if (isBuilt()) return
  const since = Date.now()
  say('Building the pages (next build) …')
  rmSync(stamp, { force: true })
  const { code, output } = await run('node_modules/next/dist/bin/next', ['build'], {
    quiet: true,
    onStart: coverChild,
    env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
  })
  if (code !== 0) throw new Failure(`next build failed with code ${code}.\n${output.trim()}`)
  mkdirSync(join(root, '.next'), { recursive: true })
  // The hash from before: a source changed during the build is built again next time.
  writeFileSync(stamp, sources)
  say(`Pages built in ${took(since)}.`)
}

function isBuilt() {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === hashFiles(pageSources())
}

/** What Next reads. Tests and the server's own files are bundled elsewhere or not at all. */
function pageSources() {
  const folders = ['app', 'components', 'db', 'lib', 'public']
  const settings = ['next.config.ts', 'postcss.config.mjs', 'tsconfig.json', 'package-lock.json']
  return [...listFiles(folders), ...settings].filter(
    (file) => !/\.test\.tsx?$|^lib\/testing\/|^db\/migrations\//.test(file),
  )
}

if (runsAsScript(import.meta.url)) await main(ensureBuild)
