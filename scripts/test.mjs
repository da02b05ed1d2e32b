// `npm test`: everything, or the phases named as arguments. Its last line counts them all.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureInstall } from './ensure-install.mjs'
import { Failure, main } from './main.mjs'
import { took } from './say.mjs'
import { phases, tally } from './test-phases.mjs'

/** @typedef {import('./test-phases.mjs').Result} Result */

await main(async () => {
  const chosen = process.argv.slice(2)
  const unknown = chosen.filter((name) => !(name in phases))
  if (unknown.length) {
    throw new Failure(
      `No phase ${unknown.join(', ')}; there are ${Object.keys(phases).join(', ')}.`,
    )
  }
  const since = Date.now()
  const reports = mkdtempSync(join(tmpdir(), 'model-hub-test-'))
  process.on('exit', () => rmSync(reports, { recursive: true, force: true }))
  const results = await runAll(chosen.length ? chosen : Object.keys(phases), reports)
  const failed = results.flatMap((result) => result.failed)
  list(
    'Skipped',
    results.flatMap((result) => result.skipped),
  )
  list('Failed', failed)
  console.log(`\nTook ${took(since)}.\n${count(results)}`)
  process.exitCode = failed.length ? 1 : 0
})

/**
 * @param {string[]} names
 * @param {string} reports a folder for what the test runners write
 */
async function runAll(names, reports) {
  const installed = await runOne('install', () => tally('Packages install', ensureInstall))
  if (installed.failed.length) return [installed]

  /** @type {Record<string, Result>} */
  const results = {}
  for (const name of names) {
    results[name] = await runOne(name, () => phases[name](results, reports))
  }
  return Object.values(results)
}

/**
 * @param {string} name
 * @param {() => Promise<Result>} phase
 */
async function runOne(name, phase) {
  const since = Date.now()
  console.log(`\n== ${name} ==`)
  const result = await phase()
  console.log(`== ${name}: ${count([result])} in ${took(since)} ==`)
  return result
}

/** @param {Result[]} results */
function count(results) {
  const passed = results.reduce((sum, result) => sum + result.passed, 0)
  const failed = results.flatMap((result) => result.failed).length
  const skipped = results.flatMap((result) => result.skipped).length
  return `${passed} passed, ${failed} failed, ${skipped} skipped`
}

/**
 * @param {string} title
 * @param {string[]} names
 */
function list(title, names) {
  if (names.length) console.log(`\n${title}:\n${names.map((name) => `  ${name}`).join('\n')}`)
}
