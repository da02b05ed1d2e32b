import { execFile, execFileSync, spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

// Debian's package puts the sources here, as a GOPATH.
const sources = '/usr/share/gocode'
const packages = ['golang-go', 'golang-golang-x-mod-dev']

/**
 * The reference implementation of the log, compiled: a program that checks a question on its standard input.
 * Null, with the reason told, where there is no Go with golang.org/x/mod and none may be installed.
 */
export async function goChecker(): Promise<((question: unknown) => string) | null> {
  try {
    if (!hasGo() && !(await install()))
      return skipped(`there is no Go with golang.org/x/mod (Debian: ${packages.join(', ')}).`)
    const folder = mkdtempSync(join(tmpdir(), 'hub-go-'))
    copyFileSync(join(import.meta.dirname, 'check.go'), join(folder, 'check.go'))
    const env = {
      ...process.env,
      GO111MODULE: 'off',
      GOPATH: sources,
      GOCACHE: join(folder, 'cache'),
    }
    const program = join(folder, 'check')
    await promisify(execFile)('go', ['build', '-o', program, 'check.go'], { cwd: folder, env })
    return (question) =>
      spawnSync(program, { input: JSON.stringify(question), encoding: 'utf8' }).stdout.trim()
  } catch (error) {
    return skipped((error as Error).message.split('\n').slice(0, 3).join(' '))
  }
}

function hasGo(): boolean {
  if (!existsSync(join(sources, 'src/golang.org/x/mod/sumdb/tlog'))) return false
  return spawnSync('go', ['version']).status === 0
}

/** Where tests may bring clients along, and only root can. */
async function install(): Promise<boolean> {
  if (process.env.HUB_TEST_CLIENTS !== '1' || process.getuid?.() !== 0) return false
  execFileSync('apt-get', ['update'], { stdio: 'pipe', timeout: 120_000 })
  const words = ['install', '--yes', '--no-install-recommends', ...packages]
  await promisify(execFile)('apt-get', words, { timeout: 240_000 })
  return hasGo()
}

function skipped(why: string): null {
  console.warn(`The tests with Go's sumdb are skipped: ${why}`)
  return null
}
