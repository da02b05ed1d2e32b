import { api, expect, madeModel, test } from './support/test'

const accuracies = [
  { accuracy: 0.9, log_loss: 0.5 },
  { accuracy: 0.95, log_loss: 0.4 },
  { accuracy: 0.93, log_loss: 0.2 },
  { accuracy: 0.8, log_loss: 0.6 },
]

test('versions stand side by side, with the difference to the base in words', async ({ as }) => {
  const model = await madeModel('compared', accuracies)
  const page = await as('approver')
  await page.goto(`/acme/models/${model}`)
  await page.getByRole('navigation', { name: model }).getByRole('link', { name: 'Compare' }).click()
  const table = page.getByRole('table', { name: 'Versions side by side' })
  // Without more the two newest, the older as the base.
  await expect(table.getByRole('columnheader', { name: /^v3/ })).toContainText('Base')
  const accuracy = table.getByRole('row', { name: /^accuracy/ })
  await expect(accuracy).toContainText('−0.13 ▼ worse')
  await expect(table.getByRole('row', { name: /^log_loss/ })).toContainText('lower is better')

  await page.locator('summary', { hasText: 'Select versions' }).click()
  const picker = page.getByRole('form', { name: 'Select versions' })
  for (const name of [/^v1 /, /^v2 /]) await picker.getByRole('checkbox', { name }).check()
  await picker.getByRole('button', { name: 'Compare' }).click()
  await expect(table.getByRole('columnheader')).toHaveCount(5)
  await table.getByRole('link', { name: 'Make base v2' }).click()
  await expect(table.getByRole('columnheader').nth(1)).toContainText('Base')
  await expect(accuracy.getByRole('cell').first()).toContainText('0.95 best')
  await table.getByRole('link', { name: 'Remove v4' }).click()
  await expect(table.getByRole('columnheader')).toHaveCount(4)
})

test('only what differs is shown where that is asked for', async ({ as }) => {
  const model = await madeModel('differing', [
    { accuracy: 0.9, same: 1 },
    { accuracy: 0.8, same: 1 },
  ])
  const page = await as('auditor')
  await page.goto(`/acme/models/${model}/compare`)
  const table = page.getByRole('table', { name: 'Versions side by side' })
  await expect(table.getByRole('row', { name: /^same/ })).toBeVisible()
  await page.getByRole('checkbox', { name: 'Differences only' }).check()
  await page.waitForURL(/diff=1/)
  await expect(table.getByRole('row', { name: /^same/ })).toHaveCount(0)
  await expect(table.getByRole('row', { name: /^accuracy/ })).toBeVisible()
  await expect(page.getByRole('form', { name: 'What is shown' })).toContainText('left out')
})

test('the scatter says which versions no other beats, and leads to them by mouse and by keyboard', async ({
  as,
}) => {
  const model = await madeModel('scattered', accuracies)
  const page = await as('approver')
  const address = `/acme/models/${model}/compare?v=1,2,3,4&x=metric.log_loss&y=metric.accuracy`
  await page.goto(address)
  const main = page.getByRole('main')
  await expect(main).toContainText(
    'v3 and v2 are not beaten on both log_loss (lower is better) and accuracy (higher is better)',
  )
  const points = page.getByRole('list', { name: /^Versions by log_loss and accuracy/ })
  await expect(points.getByRole('link')).toHaveCount(4)
  // The library that draws the axes has come.
  await expect(page.locator('figure svg .visx-axis').first()).toBeAttached()

  const first = points.getByRole('link').first()
  await first.hover()
  await expect(points.getByText('accuracy 0.93').last()).toBeVisible()
  await expect(first).toHaveAccessibleName(
    'v3, Pending, log_loss 0.2, accuracy 0.93, Not beaten on both',
  )
  await first.focus()
  await page.keyboard.press('ArrowRight')
  await expect(points.getByRole('link', { name: /^v2, / })).toBeFocused()
  await page.keyboard.press('End')
  await expect(points.getByRole('link', { name: /^v4, / })).toBeFocused()
  await page.keyboard.press('ArrowUp')
  await expect(points.getByRole('link', { name: /^v1, / })).toBeFocused()
  await page.keyboard.press('Enter')
  await page.waitForURL(`**/acme/models/${model}/versions/v1`)

  await page.goto(address)
  await points.getByRole('link', { name: /^v2, / }).click()
  await page.waitForURL(`**/acme/models/${model}/versions/v2`)
})

test('what is drawn is chosen, shared by its address, and the same as a table', async ({ as }) => {
  const model = await madeModel('shared', accuracies)
  const page = await as('approver')
  await page.goto(`/acme/models/${model}/compare?v=1,2,3,4`)
  const form = page.getByRole('form', { name: 'Draw the versions' })
  await form.getByRole('combobox', { name: /^To the right/ }).selectOption({ label: 'trees' })
  await page.waitForURL(/x=param\.trees/)
  await form.getByRole('checkbox', { name: 'Logarithmic scale to the right' }).check()
  await page.waitForURL(/log=x/)
  await page.locator('summary', { hasText: 'Values as a table' }).first().click()
  const values = page.getByRole('table', { name: 'Values of the drawing' })
  await expect(values.getByRole('row')).toHaveCount(5)
  const told = await values.textContent()
  const address = page.url()

  const other = await as('auditor')
  await other.goto(address)
  await other.locator('summary', { hasText: 'Values as a table' }).first().click()
  expect(await other.getByRole('table', { name: 'Values of the drawing' }).textContent()).toBe(told)
  await expect(
    other.getByRole('checkbox', { name: 'Logarithmic scale to the right' }),
  ).toBeChecked()
})

