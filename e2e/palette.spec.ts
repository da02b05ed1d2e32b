import { violations } from './support/accessible'
import { expect, listens, madeModel, type Page, test } from './support/test'

const palette = (page: Page) => page.getByRole('dialog', { name: 'Find or do' })
const field = (page: Page) => page.getByRole('combobox', { name: /^Find/ })
const option = (page: Page, name: string | RegExp) => palette(page).getByRole('option', { name })

/** Holds the scripts that the page asks for from now on, until what it resolves to is called; then they may be lost. */
async function holdScripts(page: Page, lost?: 'lost'): Promise<() => void> {
  const held = new AbortController()
  const arrived = new Promise((resolve) => held.signal.addEventListener('abort', resolve))
  await page.route('**/_next/static/**', async (route) => {
    await arrived
    await (lost ? route.abort() : route.continue())
  })
  return () => held.abort()
}

test('leads by keyboard to a version, to a page and to what can be done', async ({ as }) => {
  const model = await madeModel('palette', [{ accuracy: 0.5 }, { accuracy: 0.6 }])
  const page = await as('approver')
  await page.goto('/acme/models')
  await listens(page)
  await page.keyboard.press('Control+k')
  await expect(field(page)).toBeFocused()
  await page.keyboard.type(`${model} v2`)
  await expect(option(page, new RegExp(`${model} v2`))).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('Enter')
  await page.waitForURL(`**/acme/models/${model}/versions/v2`)

  await page.keyboard.press('Control+k')
  await page.keyboard.type('revi')
  await page.keyboard.press('Enter')
  await page.waitForURL('**/acme/reviews')

  await page.keyboard.press('Control+k')
  await page.keyboard.type('theme dark')
  await page.keyboard.press('Enter')
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
})

test('finds what is misspelled, and says so where there is nothing', async ({ as }) => {
  const page = await as('contributor')
  await page.goto('/acme/models')
  await listens(page)
  await page.getByRole('link', { name: 'Find…' }).click()
  await field(page).fill('pengins')
  await expect(option(page, /Palmer penguins/)).toBeVisible()
  await field(page).fill('zzzzzz')
  await expect(palette(page)).toContainText('Nothing is called “zzzzzz”')
  await expect(option(page, /./)).toHaveCount(0)
})

test('keeps what is typed while it comes', async ({ as }) => {
  const page = await as('approver')
  await page.goto('/acme/models/fuel-economy/versions/v3')
  await listens(page)
  await page.getByLabel('Note').first().focus()
  const arrive = await holdScripts(page)
  await page.keyboard.press('Control+k')
  await page.keyboard.type('rex')
  await page.keyboard.press('Backspace')
  await page.keyboard.press('Control+k')
  await page.keyboard.type('v')
  await expect(page.getByRole('textbox', { name: /^Find/ })).toHaveValue('rev')
  arrive()
  await expect(field(page)).toHaveValue('rev')
  await expect(field(page)).toBeFocused()
  await page.keyboard.type('i')
  await expect(field(page)).toHaveValue('revi')
  await expect(page.getByRole('radio', { name: 'Reject', exact: true })).not.toBeChecked()
  await page.keyboard.press('Enter')
  await page.waitForURL('**/acme/reviews')
})

test('gives way to its page where it cannot come', async ({ as }) => {
  const page = await as('contributor')
  await page.goto('/acme/models')
  await listens(page)
  const arrive = await holdScripts(page, 'lost')
  await page.keyboard.press('Control+k')
  await page.keyboard.type('penguins')
  arrive()
  await page.waitForURL('**/acme/find?q=penguins')
})

test('does not come any more after Escape', async ({ as }) => {
  const page = await as('approver')
  await page.goto('/acme/models')
  await listens(page)
  const arrive = await holdScripts(page)
  await page.keyboard.press('Control+k')
  await expect(palette(page)).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(palette(page)).toBeHidden()
  await page.keyboard.press('?')
  arrive()
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
})

test('gives the keys back at once when it is closed', async ({ as }) => {
  const page = await as('contributor')
  await page.goto('/acme/models')
  await listens(page)
  for (let times = 0; times < 20; times++) {
    await page.keyboard.press('Control+k')
    await expect(palette(page)).toBeVisible()
    // Without a moment between closing one and asking for the next.
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+k')
    await expect(palette(page)).toBeVisible()
    await page.keyboard.press('Escape')
    await page.keyboard.press('?')
    await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible()
    await page.keyboard.press('Escape')
  }
})

test('moves by arrows, is read by its groups, and gives the focus back', async ({ as }) => {
  const page = await as('contributor')
  await page.goto('/acme/models')
  await listens(page)
  const opener = page.getByRole('link', { name: 'Find…' })
  await opener.focus()
  await page.keyboard.press('Enter')
  await expect(palette(page).getByRole('group', { name: 'Go to' })).toBeVisible()
  await expect(palette(page).getByRole('group', { name: 'Changed last' })).toBeVisible()
  const options = palette(page).getByRole('option')
  await expect(options.nth(0)).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('ArrowDown')
  await expect(options.nth(1)).toHaveAttribute('aria-selected', 'true')
  const active = await field(page).getAttribute('aria-activedescendant')
  expect(active).toBe(await options.nth(1).getAttribute('id'))
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('ArrowUp')
  await expect(options.last()).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('Escape')
  await expect(palette(page)).toBeHidden()
  await expect(opener).toBeFocused()
})

test('has no accessibility violation in either theme, and fits 320 px', async ({ as }) => {
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await as('contributor', { colorScheme })
    await page.goto('/acme/models/penguins')
    await listens(page)
    await page.keyboard.press('Control+k')
    await field(page).fill('penguins')
    // The old rows are dimmed until the answer to this text is there.
    await expect(palette(page).getByRole('status')).toHaveText(/\d+ results/)
    expect(await violations(page)).toEqual([])
  }
  const narrow = await as('contributor', { viewport: { width: 320, height: 640 } })
  await narrow.goto('/acme/models')
  await listens(narrow)
  await narrow.getByRole('link', { name: 'Find' }).click()
  await field(narrow).fill('penguins')
  await option(narrow, /dataset:\/\/penguins$/).click()
  await narrow.waitForURL('**/acme/datasets/penguins**')
})

test('offers nothing that someone may not make, and nothing that they may not see', async ({
  as,
}) => {
  const auditor = await as('auditor')
  await auditor.goto('/acme/models')
  await listens(auditor)
  await auditor.keyboard.press('Control+k')
  await field(auditor).fill('new')
  await expect(option(auditor, 'New model')).toHaveCount(0)
  const contributor = await as('contributor')
  await contributor.goto('/acme/models')
  await listens(contributor)
  await contributor.keyboard.press('Control+k')
  await field(contributor).fill('new')
  await expect(option(contributor, 'New model')).toBeVisible()
})

test('is a page where there is no script', async ({ as }) => {
  const page = await as('contributor', { javaScriptEnabled: false })
  await page.goto('/acme/models')
  await page.getByRole('link', { name: 'Find…' }).click()
  await page.getByRole('searchbox', { name: 'Name' }).fill('penguins v3')
  await page.getByRole('button', { name: 'Find' }).click()
  await page
    .getByRole('region', { name: 'Versions', exact: true })
    .getByRole('link')
    .first()
    .click()
  await expect(page).toHaveURL(/\/acme\/models\/penguins\/versions\/v3$/)
})
