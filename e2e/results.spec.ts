import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { readPenguins } from '../examples/penguins/lib/penguins.js'
import { root } from '../scripts/paths.mjs'
import { violations } from './support/accessible'
import { overflow } from './support/fits'
import { api, expect, test, user } from './support/test'

let made = 0

/** Two approved versions of the penguins, 90 and 10, under a name of this test alone. */
async function deployed(): Promise<string> {
  const name = `species-${process.pid}-${++made}`
  await api('admin', 'POST', '/deployments', { name, project: 'penguins', target: 'staging' })
  await api('admin', 'POST', `/deployments/${name}/revisions`, {
    note: 'A tenth for v4',
    variants: [
      { model: 'model://penguins/v4', weight: 10 },
      { model: 'model://penguins/v3', weight: 90 },
    ],
  })
  return name
}

/** The example server, asking for a deployment. */
async function served(deployment: string): Promise<{ url: string; stop(): void }> {
  const child = spawn(process.execPath, ['serve.js'], {
    cwd: join(root, 'examples/penguins'),
    env: {
      ...process.env,
      HUB_URL: process.env.HUB_E2E_URL,
      HUB_TOKEN: user('contributor').token,
      DEPLOYMENT: deployment,
      PORT: '0',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  for await (const line of createInterface({ input: child.stdout })) {
    const [url] = /http:\S+/.exec(line) ?? []
    if (url) return { url, stop: () => child.kill() }
  }
  throw new Error('The example server ended.')
}

test('the example server serves both versions, and the results tell of each what came of it', async ({
  as,
}) => {
  test.setTimeout(120_000)
  const deployment = await deployed()
  const { url, stop } = await served(deployment)
  const versions = new Set<string>()
  const penguins = readPenguins().penguins.filter(({ sex }) => sex !== '')
  try {
    for (const { row, ...penguin } of penguins) {
      const body = JSON.stringify({ key: `customer-${row}`, ...penguin })
      const answer = await fetch(url, { method: 'POST', body })
      versions.add(((await answer.json()) as { version: string }).version)
    }
    await expect
      .poll(() => seen(deployment), { timeout: 30_000 })
      .toEqual({ count: penguins.length, assigned: penguins.length })
  } finally {
    stop()
  }
  expect([...versions].sort()).toEqual(['model://penguins/v3', 'model://penguins/v4'])

  const page = await as('auditor')
  await page.goto(`/acme/deployments/${deployment}/results`)
  const outcomes = page.getByRole('region', { name: 'accuracy by variant' })
  await expect(outcomes.getByRole('row')).toHaveCount(3)
  await expect(outcomes.getByRole('row', { name: /^v3/ })).toContainText('compared with it')
  await expect(outcomes.getByRole('row', { name: /^v4/ })).toContainText(
    /v4 is (better|worse)|not yet clear/,
  )
  await expect(page.getByRole('figure')).toContainText('accuracy')
  const given = page.getByRole('region', { name: 'Given out' })
  await expect(given.getByRole('row', { name: /v4/ })).toContainText('10 %')
  await expect(given.getByRole('row', { name: /v3/ })).toContainText('90 %')
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    expect(await violations(page)).toEqual([])
  }
  await page.setViewportSize({ width: 320, height: 800 })
  expect(await overflow(page)).toBeLessThanOrEqual(0)

  const plain = await as('auditor', { javaScriptEnabled: false })
  await plain.goto(`/acme/deployments/${deployment}/results`)
  await plain.getByText('Values over time').click()
  const rows = plain.getByRole('region', { name: 'accuracy over time' }).getByRole('row')
  await expect(rows.filter({ hasText: 'v4' }).first()).toBeVisible()
})

test('results that nobody reported yet say how to report', async ({ as }) => {
  const deployment = await deployed()
  const page = await as('contributor')
  await page.goto(`/acme/deployments/${deployment}/results`)
  await expect(page.getByText('Nobody reported yet')).toBeVisible()
  await expect(page.getByText(`/deployments/${deployment}/observations`)).toBeVisible()
  expect(await violations(page)).toEqual([])
  const reader = await as('auditor')
  await reader.goto(`/acme/deployments/${deployment}/results`)
  await expect(reader.getByText('You yourself may not report')).toBeVisible()
})

test('a revision is taken to KServe from its page', async ({ as }) => {
  const deployment = await deployed()
  const page = await as('auditor')
  await page.goto(`/acme/deployments/${deployment}/revisions/1`)
  await page.getByText('Copy as KServe').click()
  await expect(page.getByText('kind: InferenceService')).toBeVisible()
})

/** How many values the hub has, and how often it gave a version out. */
async function seen(deployment: string) {
  const { variants } = await api<{ variants: { count: number; assigned: number }[] }>(
    'auditor',
    'GET',
    `/deployments/${deployment}/results?metric=accuracy`,
  )
  const total = (of: 'count' | 'assigned') => variants.reduce((sum, one) => sum + one[of], 0)
  return { count: total('count'), assigned: total('assigned') }
}
