import { execFile, execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

const cache = join(import.meta.dirname, '../../.cache')

/**
 * A Python that has these packages, for tests with the real clients; null, with the reason told, where the
 * tests may not install anything or cannot.
 */
export async function pythonWith(...packages: string[]): Promise<string | null> {
  const folder = join(cache, `python-${packages.join('-').replace(/[^\w.-]+/g, '-')}`)
  const python = join(folder, 'bin/python')
  if (existsSync(python)) return python
  const skipped = (why: string) => {
    console.warn(`Tests with ${packages.join(', ')} are skipped: ${why}`)
    return null
  }
  if (process.env.HUB_TEST_CLIENTS !== '1') return skipped('HUB_TEST_CLIENTS is not 1.')
  // Whole or not at all; a moved environment works, called by its python.
  const making = `${folder}.${process.pid}`
  try {
    mkdirSync(cache, { recursive: true })
    execFileSync('python3', ['-m', 'venv', making], { stdio: 'pipe', timeout: 120_000 })
    const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages]
    await promisify(execFile)(join(making, 'bin/python'), install, { timeout: 240_000 })
    if (!existsSync(folder)) renameSync(making, folder)
    return python
  } catch (error) {
    return skipped((error as Error).message.split('\n').slice(0, 3).join(' '))
  } finally {
    rmSync(making, { recursive: true, force: true })
  }
}
