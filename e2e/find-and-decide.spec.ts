import { overflow } from './support/fits'
import { type Attempt, madeSweep } from './support/sweep'
import { api, expect, type Locator, listens, type Page, test } from './support/test'

/**
 * The whole way of someone new: find, compare, see which dominate, decide, share. Each of the three goes it
 * by the names that people see; only their hands differ.
 */
const attempts: Attempt[] = [
  { accuracy: 0.91, log_loss: 0.5, data: 'v1' },
  { accuracy: 0.92, log_loss: 0.2, data: 'v1' },
  { accuracy: 0.85, log_loss: 0.1, data: 'v1' },
  { accuracy: 0.93, log_loss: 0.45, data: 'v1' },
  { accuracy: 0.99, log_loss: 0.05, data: 'v2' },
  { accuracy: 0.95, log_loss: 0.3, data: 'v1' },
  { accuracy: 0.96, log_loss: 0.4, data: 'v1' },
]
/** Above 0.9 and of the first version of the data; then those of them that no other beats on both. */
const fit = [7, 6, 4, 2, 1]
const undominated = [7, 6, 2]
const why = 'Beaten on both by another of the sweep'

/** Does what someone wants with what they have: a mouse, or keys alone. */
interface Hands {
  toVersions(page: Page): Promise<void>
  filter(page: Page, text: string): Promise<void>
  pick(page: Page, boxes: readonly Locator[]): Promise<void>
  choose(select: Locator, label: string): Promise<void>
  press(button: Locator): Promise<void>
  check(choice: Locator): Promise<void>
  write(field: Locator, text: string): Promise<void>
}

const mouse: Hands = {
  toVersions: (page) =>
    page.getByRole('main').getByRole('link', { name: 'Versions', exact: true }).click(),
  async filter(page, text) {
    await field(page).fill(text)
    await page.getByRole('button', { name: 'Filter', exact: true }).click()
  },
  async pick(_page, boxes) {
    for (const box of boxes) await box.check()
  },
  async choose(select, label) {
    await select.selectOption({ label })
  },
  press: (button) => button.click(),
  check: (choice) => choice.check(),
  write: (area, text) => area.fill(text),
}

const keyboard: Hands = {
  async toVersions(page) {
    await listens(page)
    await page.keyboard.press('g')
    await page.keyboard.press('v')
  },
  async filter(page, text) {
    await listens(page)
    await expect(field(page)).toBeVisible()
    await page.keyboard.press('/')
    await expect(field(page)).toBeFocused()
    await page.keyboard.type(text)
    await page.keyboard.press('Enter')
    await page.waitForURL('**/versions?q=**')
    // Suggestions that came late are what the first closes.
    await expect(async () => {
      await page.keyboard.press('Escape')
      await expect(field(page)).not.toBeFocused({ timeout: 500 })
    }).toPass()
  },
  async pick(page, boxes) {
    for (const box of boxes) {
      await page.keyboard.press('j')
      await page.keyboard.press('x')
      await expect(box).toBeChecked()
    }
  },
  async choose(select, label) {
    await reach(select)
    await select.page().keyboard.type(label)
    // Chromium opens no list for what is typed; leaving the field settles it.
    await select.page().keyboard.press('Tab')
  },
  async press(button) {
    await reach(button)
    await button.page().keyboard.press('Enter')
  },
  async check(choice) {
    await reach(choice)
    await choice.page().keyboard.press('Space')
    await expect(choice).toBeChecked()
  },
  async write(area, text) {
    await reach(area)
    await area.page().keyboard.type(text)
  },
}

const field = (page: Page) => page.getByLabel('Search versions')

/** Goes by Tab until something has the focus. Radio buttons are one stop: the rest is up to the arrows. */
async function reach(wanted: Locator): Promise<void> {
  const page = wanted.page()
  const isRadio = (await wanted.getAttribute('type')) === 'radio'
  for (let stops = 0; stops < 250; stops++) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return
    const beside = isRadio && (await isOfItsGroup(wanted))
    await page.keyboard.press(beside ? 'ArrowRight' : 'Tab')
  }
  throw new Error(`Tab does not lead to ${wanted}.`)
}

const isOfItsGroup = (radio: Locator) =>
  radio.evaluate((element) => {
    const { activeElement } = document
    const name = element.getAttribute('name')
    return (
      activeElement?.getAttribute('type') === 'radio' && activeElement.getAttribute('name') === name
    )
  })

const ways = [
  { name: 'by mouse', hands: mouse, width: 1280 },
  { name: 'by keyboard alone', hands: keyboard, width: 1280 },
  { name: 'at 320 px', hands: mouse, width: 320 },
]

test.describe.configure({ mode: 'parallel' })

