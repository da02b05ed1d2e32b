import { createHash } from 'node:crypto'
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { withLock } from './lock.mjs'
import { Failure, main } from './main.mjs'
import { root, runsAsScript } from './paths.mjs'
import { run } from './run.mjs'
import { say, took } from './say.mjs'

const modules = join(root, 'node_modules')
const stamp = join(modules, '.hub-install')

/** Makes node_modules what package-lock.json says, if it is not. Throws when npm fails. */
export async function ensureInstall() {
  if (isInstalled()) return
  await withLock('install', 'Another command is installing the packages; waiting for it.', install)
}

/** @param {(pid: number) => void} coverChild */
async function install(coverChild) {
  if (isInstalled()) return
  if (!matchesLock()) {
    const since = Date.now()
    say('Installing the packages (npm ci) …')
    // Tests and the build need the development packages whatever NODE_ENV says.
    const args = ['ci', '--include=dev', '--no-fund', '--no-audit', '--loglevel=error']
    const { code, output } = await run(npmFile(), args, { quiet: true, onStart: coverChild })
    if (code !== 0) throw new Failure(`npm ci failed with code ${code}.\n${output.trim()}`)
    say(`Packages installed in ${took(since)}.`)
  }
  linkHub()
  writeFileSync(stamp, wanted())
}

function isInstalled() {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted()
}

/** What the lock asks for on this machine: a copied node_modules of another system is none. */
function wanted() {
  const lock = createHash('sha256').update(readFileSync(join(root, 'package-lock.json')))
  return `${lock.digest('hex')} ${process.platform}-${process.arch}\n`
}

/** Someone ran npm themselves: npm's own record says what it installed. */
function matchesLock() {
  const record = join(modules, '.package-lock.json')
  if (!existsSync(record)) return false
  const have = JSON.parse(readFileSync(record, 'utf8')).packages
  const want = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages
  return Object.entries(want).every(
    ([place, entry]) => place === '' || entry.optional || have[place]?.version === entry.version,
  )
}

/** npm links no package's own commands in its own clone, and `npx hub` would look elsewhere. */
function linkHub() {
  const link = join(modules, '.bin', 'hub')
  mkdirSync(dirname(link), { recursive: true })
  if (process.platform === 'win32') {
    writeFileSync(`${link}.cmd`, '@node "%~dp0\\..\\..\\bin\\hub.mjs" %*\r\n')
  } else if (!lstatSync(link, { throwIfNoEntry: false })) {
    symlinkSync('../../bin/hub.mjs', link)
  }
}

/** npm's own JavaScript file: started by node itself, it gets our signals without a shell between. */
function npmFile() {
  const beside = dirname(process.execPath)
  const npm = 'node_modules/npm/bin/npm-cli.js'
  const onPath = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'npm'))
  const found = [
    process.env.npm_execpath,
    join(beside, '../lib', npm),
    join(beside, npm),
    ...onPath,
  ]
    .filter((place) => place !== undefined && existsSync(place))
    .map((place) => realpathSync(/** @type {string} */ (place)))
    .find((place) => place.endsWith('npm-cli.js'))
  if (!found) throw new Failure('npm was not found. Install it beside node and try again.')
  return found
}

if (runsAsScript(import.meta.url)) await main(ensureInstall)
