// The bundles of dist/. Each remembers which sources it was made of, so that running `hub` after a
// change to a page builds nothing.
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ensureInstall } from './ensure-install.mjs'
import { hashFiles } from './hash.mjs'
import { withLock } from './lock.mjs'
import { Failure } from './main.mjs'
import { root } from './paths.mjs'
import { say, took } from './say.mjs'

/** What dist/ holds, by name, and whether a file stands alone or finds its packages in node_modules. */
const bundles = {
  server: { entry: 'server/main.ts', alone: false },
  hub: { entry: 'cli/main.ts', alone: true },
  admin: { entry: 'server/admin.ts', alone: false },
  backup: { entry: 'server/backup.ts', alone: false },
  restore: { entry: 'server/restore.ts', alone: false },
  demo: { entry: 'server/demo/main.ts', alone: false },
  'db-url': { entry: 'db/print-url.ts', alone: false },
}

/** @typedef {keyof typeof bundles} BundleName */

/**
 * Builds those of the named bundles whose sources have changed, and the packages if they are missing.
 * @param {BundleName[]} [names] all, if left out
 * @returns {Promise<void>}
 */
export async function ensureBundles(names = /** @type {BundleName[]} */ (Object.keys(bundles))) {
  if (names.every(isFresh)) return
  await ensureInstall()
  await withLock('bundles', 'Another command is bundling; waiting for it.', async () => {
    const since = Date.now()
    const stale = names.filter((name) => !isFresh(name))
    // esbuild has said what is wrong, and where.
    await Promise.all(stale.map(bundle)).catch((error) => {
      throw new Failure(`Bundling failed: ${error.message}`)
    })
    if (stale.length)
      say(`Bundled ${stale.map((name) => `dist/${name}.mjs`).join(', ')} in ${took(since)}.`)
  })
}

/**
 * Runs dist/<name>.mjs in this process, as if node had been started on it.
 * @param {BundleName} name
 */
export async function runBundle(name) {
  await ensureBundles([name])
  process.argv[1] = fileOf(name)
  await import(pathToFileURL(fileOf(name)).href)
}

/** @param {BundleName} name */
async function bundle(name) {
  const { entry, alone } = bundles[name]
  const esbuild = await import('esbuild')
  /** @param {string[]} lines */
  const build = (lines) =>
    esbuild.build({
      absWorkingDir: root,
      entryPoints: [entry],
      outfile: fileOf(name),
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      sourcemap: true,
      sourcesContent: false,
      packages: alone ? 'bundle' : 'external',
      banner: { js: lines.join('\n') },
      metafile: true,
      write: false,
      logLevel: 'warning',
    })
  const shebang = alone && !readFileSync(join(root, entry), 'utf8').startsWith('#!')
  const lines = shebang ? ['#!/usr/bin/env node'] : []
  let built = await build(lines)
  // A bundled CommonJS package asks for Node's own modules by require, which ESM does not have.
  const requires = built.outputFiles.some(({ text }) => text.includes('Dynamic require of'))
  if (requires) built = await build([...lines, makeRequire])

  mkdirSync(join(root, 'dist'), { recursive: true })
  for (const output of built.outputFiles) replace(output.path, output.contents)
  chmodSync(fileOf(name), 0o755)
  const inputs = Object.keys(built.metafile.inputs).filter(
    (path) => !path.includes('node_modules/'),
  )
  replace(stampOf(name), JSON.stringify({ hash: hashOf(inputs), inputs }))
}

const makeRequire =
  "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);"

/** @param {BundleName} name */
function isFresh(name) {
  if (!existsSync(stampOf(name)) || !existsSync(fileOf(name))) return false
  const { hash, inputs } = JSON.parse(readFileSync(stampOf(name), 'utf8'))
  return hash === hashOf(inputs)
}

/** @param {string[]} inputs paths from the project's folder */
function hashOf(inputs) {
  return hashFiles([...inputs, 'package-lock.json', 'tsconfig.json', 'scripts/bundles.mjs'])
}

/**
 * A process that starts meanwhile sees the old file or the new one, never half of one.
 * @param {string} file
 * @param {string | Uint8Array} contents
 */
function replace(file, contents) {
  const next = `${file}.${process.pid}`
  writeFileSync(next, contents)
  renameSync(next, file)
}

/** @param {BundleName} name */
function fileOf(name) {
  return join(root, 'dist', `${name}.mjs`)
}

/** @param {BundleName} name */
function stampOf(name) {
  return join(root, 'dist', `.${name}.json`)
}
