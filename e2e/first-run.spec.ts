import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../scripts/paths.mjs'
import { startHub } from './support/hub.mjs'
import { expect, test } from './support/test'

test('the first visit makes the organization and its admin, who is let in', async ({ browser }) => {
  test.setTimeout(90_000)
  mkdirSync(join(root, '.cache'), { recursive: true })
  const hub = await startHub({ log: join(root, '.cache', 'e2e-first-run.log') })
  try {
    const page = await browser.newPage({ baseURL: hub.url })
    await page.goto('/')
    await page.getByLabel('Organization', { exact: false }).first().fill('Lone Lab')
    await page.getByLabel('Your name').fill('Solo Sam')
    await page.getByLabel('E-mail').fill('sam@lone.example')
    await page.getByLabel('Password', { exact: true }).fill('correct horse battery')
    await page.getByRole('button', { name: /create|set up|start/i }).click()
    await page.waitForURL('**/models')
    await expect(page.getByRole('main')).toContainText('Models appear here')

    // The door is closed behind them.
    const other = await browser.newPage({ baseURL: hub.url })
    await other.goto('/')
    await expect(other.getByRole('button', { name: 'Sign in' })).toBeVisible()
    await other.close()
    await page.close()
  } finally {
    await hub.stop()
  }
})
