import { scriptsOf, weigh } from '../bench/scripts'
import { expect, listens, type Page, test } from './support/test'

/** What a list may send of compressed script, in bytes. */
const most = 155_000

const lists = [
  '/acme/models',
  '/acme/versions',
  '/acme/projects/penguins',
  '/acme/models/penguins/versions',
  '/acme/runs',
  '/acme/projects/penguins/runs',
  '/acme/projects/penguins/experiments',
  '/acme/reviews',
  '/acme/datasets',
  '/acme/history',
  '/acme/models/penguins/aliases',
  '/acme/models/penguins/aliases/production',
  '/acme/models/penguins/history',
]

/** Words that are in the script of one thing alone, and where that thing is used. */
const onDemand = {
  palette: 'Find or do… ',
  keys: 'leave it out again',
  suggestions: '-suggestions',
  chart: 'visx',
  graph: 'react-flow',
}

test.describe.configure({ mode: 'parallel' })

for (const path of lists) {
  test(`${path} sends little script, and nothing that is not used there`, async ({ as }) => {
    const page = await as('approver')
    const loaded = scriptsLoaded(page)
    const answer = await page.goto(path)
    expect(answer?.status()).toBe(200)
    await listens(page)
    await page.waitForLoadState('networkidle')
    const named = scriptsOf((await answer?.text()) ?? '', page.url())
    const sent = await weigh(named)
    const bytes = sent.reduce((sum, script) => sum + script.bytes, 0)
    expect(bytes).toBeGreaterThan(100_000)
    expect(bytes).toBeLessThan(most)
    // Else what the browser fetches by itself would not be counted.
    expect([...loaded.keys()].filter((url) => !named.includes(url))).toEqual([])
    const texts = await Promise.all([...loaded.values()].map((text) => text))
    for (const [what, words] of Object.entries(onDemand))
      expect({ what, isThere: texts.some((text) => new RegExp(words).test(text)) }).toEqual({
        what,
        isThere: false,
      })
  })
}

test('loads the palette, the keys, suggestions, charts and the graph where they are used', async ({
  as,
}) => {
  const page = await as('approver')
  const loaded = scriptsLoaded(page)
  const has = async (what: keyof typeof onDemand) => {
    const texts = await Promise.all([...loaded.values()])
    return texts.some((text) => new RegExp(onDemand[what]).test(text))
  }
  await page.goto('/acme/models')
  await listens(page)
  await page.keyboard.press('Control+k')
  await expect.poll(() => has('palette')).toBe(true)
  await expect(page.getByRole('dialog', { name: 'Find or do' })).toBeVisible()
  await page.keyboard.press('Escape')
  await page.keyboard.press('?')
  await expect.poll(() => has('keys')).toBe(true)
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible()
  await page.keyboard.press('Escape')
  await page.keyboard.press('/')
  await page.keyboard.type('st')
  await expect.poll(() => has('suggestions')).toBe(true)
  await page.goto('/acme/models/penguins/lineage')
  await expect.poll(() => has('graph')).toBe(true)
  await page.goto('/acme/projects/penguins/runs/2')
  await expect.poll(() => has('chart')).toBe(true)
})

/** The text of every script that a page loads, by its address. */
function scriptsLoaded(page: Page): Map<string, Promise<string>> {
  const loaded = new Map<string, Promise<string>>()
  page.on('response', (response) => {
    if (response.request().resourceType() === 'script')
      loaded.set(
        response.url(),
        response.text().catch(() => ''),
      )
  })
  return loaded
}
