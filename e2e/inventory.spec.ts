import { readFile } from 'node:fs/promises'
import type { Locator, Page } from '@playwright/test'
import { api, expect, madeModel, test } from './support/test'

const field = (page: Page) => page.getByLabel(/^Search (models|versions|runs)/)
const rows = (page: Page, caption: string) => page.getByRole('table', { name: caption })
const names = (table: Locator) => table.getByRole('rowheader')

/** Types a filter and sends it. */
async function filter(page: Page, text: string): Promise<void> {
  await field(page).fill(text)
  // Suggestions may be open; Enter without a chosen one sends what was typed.
  await field(page).press('Enter')
}

test('finds the versions above a score that were made of a dataset version, in three actions', async ({
  as,
}) => {
  const page = await as('contributor')
  await page.goto('/acme/models')
  await page.getByRole('main').getByRole('link', { name: 'Versions', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Versions' })).toBeVisible()
  await filter(page, 'metric.accuracy>0.9 dataset:penguins/v1')
  await expect(page).toHaveURL(/q=metric.accuracy/)
  const table = rows(page, 'Versions')
  await expect(names(table).first()).toContainText('penguins')
  await expect(names(table).filter({ hasText: 'fuel' })).toHaveCount(0)
})

test('the filter goes along between models and versions', async ({ as }) => {
  const model = await madeModel('along', [{ accuracy: 0.5 }, { accuracy: 0.75 }])
  const page = await as('contributor')
  await page.goto('/acme/models')
  await filter(page, `name:${model}`)
  await expect(names(rows(page, 'Models'))).toHaveCount(1)
  await page.getByRole('main').getByRole('link', { name: 'Versions', exact: true }).click()
  await expect(names(rows(page, 'Versions'))).toHaveCount(2)
  await expect(field(page)).toHaveValue(`name:${model}`)
})

test('all versions of an archived model are the ones that its list shows', async ({ as }) => {
  const model = await madeModel('put-away', [{ accuracy: 0.5 }, { accuracy: 0.75 }])
  await api('contributor', 'POST', `/models/${model}/versions/1/archive`, {})
  await api('contributor', 'POST', `/models/${model}/archive`, {})
  const page = await as('contributor')
  const total = page.getByRole('paragraph').filter({ hasText: /^1 version$/ })
  await page.goto(`/acme/models/${model}/versions?life=archived`)
  await expect(names(rows(page, 'Versions'))).toHaveText([/v1/])
  await expect(total).toBeVisible()
  const csv = page.getByRole('link', { name: 'Download CSV' })
  await expect(csv).toHaveAttribute('href', new RegExp(`model=${model}&life=archived`))
  await page.getByRole('link', { name: 'All 1 matching this filter' }).click()
  await expect(page.getByText(`1 archived version of ${model}`)).toBeVisible()
  await page.goto(`/acme/models/${model}/versions`)
  await expect(names(rows(page, 'Versions'))).toHaveText([/v2/])
  await expect(total).toBeVisible()
})

test('says where a filter is wrong, and lists nothing meanwhile', async ({ as }) => {
  const page = await as('contributor')
  await page.goto('/acme/models?q=tag:a%20stat:approved')
  await expect(field(page)).toHaveAccessibleDescription(/no key stat.*Did you mean state\?.*7/s)
  await expect(rows(page, 'Models')).toHaveCount(0)
  await expect(page.getByText('listed once the filter can be read')).toBeVisible()
  await page.getByRole('main').getByRole('link', { name: 'Clear filters' }).first().click()
  await expect(rows(page, 'Models')).toBeVisible()
})

test('shows each condition as a chip that takes it off', async ({ as }) => {
  const model = await madeModel('chips', [{ accuracy: 0.5 }])
  const page = await as('contributor')
  await page.goto(`/acme/models?q=name:${model}%20tag:none`)
  await expect(page.getByText('No models match')).toContainText('Tag: none')
  await page.getByRole('link', { name: 'Remove filter Tag: none' }).click()
  await expect(names(rows(page, 'Models'))).toHaveCount(1)
  await expect(field(page)).toHaveValue(`name:${model}`)
})

test('narrows by what there is, and back', async ({ as }) => {
  const model = await madeModel('facets', [{ accuracy: 0.5 }, { accuracy: 0.6 }])
  await api('approver', 'POST', `/models/${model}/versions/1/approve`, { note: 'Good.' })
  const page = await as('contributor', { viewport: { width: 1600, height: 900 } })
  await page.goto(`/acme/versions?q=model:${model}`)
  const facets = page.getByRole('navigation', { name: 'Narrow the versions' })
  await facets.getByRole('link', { name: /approved.*1 version/i }).click()
  await expect(names(rows(page, 'Versions'))).toHaveText([`${model} v1`])
  await expect(facets.getByRole('link', { name: /approved chosen/i })).toBeVisible()
  await facets.getByRole('link', { name: /approved chosen/i }).click()
  await expect(names(rows(page, 'Versions'))).toHaveCount(2)
})

test('sorts by the header of a column, and says so', async ({ as }) => {
  const model = await madeModel('sorts', [{ loss: 0.3 }, { loss: 0.1 }, { loss: 0.2 }])
  const page = await as('contributor')
  await page.goto(`/acme/models/${model}/versions`)
  const header = page.getByRole('columnheader', { name: 'loss' })
  const table = rows(page, 'Versions')
  await expect(header).not.toHaveAttribute('aria-sort', /./)
  // The best of a loss is the lowest.
  await header.getByRole('link').click()
  await expect(header).toHaveAttribute('aria-sort', 'ascending')
  await expect(names(table)).toHaveText(['v2', 'v3', 'v1'])
  await header.getByRole('link').click()
  await expect(header).toHaveAttribute('aria-sort', 'descending')
  await expect(names(table)).toHaveText(['v1', 'v3', 'v2'])
})

test('has the columns that a person keeps, and those of an address before them', async ({ as }) => {
  const model = await madeModel('columns', [
    { accuracy: 0.88 },
    { accuracy: 0.9 },
    { accuracy: 0.91 },
  ])
  const page = await as('auditor')
  const header = (name: string) => page.getByRole('columnheader', { name, exact: true })
  await page.goto(`/acme/models?q=name:${model}`)
  await page.getByText('Columns', { exact: true }).click()
  await page.getByRole('checkbox', { name: 'accuracy' }).check()
  await page.getByRole('checkbox', { name: 'Owner' }).uncheck()
  await page.getByRole('button', { name: 'Show columns' }).click()
  await expect(header('accuracy')).toBeVisible()
  await expect(header('Owner')).toHaveCount(0)
  const cell = page.getByRole('cell', { name: '0.91, up from 0.88 over 3 versions, better' })
  await expect(cell).toBeVisible()

  await page.getByRole('button', { name: 'Keep for me' }).click()
  await expect(page).not.toHaveURL(/columns=/)
  await page.goto(`/acme/models?q=name:${model}`)
  await expect(cell).toBeVisible()
  const csv = page.getByRole('link', { name: 'Download CSV' })
  const columns = 'columns=newest,latest,projects,modified,metric.accuracy'
  await expect(csv).toHaveAttribute('href', new RegExp(`${columns}$`))
  await page.goto(`/acme/models?q=name:${model}&columns=owner`)
  await expect(header('Owner')).toBeVisible()
  await expect(header('accuracy')).toHaveCount(0)

  const other = await as('approver')
  await other.goto(`/acme/models?q=name:${model}`)
  await expect(other.getByRole('columnheader', { name: 'accuracy' })).toHaveCount(0)

  await page.goto(`/acme/models?q=name:${model}`)
  await page.getByText('Columns', { exact: true }).click()
  await page.getByRole('button', { name: 'Use the usual columns' }).click()
  await expect(header('accuracy')).toHaveCount(0)
  await expect(header('Owner')).toBeVisible()
})

test('moves a column', async ({ as }) => {
  const page = await as('contributor')
  await page.goto('/acme/models?columns=owner,tags')
  await page.getByText('Columns', { exact: true }).click()
  await page.getByRole('link', { name: 'Move Owner right' }).click()
  await expect(page.getByRole('columnheader')).toHaveText(['Name', 'Tags', 'Owner'])
  await expect(page).toHaveURL(/columns=tags,owner/)
})

test('downloads as CSV what the filter finds, with the columns that are shown', async ({ as }) => {
  const model = await madeModel('csv', [{ accuracy: 0.5 }, { accuracy: 0.75 }])
  const page = await as('contributor')
  await page.goto(
    `/acme/versions?q=model:${model}&columns=state,metric.accuracy,param.trees&sort=created`,
  )
  const download = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Download CSV' }).click()
  const file = await (await download).path()
  expect((await readFile(file, 'utf8')).trimEnd().split('\n')).toEqual([
    'version,model,number,state,metric.accuracy,param.trees',
    `model://${model}/v1,${model},1,pending,0.5,10`,
    `model://${model}/v2,${model},2,pending,0.75,20`,
  ])
})

test('works without JavaScript', async ({ as }) => {
  const model = await madeModel('plain', [{ accuracy: 0.5 }, { accuracy: 0.75 }])
  const page = await as('contributor', { javaScriptEnabled: false })
  await page.goto('/acme/versions')
  await field(page).fill(`model:${model}`)
  await page.getByRole('button', { name: 'Filter', exact: true }).click()
  const table = rows(page, 'Versions')
  await expect(names(table)).toHaveText([`${model} v2`, `${model} v1`])
  await page.getByRole('columnheader', { name: 'Created' }).getByRole('link').click()
  await expect(names(table)).toHaveText([`${model} v1`, `${model} v2`])
  await page.getByText('Columns', { exact: true }).click()
  await page.getByRole('checkbox', { name: 'trees' }).check()
  await page.getByRole('button', { name: 'Show columns' }).click()
  await expect(page.getByRole('columnheader', { name: 'trees' })).toBeVisible()
  await expect(names(table)).toHaveText([`${model} v1`, `${model} v2`])
  await page.getByRole('checkbox', { name: `Select ${model} v1` }).check()
  await page.getByRole('checkbox', { name: `Select ${model} v2` }).check()
  await page.getByRole('button', { name: 'Compare' }).click()
  await expect(page).toHaveURL(/compare/)
})

test('runs are found by the same language', async ({ as }) => {
  const page = await as('contributor')
  await page.goto('/acme/runs')
  await filter(page, 'state:completed step:train')
  await expect(page).toHaveURL(/q=state/)
  const table = rows(page, 'Runs')
  await expect(names(table).first()).toContainText('train')
  await expect(names(table).filter({ hasText: 'prepare' })).toHaveCount(0)
  await page.getByRole('columnheader', { name: 'Took' }).getByRole('link').click()
  await expect(page.getByRole('columnheader', { name: 'Took' })).toHaveAttribute(
    'aria-sort',
    'descending',
  )
})

test('nothing of a restricted model is told to who may not see it', async ({ as }) => {
  const model = await madeModel('hidden', [{ secret_metric: 1 }])
  await api('contributor', 'PATCH', `/models/${model}`, {
    accessMode: 'restricted',
    tags: ['hush'],
  })
  const admin = await as('admin', { viewport: { width: 1600, height: 900 } })
  await admin.goto(`/acme/models?q=name:${model}`)
  await expect(names(rows(admin, 'Models'))).toHaveCount(1)

  const page = await as('approver', { viewport: { width: 1600, height: 900 } })
  for (const path of [
    `/acme/models?q=name:${model}`,
    `/acme/models?q=tag:hush`,
    `/acme/models?q=${model}&match=any`,
    `/acme/versions?q=has:files%20metric.secret_metric>0`,
    `/acme/versions?q=model:${model}`,
  ]) {
    await page.goto(path)
    await expect(page.getByText(/^No (models|versions) match/)).toBeVisible()
  }
  await page.goto('/acme/models')
  await expect(page.getByText('hush')).toHaveCount(0)
  for (const path of [
    '/models.csv',
    '/versions.csv',
    '/models/facets',
    '/versions/facets',
    `/suggestions?of=models&q=name:hidden&at=11`,
    `/suggestions?of=versions&q=metric.secret&at=13`,
    `/suggestions?of=models&q=tag:hu&at=6`,
  ]) {
    const answer = await page.request.get(`/api/v1/acme${path}`)
    expect({ path, status: answer.status() }).toEqual({ path, status: 200 })
    expect(await answer.text()).not.toMatch(new RegExp(`${model}|"secret_metric|hush`))
  }
})
