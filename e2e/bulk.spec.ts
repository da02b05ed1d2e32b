import type { Page } from '@playwright/test'
import { api, expect, madeModel, test } from './support/test'

interface Told {
  state: string
  tags: string[]
  life: string
}

const uris = (model: string, numbers: number[]) => numbers.map((n) => `model://${model}/v${n}`)
const bulk = (model: string, numbers: number[], deed = 'decide') =>
  `/acme/bulk?do=${deed}&v=${uris(model, numbers).join(',')}`
const told = (model: string, number: number) =>
  api<Told>('approver', 'GET', `/models/${model}/versions/${number}`)
const statesOf = async (model: string, count: number) => {
  const all = Array.from({ length: count }, (_, at) => told(model, at + 1))
  return (await Promise.all(all)).map(({ state }) => state)
}

/** A sweep of versions that get better one by one. */
const sweep = (name: string, count: number) =>
  madeModel(
    name,
    Array.from({ length: count }, (_, at) => ({ accuracy: 0.5 + at / 100, loss: 1 - at / 100 })),
  )

const results = (page: Page) => page.getByRole('table', { name: 'What became of each' })

test('from the list: approve three, reject the rest with a reason', async ({ as }) => {
  test.slow()
  const model = await sweep('sweep', 6)
  await api('approver', 'POST', `/models/${model}/versions/1/approve`, {})
  const page = await as('approver')
  await page.goto(`/acme/models/${model}/versions`)
  const bar = page.getByRole('form', { name: 'With the selected versions' })
  await expect(bar).toContainText('None selected')
  await page.getByRole('checkbox', { name: 'Select all on this page' }).check()
  await expect(bar).toContainText('6 selected')
  await page.getByRole('checkbox', { name: `Select ${model} v1` }).uncheck()
  await expect(bar).toContainText('5 selected')
  await bar.getByRole('button', { name: 'Decide…' }).click()

  await expect(page.getByRole('heading', { name: 'Decide on versions' })).toBeVisible()
  const row = page.getByRole('row').filter({ hasText: `${model} v6` })
  await expect(row).toContainText('▲ better')
  await expect(row).toContainText('Against v1')
  for (const best of [4, 5, 6])
    await page.getByRole('checkbox', { name: `Approve ${model} v${best}` }).check()
  await page.getByRole('radio', { name: 'Reject them' }).check()
  await expect(page.getByText('3 to approve · 2 to reject')).toBeVisible()
  await expect(page.getByText('will move from v1 to v6.')).toBeVisible()

  await page.getByRole('button', { name: 'Record decisions' }).click()
  const reason = page.getByLabel('Reason for rejecting')
  await expect(reason).toBeFocused()
  await expect(page.getByText('Say why, so the next person knows.')).toBeVisible()
  await reason.fill('The sweep is over')
  await page.getByRole('button', { name: 'Record decisions' }).click()
  await expect(page.getByText('5 of 5 decided.')).toBeVisible()
  await expect(results(page).getByRole('row', { name: `${model} v6` })).toContainText('Approved')
  await expect(results(page).getByRole('row', { name: `${model} v2` })).toContainText('Rejected')
  expect(await statesOf(model, 6)).toEqual([
    ...['approved', 'rejected', 'rejected'],
    ...['approved', 'approved', 'approved'],
  ])

  // The address is shared, and shows what is true.
  const other = await as('auditor')
  await other.goto(page.url())
  const rejected = other.getByRole('row').filter({ hasText: `${model} v2` })
  await expect(rejected).toContainText('Rejected')
  await expect(other.getByText('You cannot decide on any of these.')).toBeVisible()
})

