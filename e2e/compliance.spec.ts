import { api, expect, madeModel, test } from './support/test'

test('one page answers who made a version, who approved it and where it went, with receipts', async ({
  as,
}) => {
  const page = await as('auditor')
  const main = page.getByRole('main')
  await page.goto('/acme/models/penguins/versions/v4')
  await main.getByRole('link', { name: 'Compliance' }).click()
  await page.waitForURL(/versions\/v4\/compliance$/)
  for (const question of [
    'What to know first',
    'What is it?',
    'Who trained it, and when?',
    'On what data?',
    'With which code?',
    'Who registered it?',
    'Who approved it, on what evidence?',
    'Where was it used, and when?',
    'How to check this',
  ])
    await expect(main.getByRole('heading', { name: question })).toBeVisible()
  await expect(main).toContainText('model://penguins/v4@sha256:')
  await expect(main).toContainText('dataset://penguins/')
  await expect(main.getByRole('link', { name: /^event [\d,]+$/ }).first()).toBeVisible()
  const json = await page.request.get('/api/v1/acme/models/penguins/versions/v4/compliance')
  expect(await json.json()).toMatchObject({
    version: { uri: 'model://penguins/v4' },
    made: { by: { name: expect.any(String) }, commit: expect.anything() },
  })
})

test('it says what nobody can say, and prints', async ({ as }) => {
  const model = await madeModel('bare', [{ accuracy: 0.8 }])
  await api('approver', 'POST', `/models/${model}/versions/1/approve`, { note: 'Seen it' })
  const page = await as('contributor')
  const main = page.getByRole('main')
  await page.goto(`/acme/models/${model}/versions/v1/compliance`)
  await expect(main.getByText(/nobody can say which code made it/).first()).toBeVisible()
  await expect(main).toContainText(/Approved by .*Ben Okafor/)
  await expect(main).toContainText('Seen it')
  await page.emulateMedia({ media: 'print' })
  await expect(main.getByRole('button')).toHaveCount(0)
  await expect(main).toContainText('Seen it')
  expect((await page.pdf({ format: 'A4' })).length).toBeGreaterThan(10_000)
  const gone = await page.goto('/acme/models/none/versions/v1/compliance')
  expect(gone?.status()).toBe(404)
})
