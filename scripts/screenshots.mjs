// The pictures of the README, taken of a running demo: `npm run demo`, then `npm run screenshots`.
import { mkdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { launchChromium } from '../e2e/support/chromium.mjs'
import { Failure, main, readEnvironmentFile } from './main.mjs'
import { root } from './paths.mjs'
import { say } from './say.mjs'

/** @typedef {{ name: string, path: string, role: string, scheme: 'light' | 'dark', act?: (page: import('@playwright/test').Page) => Promise<unknown> }} Picture */

/**
 * Name of the picture → page, who looks at it, in which theme, and what is done there first.
 * @type {Picture[]}
 */
const pictures = [
  {
    name: 'inventory',
    path: '/acme/models?columns=newest,latest,metric.accuracy,owner,modified',
    role: 'approver',
    scheme: 'light',
    act: (page) => page.locator('summary', { hasText: 'Narrow down' }).click(),
  },
  {
    name: 'compare',
    path: '/acme/models/penguins/compare?v=4,5,6,7,8,9&base=4&diff=1',
    role: 'approver',
    scheme: 'light',
  },
  {
    name: 'scatter',
    path: '/acme/models/penguins/compare?v=1,2,3,4,5,6,7,8,9,10,11&x=metric.log_loss&y=metric.accuracy',
    role: 'approver',
    scheme: 'dark',
    act: (page) =>
      page
        .getByRole('heading', { name: 'Scatter' })
        .evaluate((heading) => heading.scrollIntoView()),
  },
  {
    name: 'bulk',
    path: '/acme/bulk?q=model:penguins+state:pending',
    role: 'approver',
    scheme: 'light',
    act: async (page) => {
      await page.getByRole('checkbox', { name: 'Approve penguins v5', exact: true }).check()
      await page.getByRole('radio', { name: 'Reject them' }).check()
    },
  },
  {
    name: 'palette',
    path: '/acme/models',
    role: 'contributor',
    scheme: 'dark',
    act: async (page) => {
      await page.keyboard.press('Control+k')
      await page.getByRole('combobox', { name: /^Find/ }).fill('penguins v')
      await page
        .getByRole('option', { name: /penguins v11/ })
        .first()
        .waitFor()
    },
  },
  { name: 'model', path: '/acme/models/penguins', role: 'approver', scheme: 'light' },
  { name: 'review', path: '/acme/models/penguins/versions/v5', role: 'approver', scheme: 'light' },
  { name: 'gate', path: '/acme/models/penguins/versions/v6', role: 'approver', scheme: 'light' },
  { name: 'policy', path: '/acme/models/penguins/policy', role: 'admin', scheme: 'light' },
  {
    name: 'experiment',
    path: '/acme/projects/penguins/experiments/1',
    role: 'contributor',
    scheme: 'light',
  },
  {
    name: 'compare-runs',
    path: '/acme/projects/penguins/runs/compare?run=18&run=20&run=22',
    role: 'contributor',
    scheme: 'dark',
    act: (page) =>
      page
        .getByRole('heading', { name: 'Parameters that differ' })
        .evaluate((heading) => heading.scrollIntoView()),
  },
  { name: 'run', path: '/acme/projects/penguins/runs/7', role: 'contributor', scheme: 'dark' },
  {
    name: 'deployment',
    path: '/acme/deployments/penguin-service',
    role: 'admin',
    scheme: 'light',
  },
  {
    name: 'results',
    path: '/acme/deployments/penguin-service/results',
    role: 'contributor',
    scheme: 'dark',
  },
  {
    name: 'history',
    path: `/acme/history?at=${new Date().toISOString()}`,
    role: 'auditor',
    scheme: 'light',
  },
  { name: 'inbox', path: '/acme/inbox', role: 'contributor', scheme: 'light' },
  { name: 'lineage', path: '/acme/models/penguins/lineage', role: 'approver', scheme: 'light' },
  {
    name: 'task',
    path: '/acme/projects/penguins/groups/2',
    role: 'contributor',
    scheme: 'light',
  },
  {
    name: 'activity',
    path: '/acme/activity',
    role: 'auditor',
    scheme: 'dark',
    act: async (page) => {
      await page.getByRole('button', { name: 'Verify' }).click()
      await page
        .getByText(/Verified up to event/)
        .first()
        .waitFor()
    },
  },
]

await main(async () => {
  readEnvironmentFile()
  const demo = readDemo(resolve(root, process.env.HUB_DATA_DIR || '.data'))
  const folder = join(root, 'docs/images')
  mkdirSync(folder, { recursive: true })
  const browser = await launchChromium()
  try {
    for (const { name, path, role, scheme, act } of pictures) {
      const context = await browser.newContext({
        baseURL: demo.url,
        viewport: { width: 1280, height: 800 },
        deviceScaleFactor: 1.5,
        colorScheme: scheme,
        locale: 'en-GB',
        timezoneId: 'UTC',
      })
      const page = await context.newPage()
      const user = demo.users.find((candidate) => candidate.role === role)
      if (!user) throw new Failure(`The demo has no ${role}.`)
      await page.goto('/sign-in')
      await page.getByLabel('E-mail').fill(user.email)
      await page.getByLabel('Password', { exact: true }).fill(user.password)
      await page.getByRole('button', { name: 'Sign in' }).click()
      await page.waitForURL('**/models**')
      await page.goto(path)
      await page.waitForLoadState('networkidle')
      await act?.(page)
      await page.waitForLoadState('networkidle')
      await page.screenshot({ path: join(folder, `${name}.png`) })
      say(`docs/images/${name}.png`)
      await context.close()
    }
  } finally {
    await browser.close()
  }
})

/**
 * @param {string} dataDir
 * @returns {{ url: string, users: { email: string, password: string, role: string }[] }}
 */
function readDemo(dataDir) {
  try {
    return JSON.parse(readFileSync(join(dataDir, 'demo.json'), 'utf8'))
  } catch {
    throw new Failure(`There is no demo in ${dataDir}. Start it with npm run demo.`)
  }
}