for (const { name, hands, width } of ways) {
  test(`finds, compares, decides and shares ${name}`, async ({ as }) => {
    test.slow()
    const { model, dataset } = await madeSweep(attempts)
    const page = await as('approver', { viewport: { width, height: 800 } })

    // Three actions from the inventory.
    await page.goto('/acme/models')
    await hands.toVersions(page)
    await expect(page.getByRole('heading', { level: 1, name: 'Versions' })).toBeVisible()
    await hands.filter(page, `dataset:${dataset}/v1 metric.accuracy>0.9`)
    const found = page.getByRole('table', { name: 'Versions' }).getByRole('rowheader')
    await expect(found).toHaveText(fit.map((version) => new RegExp(`${model}\\s+v${version}$`)))
    const list = page.url()

    const box = (version: number) =>
      page.getByRole('checkbox', { name: `Select ${model} v${version}`, exact: true })
    await hands.pick(page, fit.map(box))
    const bar = page.getByRole('form', { name: 'With the selected versions' })
    await expect(bar).toContainText('5 selected')
    if (hands === keyboard) await page.keyboard.press('c')
    else await bar.getByRole('button', { name: 'Compare' }).click()

    await page.waitForURL('**/compare?**')
    const table = page.getByRole('table', { name: 'Versions side by side' })
    await expect(table.getByRole('row', { name: /^accuracy/ })).toContainText('0.96')
    const drawing = page.getByRole('form', { name: 'Draw the versions' })
    await hands.choose(drawing.getByRole('combobox', { name: /^Upwards/ }), 'accuracy')
    await hands.choose(drawing.getByRole('combobox', { name: /^To the right/ }), 'log_loss')
    const dominating = page.getByText(/not beaten on both log_loss .* and accuracy/)
    await expect(dominating).toBeVisible()
    for (const version of fit) {
      const names = new RegExp(`\\bv${version}\\b`)
      if (undominated.includes(version)) await expect(dominating).toHaveText(names)
      else await expect(dominating).not.toHaveText(names)
    }
    await expect(page.getByRole('list', { name: /^Versions by/ }).getByRole('link')).toHaveCount(5)
    if (width === 320) expect(await overflow(page)).toBe(0)
    const shared = page.url()

    await page.goto(list)
    await listens(page)
    await hands.pick(page, fit.map(box))
    await hands.press(bar.getByRole('button', { name: 'Decide…' }))
    await expect(page.getByRole('heading', { name: 'Decide on versions' })).toBeVisible()
    for (const version of undominated)
      await hands.check(
        page.getByRole('checkbox', { name: `Approve ${model} v${version}`, exact: true }),
      )
    await hands.check(page.getByRole('radio', { name: 'Reject them' }))
    await hands.write(page.getByLabel('Reason for rejecting'), why)
    await hands.press(page.getByRole('button', { name: 'Record decisions' }))
    await expect(page.getByText('5 of 5 decided.')).toBeVisible()
    if (width === 320) expect(await overflow(page)).toBe(0)

    // Each was recorded on its own.
    for (const version of fit) {
      const { state } = await api<{ state: string }>(
        'approver',
        'GET',
        `/models/${model}/versions/${version}`,
      )
      expect({ version, state }).toEqual({
        version,
        state: undominated.includes(version) ? 'approved' : 'rejected',
      })
    }

    // Somebody else, in another browser, by the link alone.
    const other = await as('contributor')
    await other.goto(shared)
    await expect(other.getByText(/not beaten on both log_loss .* and accuracy/)).toHaveText(
      (await textOf(page, shared)) ?? '',
    )
    const heads = other
      .getByRole('table', { name: 'Versions side by side' })
      .getByRole('columnheader')
    for (const version of fit)
      await expect(heads.filter({ hasText: new RegExp(`v${version}\\b`) })).toContainText(
        undominated.includes(version) ? 'Approved' : 'Rejected',
      )
    await other.goto(`/acme/models/${model}/versions/v1`)
    await expect(other.getByRole('main')).toContainText(why)
  })
}

/** What the one who shared it reads there. */
async function textOf(page: Page, address: string): Promise<string | null> {
  await page.goto(address)
  return page.getByText(/not beaten on both log_loss .* and accuracy/).textContent()
}

test('who may not decide finds and compares all the same, and is told why', async ({ as }) => {
  const { model, dataset } = await madeSweep(attempts.slice(0, 2))
  const page = await as('contributor')
  await page.goto(`/acme/versions?q=dataset:${dataset}/v1`)
  await listens(page)
  await page.getByRole('checkbox', { name: 'Select all on this page' }).check()
  await page.getByRole('button', { name: 'Decide…' }).click()
  await expect(page.getByText('You cannot decide on any of these.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Record decisions' })).toHaveCount(0)
  expect(await api('contributor', 'GET', `/models/${model}/versions/1`)).toMatchObject({
    state: 'pending',
  })
})
