import { expect, test } from './support/test'

test('whoever is refused reads the rule, what they hold, and who can help', async ({ as }) => {
  const page = await as('contributor')
  await page.goto('/acme/models/fuel-economy/versions/v3')
  const panel = page.getByRole('form', { name: /Decide on v3/ })
  await panel.getByRole('link', { name: 'Why can’t I?' }).first().click()
  await expect(page).toHaveURL(/\/acme\/why\?can=version\.approve/)
  const main = page.getByRole('main')
  await expect(main).toContainText('You cannot approve a version here.')
  await expect(main).toContainText('To approve a version takes the approver role.')
  await expect(main).toContainText('contributor of the organization')
  await expect(main).toContainText('Ben')
  await page.getByRole('link', { name: 'Back to where you were' }).click()
  await expect(page).toHaveURL(/fuel-economy\/versions\/v3/)
})

test('who has which role is not for everyone to see', async ({ as }) => {
  const page = await as('approver')
  await page.goto('/acme/why?can=alias.move&on=model://penguins/v4')
  await expect(page.getByRole('main')).toContainText('You cannot move an alias here.')
  await expect(page.getByRole('link', { name: 'All who may, and through what' })).toHaveCount(0)
})

test('what is nothing that one can do is not asked about', async ({ as }) => {
  const page = await as('contributor')
  const answer = await page.goto('/acme/why?can=nonsense')
  expect(answer?.status()).toBe(404)
})

test('an auditor reads who can approve a model and through what, and what a person may', async ({
  as,
}) => {
  const page = await as('auditor')
  await page.goto('/acme/models/penguins/settings')
  await page.getByRole('link', { name: 'Who may approve, and through what' }).click()
  const table = page.getByRole('region', { name: 'People who may' })
  await expect(table.getByRole('row', { name: /Ben/ })).toContainText(
    'approver of the organization',
  )
  await page.getByLabel('Who may', { exact: true }).selectOption('alias.move')
  await expect(page).toHaveURL(/can=alias\.move/)
  await page.getByRole('link', { name: /Ada/ }).first().click()
  await expect(page.getByRole('heading', { name: /Roles of Ada/ })).toBeVisible()
  const deeds = page.getByRole('region', { name: 'What they may do' })
  await expect(deeds.getByRole('row', { name: /^move an alias/ })).toContainText('Yes')
})

const refusing = [
  '/acme/models/penguins',
  '/acme/models/penguins/settings',
  '/acme/models/penguins/versions/v4',
  '/acme/models/new',
  '/acme/projects',
  '/acme/projects/penguins/settings',
  '/acme/datasets',
  '/acme/datasets/penguins',
  '/acme/datasets/penguins/settings',
  '/acme/settings/members',
  '/acme/settings/teams',
  '/acme/settings/teams/risk',
  '/acme/settings/service-accounts',
  '/acme/settings/policy',
  '/acme/settings/access',
  '/acme/models/penguins/policy',
  '/acme/models/penguins/access',
  '/acme/models/penguins/activity',
  '/acme/projects/penguins/policy',
  '/acme/models/fuel-economy/versions/v3',
  '/acme/activity',
  '/acme/settings/organization',
  '/acme/settings/fields',
  '/acme/settings/metrics',
  '/acme/reviews',
]

for (const path of refusing)
  test(`every refused control leads to why: ${path}`, async ({ as }) => {
    const page = await as('auditor')
    await page.goto(path)
    const dead = page.getByRole('main').locator('[aria-disabled="true"]')
    for (const control of await dead.all()) {
      const around = control.locator(
        'xpath=ancestor::*[self::form or self::section or self::header or self::span or self::div][.//a[contains(@href, "/why?can=")]]',
      )
      expect(await around.count(), (await control.textContent()) ?? '').toBeGreaterThan(0)
    }
    for (const link of await page.locator('a[href*="/why?can="]').all()) {
      const answer = await page.request.get((await link.getAttribute('href')) ?? '')
      expect(answer.status()).toBe(200)
    }
  })
