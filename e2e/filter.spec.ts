import type { Page } from '@playwright/test'
import { violations } from './support/accessible'
import { api, expect, madeModel, test } from './support/test'

const field = (page: Page) => page.getByLabel('Search models')
const chips = (page: Page) => page.getByRole('list', { name: 'Active filters' })
const rows = (page: Page) => page.getByRole('rowheader')
const isDone = (page: Page) => expect(page.locator('form[data-pending]')).toHaveCount(0)

test('a filter is written, said in words, and taken off piece by piece', async ({ as }) => {
  const good = await madeModel('found', [{ accuracy: 0.97 }])
  const poor = await madeModel('found', [{ accuracy: 0.5 }])
  const page = await as('auditor')
  await page.goto('/acme/models')
  await expect(page.getByRole('combobox', { name: 'Search models' })).toBeVisible()
  await page.keyboard.press('/')
  await expect(field(page)).toBeFocused()
  await field(page).fill(`name:found-${process.pid}* metric.accuracy>0.96`)
  await field(page).press('Enter')
  await expect(chips(page).getByRole('link', { name: 'accuracy > 0.96' })).toBeVisible()
  await expect(page.getByRole('rowheader', { name: good })).toBeVisible()
  await expect(page.getByRole('rowheader', { name: poor })).toBeHidden()
  await expect(field(page)).toBeFocused()
  await chips(page).getByRole('link', { name: 'accuracy > 0.96' }).click()
  await expect(page.getByRole('rowheader', { name: poor })).toBeVisible()
  await expect(field(page)).toHaveValue(`name:found-${process.pid}*`)
  expect(new URL(page.url()).searchParams.get('q')).toBe(`name:found-${process.pid}*`)
})

test('what is wrong is marked in its place, and nothing is listed', async ({ as }) => {
  const page = await as('auditor')
  await page.goto('/acme/models')
  await field(page).fill('name:penguins state:aproved')
  await field(page).press('Enter')
  await expect(page.getByText('state is never aproved. Did you mean approved?')).toBeVisible()
  await expect(page.locator('mark')).toHaveText('aproved')
  await expect(field(page)).toHaveAttribute('aria-invalid', 'true')
  await expect(field(page)).toHaveAccessibleDescription(/Did you mean approved\? Column 21\./)
  await expect(rows(page)).toHaveCount(0)
  // The mistake is selected, so that typing mends it.
  await expect(field(page)).toBeFocused()
  await page.keyboard.type('approved')
  await page.keyboard.press('Enter')
  await expect(chips(page).getByRole('link', { name: 'State: approved' })).toBeVisible()
})

test('suggestions are fetched on the way to the field, and taken by keyboard', async ({ as }) => {
  const page = await as('auditor')
  await page.goto('/acme/models')
  await expect(page.getByRole('combobox', { name: 'Search models' })).toHaveAttribute(
    'aria-expanded',
    'false',
  )
  await field(page).focus()
  await page.keyboard.type('sta')
  const list = page.getByRole('listbox', { name: 'Suggestions' })
  await expect(list.getByRole('option', { name: /^state:/ })).toBeVisible()
  expect(await violations(page)).toEqual([])
  await page.keyboard.press('ArrowDown')
  await expect(list.getByRole('option', { name: /^state:/ })).toHaveAttribute(
    'aria-selected',
    'true',
  )
  await page.keyboard.press('Enter')
  await expect(field(page)).toHaveValue('state:')
  await expect(list.getByRole('option', { name: /^approved/ })).toBeVisible()
  await page.keyboard.type('appr')
  await expect(list.getByRole('option')).toHaveCount(1)
  await page.keyboard.press('Escape')
  await expect(list).toBeHidden()
  await expect(field(page)).toHaveValue('state:appr')
  await page.keyboard.press('ArrowDown')
  await list.getByRole('option', { name: /^approved/ }).click()
  await expect(field(page)).toHaveValue('state:approved ')
  await page.keyboard.press('Enter')
  await isDone(page)
  await expect(chips(page).getByRole('link', { name: 'State: approved' })).toBeVisible()
})

test('a filter is added by choosing, without JavaScript and on a phone', async ({ as }) => {
  const model = await madeModel('plain', [{ accuracy: 0.91 }])
  await api('contributor', 'PATCH', `/models/${model}/versions/1`, { tags: [`only-${model}`] })
  const page = await as('auditor', {
    javaScriptEnabled: false,
    viewport: { width: 320, height: 640 },
  })
  await page.goto('/acme/models?q=state:pending')
  await page.getByText('Add a filter').click()
  const form = page.getByRole('form', { name: 'Add a filter' })
  await expect(form.getByLabel('Name')).toBeHidden()
  await form.getByLabel('What').selectOption('Tag')
  await form.getByLabel('Value').fill(`only-${model}`)
  await form.getByRole('button', { name: 'Add' }).click()
  await expect(chips(page).getByRole('link', { name: `Tag: only-${model}` })).toBeVisible()
  await expect(chips(page).getByRole('link', { name: 'State: pending' })).toBeVisible()
  await expect(page.getByRole('rowheader', { name: model })).toBeVisible()
  await expect(rows(page)).toHaveCount(1)
  await page.getByText('Add a filter').click()
  await form.getByLabel('What').selectOption('Metric, by name')
  await form.getByLabel('Name').fill('accuracy')
  await form.getByLabel('Is').selectOption('more than, after')
  await form.getByLabel('Value').fill('0.95')
  await form.getByRole('button', { name: 'Add' }).click()
  await expect(page.getByText(/No models match/)).toContainText('accuracy > 0.95')
  await page.getByText('What can I write?').click()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320)
})

test('what can be written stands beside the field', async ({ as }) => {
  const page = await as('auditor')
  await page.goto('/acme/runs')
  await page.getByText('What can I write?').click()
  await expect(page.getByText('duration>10m')).toBeVisible()
})
