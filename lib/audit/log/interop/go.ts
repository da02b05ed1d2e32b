import { execFile, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

// Debian's package puts the sources here, as a GOPATH.
const sources = '/usr/share/gocode'
const packages = ['golang-go', 'golang-golang-x-mod-dev']
const source = join(import.meta.dirname, 'check.go')
const cache = join(import.meta.dirname, '../../../../.cache')

/**
 * The reference implementation of the log, compiled: a program that checks a question on its standard input.
 * Null, with the reason told, where there is no Go with golang.org/x/mod and none may be installed.
 */
export async function goChecker(): Promise<((question: unknown) => string) | null> {
  try {
    const program = await compiled()
    if (!program)
      return skipped(`there is no Go with golang.org/x/mod (Debian: ${packages.join(', ')}).`)
    return (question) =>
      spawnSync(program, { input: JSON.stringify(question), encoding: 'utf8' }).stdout.trim()
  } catch (error) {
    return skipped((error as Error).message.split('\n').slice(0, 3).join(' '))
  }
}

/** Kept from one run to the next; compiling Go's library takes its time. */
async function compiled(): Promise<string | null> {
  const digest = createHash('sha256').update(readFileSync(source)).digest('hex')
  const folder = join(cache, `go-sumdb-${digest.slice(0, 12)}`)
  const program = join(folder, 'check')
  if (existsSync(program)) return program
  if (!hasGo() && !(await install())) return null
  const making = `${folder}.${process.pid}`
  try {
    mkdirSync(making, { recursive: true })
    copyFileSync(source, join(making, 'check.go'))
    const env = {
      ...process.env,
      GO111MODULE: 'off',
      GOPATH: sources,
      GOCACHE: join(making, 'made'),
    }
    const build = ['build', '-o', 'check', 'check.go']
    await promisify(execFile)('go', build, { cwd: making, env, timeout: 240_000 })
    rmSync(join(making, 'made'), { recursive: true })
    if (!existsSync(folder)) renameSync(making, folder)
    return program
  } finally {
    rmSync(making, { recursive: true, force: true })
  }
}

function hasGo(): boolean {
  if (!existsSync(join(sources, 'src/golang.org/x/mod/sumdb/tlog'))) return false
  return spawnSync('go', ['version']).status === 0
}

/** Where tests may bring clients along, and only root can. */
async function install(): Promise<boolean> {
  if (process.env.HUB_TEST_CLIENTS !== '1' || process.getuid?.() !== 0) return false
  await promisify(execFile)('apt-get', ['update'], { timeout: 120_000 })
  const words = ['install', '--yes', '--no-install-recommends', ...packages]
  await promisify(execFile)('apt-get', words, { timeout: 240_000 })
  return hasGo()
}

function skipped(why: string): null {
  console.warn(`The tests with Go's sumdb are skipped: ${why}`)
  return null
}
