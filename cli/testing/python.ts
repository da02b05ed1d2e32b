import { execFile, execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { withLock } from '../../scripts/lock.mjs'

const cache = join(import.meta.dirname, '../../.cache')

/**
 * A Python that has these packages, for tests with the real clients; null, with the reason told, where the
 * tests may not install anything or cannot.
 */
export async function pythonWith(...packages: string[]): Promise<string | null> {
  const folder = join(cache, `python-${packages.join('-').replace(/[^\w.-]+/g, '-')}`)
  const python = join(folder, 'bin/python')
  if (existsSync(python)) return python
  const skipped = (why: unknown) => {
    const said = String(why instanceof Error ? why.message : why)
    const lines = said.split('\n').slice(0, 3).join(' ')
    console.warn(`Tests with ${packages.join(', ')} are skipped: ${lines}`)
    return null
  }
  if (process.env.HUB_TEST_CLIENTS !== '1') return skipped('HUB_TEST_CLIENTS is not 1.')
  // Several files of tests ask for the same one at once.
  return withLock(basename(folder), `Waiting for a Python with ${packages.join(', ')} …`, () =>
    existsSync(python) ? Promise.resolve(python) : install(folder, packages).catch(skipped),
  )
}

/** Makes an environment in a folder, whole or not at all. Throws, with what was printed, where that cannot be. */
async function install(folder: string, packages: string[]): Promise<string> {
  // A moved environment works, called by its python.
  const making = `${folder}.${process.pid}`
  try {
    mkdirSync(cache, { recursive: true })
    execFileSync('python3', ['-m', 'venv', making], { stdio: 'pipe', timeout: 120_000 })
    const args = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages]
    await promisify(execFile)(join(making, 'bin/python'), args, { timeout: 600_000 })
    renameSync(making, folder)
    return join(folder, 'bin/python')
  } finally {
    rmSync(making, { recursive: true, force: true })
  }
}
