import { spawnSync } from 'node:child_process'
import { say } from './say.mjs'

const patienceMs = 120_000

/**
 * Installs the proxies that tests try the snippets of docs/deploy with, where the tests may do so: as root
 * of a machine that is there for them (HUB_TEST_CLIENTS=1). The tests are skipped, with the reason, where
 * they stay absent.
 */
export function ensureProxies() {
  const absent = Object.entries({ nginx: 'nginx-light', caddy: 'caddy', openssl: 'openssl' })
    .filter(([program]) => !answers(program, program === 'nginx' ? '-v' : 'version'))
    .map(([, name]) => name)
  const may = process.env.HUB_TEST_CLIENTS === '1' && process.getuid?.() === 0
  if (!absent.length || !may || !answers('apt-get', '--version')) return
  say(`Installing ${absent.join(', ')} for the tests …`)
  const install = ['install', '-y', '--no-install-recommends', ...absent]
  const done = apt(['update']) && apt(install)
  if (!done) say(`${absent.join(', ')} could not be installed; their tests are skipped.`)
}

/** @param {string[]} args */
function apt(args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  return spawnSync('apt-get', args, { env, stdio: 'ignore', timeout: patienceMs }).status === 0
}

/**
 * @param {string} program
 * @param {string} question
 */
function answers(program, question) {
  return spawnSync(program, [question], { stdio: 'ignore' }).status === 0
}
