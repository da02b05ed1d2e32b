import { api, expect, madeModel, type Page, test } from './support/test'

const gates = [
  {
    name: 'No less accurate',
    cel: '!approved.exists || metrics.accuracy >= approved.metrics.accuracy - 0.005',
  },
  { name: 'Sound', cel: '!lineage.recalled && params.trees < 100.0' },
]

const rowOf = (page: Page, name: string) =>
  page.getByRole('table', { name: 'Gates' }).getByRole('row', { name: new RegExp(name) })

test('a gate blocks a worse version with its numbers, and lets a better one through', async ({
  as,
}) => {
  const model = await madeModel('gated', [
    { accuracy: 0.93 },
    { accuracy: 0.912 },
    { accuracy: 0.941 },
    { accuracy: 'NaN' },
    { f1: 0.9 },
  ])
  const version = (number: number) => `/acme/models/${model}/versions/v${number}`
  const approve = (number: number) =>
    api('approver', 'POST', `/models/${model}/versions/${number}/approve`, {})
  await api('admin', 'PUT', `/models/${model}/policy`, { gates })
  const page = await as('approver')

  await page.goto(version(1))
  await expect(rowOf(page, 'No less accurate')).toContainText(
    'There is no approved version to compare it with, so it passes as the first one.',
  )
  await approve(1)

  await page.goto(version(2))
  const worse = rowOf(page, 'No less accurate')
  for (const cell of ['0.912', '0.930', '−0.018', '0.925'])
    await expect(worse.getByRole('cell', { name: cell, exact: true })).toBeVisible()
  await expect(worse).toContainText('Fail')
  await expect(worse).toContainText(
    'accuracy 0.912 is 0.013 below the least allowed 0.925 (approved v1: 0.93 − 0.005).',
  )
  await expect(rowOf(page, 'Sound')).toContainText('Pass')
  await expect(approve(2)).rejects.toThrow(/gate_failed/)

  await page.goto(version(4))
  await expect(rowOf(page, 'No less accurate')).toContainText('accuracy is NaN.')
  await page.goto(version(5))
  await expect(rowOf(page, 'No less accurate')).toContainText('accuracy was not measured.')
  for (const number of [4, 5]) await expect(approve(number)).rejects.toThrow(/gate_failed/)

  await page.goto(version(3))
  await expect(rowOf(page, 'No less accurate')).toContainText('Pass')
  await page.getByRole('radio', { name: 'Approve' }).check()
  await page.getByRole('button', { name: 'Record decision' }).click()
  await expect(page.getByText('Approved', { exact: true }).first()).toBeVisible()
  const latest = await api<{ version: number }>(
    'contributor',
    'GET',
    `/resolve?uri=${encodeURIComponent(`model://${model}/latest`)}`,
  )
  expect(latest.version).toBe(3)
})

for (const javaScriptEnabled of [true, false])
  test(`what is wrong with a gate stands beside it, and is kept as written${javaScriptEnabled ? '' : ', without a script'}`, async ({
    as,
  }) => {
    const model = await madeModel('gate-wrong', [{ accuracy: 0.9 }])
    const page = await as('admin', { javaScriptEnabled })
    await page.goto(`/acme/models/${model}/policy?change=rules`)
    const gate = page.getByRole('group', { name: /^(New gate|Good)$/ }).first()
    await gate.getByLabel('Name', { exact: true }).fill('Good')
    await gate.getByRole('radio', { name: 'Write an expression' }).check()
    await gate.getByLabel(/^Expression/).fill('accuracy - 1 > 0.0')
    await page.getByRole('button', { name: 'Review changes' }).click()
    const field = page.getByRole('group', { name: 'Good' }).getByLabel(/^Expression/)
    await expect(field).toHaveAccessibleDescription(/^There is no accuracy\./)
    await expect(field).toHaveValue('accuracy - 1 > 0.0')

    await field.fill('metrics.accuracy - 1 > 0.0')
    await page.getByRole('button', { name: 'Review changes' }).click()
    await expect(field).toHaveAccessibleDescription(/^Write 1\.0 instead of 1/)
  })

test('the expression that a form means is shown while it comes about', async ({ as }) => {
  const model = await madeModel('gate-form', [{ accuracy: 0.9 }])
  const page = await as('admin')
  await page.goto(`/acme/models/${model}/policy?change=rules`)
  const gate = page.getByRole('group', { name: /^(New gate|Loss)$/ }).first()
  await gate.getByLabel('Name', { exact: true }).fill('Loss')
  await gate.getByLabel('Metric', { exact: true }).fill('val/log loss')
  await expect(gate).toContainText('By its name, val/log loss is better lower.')
  await gate.getByLabel('Better is').selectOption('lower')
  await gate.getByLabel('May be worse by').fill('2')
  await gate.getByLabel('In', { exact: true }).selectOption('percent')
  await expect(gate.locator('code')).toHaveText(
    '!approved.exists || metrics["val/log loss"] <= approved.metrics["val/log loss"] * (1.0 + 0.02)',
  )
  await gate.getByLabel('Held against').selectOption('number')
  await gate.getByLabel(/^The number/).fill('0.3')
  await expect(gate.locator('code')).toHaveText('metrics["val/log loss"] <= 0.3')
  await expect(page.getByRole('group', { name: 'New gate' })).toBeVisible()
})