test('a metric is followed over the versions, and the one in use is named', async ({ as }) => {
  const model = await madeModel('followed', accuracies)
  await api('approver', 'POST', `/models/${model}/versions/2/approve`, {})
  const page = await as('contributor')
  await page.goto(`/acme/models/${model}/compare`)
  await expect(page.getByText('v2 is in use: 0.95.')).toBeVisible()
  await page
    .getByRole('form', { name: 'Follow a metric' })
    .getByLabel('Metric')
    .selectOption('log_loss')
  await expect(page.getByText('The best, as lower is better: v3 (pending) with 0.2.')).toBeVisible()
  const line = page.getByRole('list', { name: /^log_loss over the versions of/ })
  await expect(line.getByRole('link', { name: 'v2, approved, in use, log_loss 0.4' })).toBeVisible()
})

test('versions of several models are compared, and more come in by their URIs', async ({ as }) => {
  const [one, other] = [await madeModel('one', accuracies), await madeModel('other', accuracies)]
  const page = await as('auditor')
  await page.goto('/acme/compare')
  await page
    .getByRole('textbox', { name: 'Versions' })
    .fill(`model://${one}/v1, model://${other}/newest`)
  await page.getByRole('button', { name: 'Compare' }).click()
  const table = page.getByRole('table', { name: 'Versions side by side' })
  await expect(table.getByRole('columnheader', { name: new RegExp(`${other} v4`) })).toBeVisible()
  await page.getByRole('textbox', { name: 'Add a version' }).fill(`model://${one}/v2`)
  await page.getByRole('button', { name: 'Add' }).click()
  await expect(table.getByRole('columnheader')).toHaveCount(4)
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'CSV' }).click(),
  ])
  expect(download.suggestedFilename()).toBe('compare.csv')
})

test('a URI that leads nowhere, and too few, are answered where they were typed', async ({
  as,
}) => {
  const model = await madeModel('alone', [{ accuracy: 0.5 }])
  const page = await as('auditor')
  await page.goto(`/acme/compare?v=model://${model}/v1,model://none/v1`)
  await expect(page.getByText(/^model:\/\/none\/v1: There is no model none/)).toBeVisible()
  const field = page.getByRole('textbox', { name: 'Versions' })
  await expect(field).toHaveValue(`model://${model}/v1, model://none/v1`)
  await field.fill(`model://${model}/v1`)
  await page.getByRole('button', { name: 'Compare' }).click()
  await expect(page.getByText('Name at least two versions, each of them another.')).toBeVisible()
  await page.goto(`/acme/models/${model}/compare`)
  await expect(page.getByText(/once .* has two of them/)).toBeVisible()
})

test('all of it is there without JavaScript', async ({ as }) => {
  const model = await madeModel('unscripted', accuracies)
  const page = await as('auditor', { javaScriptEnabled: false })
  await page.goto(`/acme/models/${model}/compare?v=1,2,3&x=metric.log_loss&y=metric.accuracy`)
  await page.getByRole('checkbox', { name: 'Differences only' }).check()
  await page.getByRole('form', { name: 'What is shown' }).getByRole('button').click()
  await page.waitForURL(/diff=1/)
  await expect(page.getByRole('table', { name: 'Versions side by side' })).toBeVisible()
  await expect(page.getByRole('main')).toContainText('v3 and v2 are not beaten on both')
  const points = page.getByRole('list', { name: /^Versions by log_loss and accuracy/ })
  await points.getByRole('link', { name: /^v1, / }).click()
  await page.waitForURL(`**/acme/models/${model}/versions/v1`)
})

test('a phone shows the base and one other, which is chosen', async ({ as }) => {
  const model = await madeModel('narrow', accuracies)
  const page = await as('approver', { viewport: { width: 320, height: 640 } })
  await page.goto(`/acme/models/${model}/compare?v=1,2,3`)
  const heads = page.getByRole('table', { name: 'Versions side by side' }).getByRole('columnheader')
  await expect(heads.filter({ visible: true })).toHaveText([/Compared/, /v1/, /v2/])
  await page.getByLabel('Beside v1').selectOption('v3')
  await expect(heads.filter({ visible: true })).toHaveText([/Compared/, /v1/, /v3/])
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
  expect(overflow).toBe(0)
})

test('what a metric means is said in the settings, and everything follows it', async ({ as }) => {
  const key = `churned_${process.pid}`
  const model = await madeModel('meant', [{ [key]: 3 }, { [key]: 5 }])
  const page = await as('admin')
  await page.goto(`/acme/models/${model}/compare`)
  const row = page.getByRole('row', { name: new RegExp(`^${key}`) })
  await expect(row).toContainText('▲ better')
  await page.goto(`/acme/settings/metrics?q=${key}`)
  await page.getByRole('link', { name: `Change ${key}` }).click()
  await page.getByLabel('Better').selectOption('lower')
  await page.getByLabel('Unit').fill('people')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('row', { name: new RegExp(key) })).toContainText('↓ Lower')
  await page.goto(`/acme/models/${model}/compare`)
  await expect(row).toContainText(`${key} (people)`)
  await expect(row).toContainText('▼ worse')
  const auditor = await as('auditor')
  await auditor.goto('/acme/settings/metrics')
  await expect(auditor.getByText('You cannot say what they mean.')).toBeVisible()
})
