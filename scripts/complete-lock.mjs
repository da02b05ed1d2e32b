// npm drops an optional package from the lock when the registry it saw lacks it, and then `npm ci`
// refuses that lock everywhere. This names the missing platform packages again, so that one lock
// serves every machine. Run it after each change of dependencies.
import { readFileSync, writeFileSync } from 'node:fs'
import { root, runsAsScript } from './paths.mjs'

/**
 * @typedef {{ version?: string, resolved?: string, dev?: boolean, devOptional?: boolean,
 *   optional?: boolean, os?: string[], cpu?: string[], libc?: string[],
 *   optionalDependencies?: Record<string, string> }} LockEntry
 * @typedef {{ packages: Record<string, LockEntry> }} Lock
 */

/**
 * Adds an entry for every optional package that the lock names but does not hold, and removes
 * download addresses. Changes `lock` and returns one line per change; none means it was complete.
 * @param {Lock} lock
 * @returns {string[]}
 */
export function completeLock(lock) {
  const changes = []
  for (const [place, entry] of Object.entries(lock.packages)) {
    if (entry.resolved?.startsWith('http')) {
      delete entry.resolved
      changes.push(`${place}: download address removed`)
    }
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      if (isHeld(lock, place, name, version)) continue
      if (!/^\d/.test(version)) throw new Error(`${name}@${version} is missing from the lock.`)
      const free = !lock.packages[`node_modules/${name}`]
      const at = free ? `node_modules/${name}` : `${place}/node_modules/${name}`
      lock.packages[at] = { version, ...scope(entry), optional: true, ...platformOf(name) }
      changes.push(`${at}: added, wanted by ${place || 'the project'}`)
    }
  }
  lock.packages = Object.fromEntries(
    Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en')),
  )
  return changes
}

/**
 * Node's own search: the package's own node_modules, then each one above it.
 * @param {Lock} lock
 * @param {string} place
 * @param {string} name
 * @param {string} version exact, or a range that any entry is taken to meet
 */
function isHeld(lock, place, name, version) {
  for (let at = place; ; at = at.slice(0, Math.max(0, at.lastIndexOf('node_modules/') - 1))) {
    const entry = lock.packages[`${at ? `${at}/` : ''}node_modules/${name}`]
    if (entry) return entry.version === version || !/^\d/.test(version)
    if (!at) return false
  }
}

/** @param {LockEntry} entry */
function scope({ dev, devOptional }) {
  return { ...(dev && { dev }), ...(devOptional && { devOptional }) }
}

const systems = /\b(aix|android|darwin|freebsd|linux|netbsd|openbsd|openharmony|sunos|win32)\b/
const processors = /\b(arm64|arm|x64|ia32|loong64|mips64el|ppc64|riscv64|s390x|wasm32)\b/

/**
 * Every such package carries its platform in its name: `@next/swc-darwin-arm64`.
 * @param {string} name
 */
function platformOf(name) {
  const cpu = processors.exec(name)?.[1]
  if (!cpu) throw new Error(`${name} is missing from the lock, and its name tells no platform.`)
  const os = systems.exec(name)?.[1]
  const libc = os === 'linux' && (name.includes('musl') ? 'musl' : name.includes('gnu') && 'glibc')
  return { ...(os && { os: [os] }), cpu: [cpu], ...(libc && { libc: [libc] }) }
}

if (runsAsScript(import.meta.url)) {
  const file = `${root}package-lock.json`
  const lock = JSON.parse(readFileSync(file, 'utf8'))
  const changes = completeLock(lock)
  for (const change of changes) console.log(change)
  if (process.argv.includes('--check')) {
    if (changes.length) console.error('package-lock.json is incomplete: run `npm run lock`.')
    process.exitCode = changes.length ? 1 : 0
  } else {
    writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)
    console.log(changes.length ? 'package-lock.json completed.' : 'package-lock.json is complete.')
  }
}