test('by keyboard alone', async ({ as }) => {
  const model = await sweep('keys', 3)
  const page = await as('approver')
  await page.goto(bulk(model, [1, 2, 3]))
  await page.getByRole('checkbox', { name: `Approve ${model} v3` }).focus()
  await page.keyboard.press('Space')
  // A decision of its own for v1, in what opens in its row.
  const own = page.getByRole('row').filter({ hasText: `${model} v1` })
  await own.locator('summary').focus()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  await expect(page.getByRole('combobox', { name: `Decision on ${model} v1` })).toBeFocused()
  await page.keyboard.press('R')
  await page.keyboard.press('Tab')
  await page.keyboard.type('Leaks the label')
  await page.getByRole('radio', { name: 'Leave them' }).focus()
  await page.keyboard.press('Tab')
  await page.keyboard.type('Best of three')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await expect(page.getByRole('button', { name: 'Record decisions' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByText('2 of 2 decided.')).toBeVisible()
  await expect(page.getByRole('region', { name: 'Decisions' })).toBeFocused()
  expect(await statesOf(model, 3)).toEqual(['rejected', 'pending', 'approved'])
})

test('without JavaScript, also at 320 px', async ({ as }) => {
  const model = await sweep('unscripted', 4)
  const viewport = { width: 320, height: 640 }
  const page = await as('approver', { javaScriptEnabled: false, viewport })
  await page.goto(`/acme/models/${model}/versions`)
  for (const number of [2, 3, 4])
    await page.getByRole('checkbox', { name: `Select ${model} v${number}` }).check()
  await page.getByRole('button', { name: 'Decide…' }).click()
  await page.getByRole('checkbox', { name: `Approve ${model} v4` }).check()
  await page.getByRole('radio', { name: 'Reject them' }).check()
  await page.getByRole('button', { name: 'Record decisions' }).click()
  // It comes back as it was sent.
  await expect(page.getByText('Say why, so the next person knows.')).toBeVisible()
  await expect(page.getByRole('checkbox', { name: `Approve ${model} v4` })).toBeChecked()
  await expect(page.getByRole('radio', { name: 'Reject them' })).toBeChecked()
  await page.getByLabel('Reason for rejecting').fill('Worse')
  await page.getByRole('button', { name: 'Record decisions' }).click()
  await expect(page.getByText('3 of 3 decided.')).toBeVisible()
  await expect(results(page).getByRole('row')).toHaveCount(4)
  expect(await statesOf(model, 4)).toEqual(['pending', 'rejected', 'rejected', 'approved'])
  const wide = await page.evaluate('document.documentElement.scrollWidth').catch(() => 320)
  expect(wide).toBe(320)
})

test('who may not decide sees the same versions, with the reason', async ({ as }) => {
  const model = await sweep('refused', 2)
  const page = await as('contributor')
  await page.goto(bulk(model, [1, 2]))
  await expect(page.getByText('You cannot decide on any of these.')).toBeVisible()
  await expect(page.getByText('Needs the approver role.').first()).toBeVisible()
  await expect(page.getByRole('checkbox')).toHaveCount(0)
  const { results } = await api<{ results: { ok: boolean; error?: { code: string } }[] }>(
    'contributor',
    'POST',
    '/decisions',
    { decisions: uris(model, [1, 2]).map((uri) => ({ uri, decision: 'approve' })) },
  )
  expect(results.map(({ error }) => error?.code)).toEqual(['forbidden', 'forbidden'])
})

test('one that somebody else decided in between stops none of the others', async ({ as }) => {
  const model = await sweep('between', 3)
  const page = await as('approver')
  await page.goto(bulk(model, [1, 2, 3]))
  await page.getByRole('radio', { name: 'Approve them too' }).check()
  await api('approver', 'POST', `/models/${model}/versions/2/approve`, {})
  await page.getByRole('button', { name: 'Record decisions' }).click()
  await expect(page.getByText('2 of 3 decided, 1 not.')).toBeVisible()
  const refused = results(page).getByRole('row', { name: `${model} v2` })
  await expect(refused).toContainText('v2 is already approved.')
})

test('two hundred, with progress, stopped on the way and gone on with', async ({ as }) => {
  test.slow()
  const model = await madeModel('many', [])
  for (let at = 0; at < 200; at += 20)
    await Promise.all(
      Array.from({ length: 20 }, () => api('contributor', 'POST', `/models/${model}/versions`, {})),
    )
  const page = await as('approver')
  await page.goto(`/acme/bulk?q=model:${model}`)
  await expect(page.getByText('200 versions matching')).toBeVisible()
  await page.getByRole('radio', { name: 'Reject them' }).check()
  await page.getByLabel('Reason for rejecting').fill('The sweep is over')
  await page.getByRole('button', { name: 'Record decisions' }).click()
  await expect(page.getByRole('progressbar', { name: 'Decisions: progress' })).toBeVisible()
  await page.getByRole('button', { name: 'Stop' }).click()
  await expect(page.getByText('It was stopped; what is left was not touched.')).toBeVisible()
  await page.getByRole('button', { name: /^Go on with the \d+ left$/ }).click()
  await expect(page.getByText('200 of 200 decided.')).toBeVisible({
    timeout: 20_000,
  })
  const left = await api<{ items: unknown[] }>(
    'approver',
    'GET',
    `/models/${model}/versions?state=pending`,
  )
  expect(left.items).toEqual([])
})

test('tags are added and removed, and versions archived, with a result for each', async ({
  as,
}) => {
  const model = await sweep('tags', 3)
  const page = await as('contributor')
  await page.goto(bulk(model, [1, 2, 3], 'tag'))
  await page.getByRole('checkbox', { name: `Include ${model} v3` }).uncheck()
  await page.getByRole('button', { name: 'Change tags' }).click()
  await expect(page.getByText('Name a tag to add or to remove.')).toBeVisible()
  await page.getByLabel('Add tags').fill('best, shipped')
  await page.getByRole('button', { name: 'Change tags' }).click()
  await expect(page.getByText('2 of 2 changed.')).toBeVisible()
  expect((await told(model, 1)).tags).toEqual(['best', 'shipped'])
  expect((await told(model, 3)).tags).toEqual([])

  await api('approver', 'POST', `/models/${model}/versions/2/approve`, {})
  await page.getByRole('link', { name: 'Archive' }).click()
  await page.getByLabel('Note').fill('Not needed')
  await page.getByRole('button', { name: 'Archive' }).click()
  await expect(page.getByText('2 of 3 archived, 1 not.')).toBeVisible()
  expect((await told(model, 1)).life).toBe('archived')
  expect((await told(model, 2)).life).toBe('live')
})

test('what cannot be found or read is said, and nothing is done', async ({ as }) => {
  const page = await as('approver')
  await page.goto('/acme/bulk?v=model://none/v1,model://none/latest')
  await expect(page.getByRole('list', { name: 'Left out' })).toContainText(
    'There is no model://none/v1',
  )
  await page.goto('/acme/bulk?q=nonsense:1')
  await expect(page.getByText('There is no key nonsense').first()).toBeVisible()
  await page.goto('/acme/bulk')
  await expect(page.getByText('No version is selected.')).toBeVisible()
})
