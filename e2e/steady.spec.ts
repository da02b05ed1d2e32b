import { expect, listens, test } from './support/test'

// Each looks by itself, so that they are shared out among the workers.
test.describe.configure({ mode: 'parallel' })

/** The pages that people look at all day. */
const pages = [
  '/acme/models',
  '/acme/models?q=penguins',
  '/acme/versions?q=model:penguins',
  '/acme/models/penguins',
  '/acme/models/penguins/compare?v=4,5,6',
  '/acme/bulk?q=model:penguins',
  '/acme/models/penguins/versions',
  '/acme/models/penguins/versions/v5',
  '/acme/models/penguins/lineage',
  '/acme/projects/penguins/runs',
  '/acme/projects/penguins/runs/2',
  '/acme/projects/penguins/groups/2',
  '/acme/datasets/penguins',
  '/acme/reviews',
]

for (const path of pages) {
  test(`${path} does not move while it comes`, async ({ as }) => {
    const page = await as('approver')
    await page.addInitScript(noteShifts)
    await page.goto(path)
    await listens(page)
    await page.waitForLoadState('networkidle')
    const shifts = await page.evaluate(() => window.shifts)
    expect(shifts.reduce((sum, { by }) => sum + by, 0)).toBeLessThan(0.05)
  })
}

test('notices what moves', async ({ as }) => {
  const page = await as('approver')
  await page.addInitScript(noteShifts)
  await page.goto('/acme/models')
  await listens(page)
  await page.evaluate(() => {
    const tall = document.createElement('div')
    tall.style.height = '300px'
    document.querySelector('main')?.prepend(tall)
  })
  await expect
    .poll(() => page.evaluate(() => window.shifts.reduce((sum, { by }) => sum + by, 0)))
    .toBeGreaterThan(0.05)
})

test('says where it has come to, to who hears it', async ({ as }) => {
  const page = await as('contributor')
  await page.goto('/acme/models')
  await listens(page)
  await page.getByRole('navigation').getByRole('link', { name: 'Datasets' }).click()
  await page.waitForURL('**/acme/datasets')
  const announcer = page.locator('next-route-announcer').getByRole('alert')
  await expect(announcer).toHaveText(/Datasets/)
})

test('moves nothing for who asks for no motion', async ({ as }) => {
  const page = await as('contributor', { reducedMotion: 'reduce' })
  for (const path of ['/acme/models', '/acme/models/penguins/lineage']) {
    await page.goto(path)
    await listens(page)
    const moving = await page.evaluate(() =>
      [...document.querySelectorAll('*')]
        .filter((element) => {
          const { transitionDuration, animationName } = getComputedStyle(element)
          const moves = transitionDuration.split(', ').some((time) => time !== '0s')
          return moves || animationName !== 'none'
        })
        .map((element) => element.outerHTML.slice(0, 120)),
    )
    expect(moving).toEqual([])
  }
})

test('tells states apart without colours of its own', async ({ as }) => {
  const page = await as('approver', { forcedColors: 'active' })
  await page.goto('/acme/models/penguins/versions')
  const badge = (word: string) =>
    page.getByRole('cell', { name: word }).locator('span', { hasText: word }).last()
  const shapes = new Set<string>()
  for (const word of ['Approved', 'Pending', 'Rejected']) {
    await expect(badge(word).first()).toBeVisible()
    const shape = await badge(word).first().locator('svg').innerHTML()
    shapes.add(shape)
  }
  expect(shapes.size).toBe(3)
})

declare global {
  interface Window {
    shifts: { by: number; what: string[] }[]
  }
}

/** Runs in the page before anything of it. What moves right after a press or a click is no surprise. */
function noteShifts() {
  window.shifts = []
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as (PerformanceEntry & {
      value: number
      hadRecentInput: boolean
      sources: { node: Node | null }[]
    })[])
      if (!entry.hadRecentInput)
        window.shifts.push({
          by: entry.value,
          what: entry.sources.map(({ node }) => (node instanceof Element ? node.outerHTML : '')),
        })
  }).observe({ type: 'layout-shift', buffered: true })
}
