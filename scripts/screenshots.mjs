// The pictures of the README, taken of a running demo: `npm run demo`, then `npm run screenshots`.
import { mkdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { launchChromium } from '../e2e/support/chromium.mjs'
import { Failure, main, readEnvironmentFile } from './main.mjs'
import { root } from './paths.mjs'
import { say } from './say.mjs'

/** Name of the picture → page, who looks at it, and in which theme. */
const pictures = [
  { name: 'inventory', path: '/acme/models', role: 'approver', scheme: 'light' },
  { name: 'model', path: '/acme/models/penguins', role: 'approver', scheme: 'light' },
  { name: 'review', path: '/acme/models/penguins/versions/v5', role: 'approver', scheme: 'light' },
  { name: 'run', path: '/acme/projects/penguins/runs/7', role: 'contributor', scheme: 'dark' },
  { name: 'lineage', path: '/acme/models/penguins/lineage', role: 'approver', scheme: 'light' },
  {
    name: 'task',
    path: '/acme/projects/penguins/groups/2',
    role: 'contributor',
    scheme: 'light',
  },
  { name: 'activity', path: '/acme/activity', role: 'auditor', scheme: 'dark' },
]

await main(async () => {
  readEnvironmentFile()
  const demo = readDemo(resolve(root, process.env.HUB_DATA_DIR || '.data'))
  const folder = join(root, 'docs/images')
  mkdirSync(folder, { recursive: true })
  const browser = await launchChromium()
  try {
    for (const { name, path, role, scheme } of pictures) {
      const context = await browser.newContext({
        baseURL: demo.url,
        viewport: { width: 1280, height: 800 },
        deviceScaleFactor: 1.5,
        colorScheme: /** @type {'light' | 'dark'} */ (scheme),
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
