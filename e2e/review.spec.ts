import { api, expect, madeModel, test } from './support/test'

const page1 = (model: string) => `/acme/models/${model}/versions/v1`

test('a rejection needs a reason, and becomes the record', async ({ as }) => {
  const model = await madeModel('rejected', [{ accuracy: 0.4 }])
  const page = await as('approver')
  await page.goto(page1(model))
  await page.getByRole('radio', { name: 'Reject' }).check()
  await page.getByRole('button', { name: 'Record decision' }).click()
  const note = page.getByLabel('Note')
  await expect(note).toHaveAttribute('aria-invalid', 'true')
  await expect(page.getByText('Say why, so the next person knows.')).toBeVisible()
  await note.fill('Overfits')
  await page.getByRole('button', { name: 'Record decision' }).click()
  await expect(page.getByRole('main')).toContainText('Overfits')
  await expect(page.getByText('Rejected', { exact: true }).first()).toBeVisible()
})

test('deciding works without JavaScript', async ({ as }) => {
  const model = await madeModel('unscripted', [{ accuracy: 0.8 }])
  const page = await as('approver', { javaScriptEnabled: false })
  await page.goto(page1(model))
  await page.getByRole('radio', { name: 'Approve' }).check()
  await page.getByLabel('Note').fill('Good enough')
  await page.getByRole('button', { name: 'Record decision' }).click()
  await expect(page.getByRole('main')).toContainText('Good enough')
  const version = await api<{ state: string }>('approver', 'GET', `/models/${model}/versions/1`)
  expect(version.state).toBe('approved')
})

test('the person who registered it sees the same panel with the reason', async ({ as }) => {
  const model = await madeModel('own-work', [{ accuracy: 0.8 }])
  const page = await as('contributor')
  await page.goto(page1(model))
  // Whoever makes a model is its maintainer.
  await expect(page.getByText('Needs the approver role. You are a maintainer.')).toBeVisible()
  await expect(page.getByRole('radio', { name: 'Approve' })).toBeDisabled()
})

test('two approvers at once: the second is told, and sees the fresh state', async ({ as }) => {
  const model = await madeModel('twice', [{ accuracy: 0.8 }])
  const page = await as('approver')
  await page.goto(page1(model))
  await api('approver', 'POST', `/models/${model}/versions/1/approve`, { note: 'first' })
  await page.getByRole('radio', { name: 'Approve' }).check()
  await page.getByRole('button', { name: 'Record decision' }).click()
  await expect(page.getByText('v1 is already approved.').first()).toBeVisible()
})

test('a metric that is no number is shown as such', async ({ as }) => {
  const model = await madeModel('diverged', [{ loss: 0.4 }, { loss: 'NaN', accuracy: 0.9 }])
  await api('approver', 'POST', `/models/${model}/versions/1/approve`, {})
  const page = await as('approver')
  await page.goto(`/acme/models/${model}/versions/v2`)
  await expect(page.getByRole('row', { name: /^loss/ })).toContainText('NaN')
})
