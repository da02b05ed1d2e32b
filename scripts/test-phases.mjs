import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { withoutHubSettings } from '../e2e/support/hub.mjs'
import { ensureBuild, withBuildLock } from './ensure-build.mjs'
import { Failure } from './main.mjs'
import { root } from './paths.mjs'
import { run } from './run.mjs'
import { ensureProxies } from './test-proxies.mjs'

/**
 * @typedef {{ passed: number, failed: string[], skipped: string[] }} Result names of tests
 * @typedef {(before: Record<string, Result>, reports: string) => Promise<Result>} Phase
 */

/**
 * In their order; each gets the results of those before it.
 * @type {Record<string, Phase>}
 */
export const phases = {
  types: () => tally('Types', () => withBuildLock(checkTypes)),
  lint: () => tally('Lint and format', lint),
  unit: (_, reports) => vitest('unit', reports),
  integration: async (_, reports) =>
    merge([await vitest('integration', reports), await vitest('alone', reports)]),
  build: () => tally('Production build', ensureBuild),
  deployed: async (before, reports) => {
    if (before.build?.failed.length) return withoutBuild('Tests of the built hub')
    ensureProxies()
    return vitest('deployed', reports)
  },
  faults: async (before, reports) =>
    before.build?.failed.length ? withoutBuild('Fault suite') : vitest('faults', reports),
  topologies: async (before, reports) =>
    before.build?.failed.length
      ? withoutBuild('Tests of several processes')
      : merge([
          await vitest('integration', reports, { topology: 'processes', files: acrossProcesses }),
          await vitest('integration', reports, { topology: 'replicas', files: acrossProcesses }),
        ]),
  browser: async (before, reports) =>
    before.build?.failed.length ? withoutBuild('Browser tests') : playwright(reports),
}

// Repeated requests, transfers, counts of uses, four eyes, and the CLI with all of its requests.
const acrossProcesses = [
  'server/api/decisions.db.test.ts',
  'server/api/files.db.test.ts',
  'server/api/idempotency.db.test.ts',
  'server/api/uses.db.test.ts',
  'cli/run.db.test.ts',
]

/**
 * @param {string} what
 * @returns {Result}
 */
function withoutBuild(what) {
  return { passed: 0, failed: [], skipped: [`${what}: there is no build to run on`] }
}

/**
 * A phase that counts as one test.
 * @param {string} name
 * @param {() => Promise<void>} work
 * @returns {Promise<Result>}
 */
export async function tally(name, work) {
  try {
    await work()
    return { passed: 1, failed: [], skipped: [] }
  } catch (error) {
    console.log(error instanceof Failure ? error.message : error)
    return { passed: 0, failed: [name], skipped: [] }
  }
}

// Under the build's lock, since both write the routes' types that Next generates.
async function checkTypes() {
  await succeed('node_modules/next/dist/bin/next', ['typegen'])
  await succeed('node_modules/typescript/bin/tsc', ['--noEmit'])
}

async function lint() {
  await succeed('node_modules/@biomejs/biome/bin/biome', ['check', '--error-on-warnings'])
}

/**
 * @param {string} project
 * @param {string} reports
 * @param {{ topology?: string, files?: string[] }} [options] what HTTP tests run against, and which run
 */
async function vitest(project, reports, { topology = 'one', files = [] } = {}) {
  const file = join(reports, `${project}-${topology}.json`)
  const reporting = ['--reporter=default', '--reporter=json', `--outputFile=${file}`]
  const { code } = await run(
    'node_modules/vitest/vitest.mjs',
    ['run', '--project', project, ...reporting, ...files],
    { env: { ...environment(), HUB_TEST_TOPOLOGY: topology } },
  )
  const { testResults = [] } = await read(file)
  const result = empty()
  for (const { name, status, assertionResults } of testResults) {
    const place = topology === 'one' ? '' : `${topology}: `
    const path = `${place}${relative(root, name)}`
    const failedBefore = result.failed.length
    for (const test of assertionResults) add(result, test.status, `${path}: ${test.fullName}`)
    // It could not be loaded, or what it does before its tests failed.
    if (status === 'failed' && result.failed.length === failedBefore) result.failed.push(path)
  }
  return settle(result, code, `vitest, ${project}`)
}

/**
 * Playwright ends its browsers and our server on SIGINT, and on no other signal.
 * @param {string} reports
 */
async function playwright(reports) {
  const report = join(reports, 'browser.json')
  const { code } = await run(
    'node_modules/@playwright/test/cli.js',
    ['test', '--reporter=list,json'],
    { env: { ...environment(), PLAYWRIGHT_JSON_OUTPUT_FILE: report }, stopSignal: 'SIGINT' },
  )
  const { suites = [] } = await read(report)
  const result = empty()
  for (const { file, title, tests } of suites.flatMap(specsOf)) {
    for (const { status } of tests) add(result, status, `e2e/${file}: ${title}`)
  }
  return settle(result, code, 'Playwright')
}

/**
 * @typedef {{ file: string, title: string, tests: { status: string }[] }} Spec
 * @typedef {{ specs: Spec[], suites?: Suite[] }} Suite
 * @param {Suite} suite
 * @returns {Spec[]}
 */
function specsOf({ specs, suites = [] }) {
  return [...specs, ...suites.flatMap(specsOf)]
}

/**
 * @param {Result} result
 * @param {string} status in the words of either runner
 * @param {string} name
 */
function add(result, status, name) {
  if (status === 'passed' || status === 'expected') result.passed += 1
  else if (['failed', 'unexpected', 'flaky'].includes(status)) result.failed.push(name)
  else result.skipped.push(name)
}

/**
 * A runner that fails without naming a test has failed all the same.
 * @param {Result} result
 * @param {number} code
 * @param {string} runner
 */
function settle(result, code, runner) {
  if (code !== 0 && !result.failed.length) result.failed.push(`${runner} ended with code ${code}`)
  return result
}

/**
 * @param {Result[]} results
 * @returns {Result}
 */
function merge(results) {
  return {
    passed: results.reduce((sum, { passed }) => sum + passed, 0),
    failed: results.flatMap(({ failed }) => failed),
    skipped: results.flatMap(({ skipped }) => skipped),
  }
}

/** @returns {Result} */
function empty() {
  return { passed: 0, failed: [], skipped: [] }
}

/** @param {string} file */
async function read(file) {
  return existsSync(file) ? JSON.parse(await readFile(file, 'utf8')) : {}
}

/**
 * @param {string} file
 * @param {string[]} args
 */
async function succeed(file, args) {
  const { code } = await run(file, args, { env: environment() })
  if (code !== 0) throw new Failure(`It ended with code ${code}.`)
}

/** Tests never see the hub or the database that the caller's environment may name. */
function environment() {
  return { ...withoutHubSettings(process.env), NEXT_TELEMETRY_DISABLED: '1' }
}
