import { readFile } from 'node:fs/promises'
import type { Locator, Page } from '@playwright/test'
import { api, expect, madeModel, test } from './support/test'

async function decidedModel(name: string): Promise<string> {
  const model = await madeModel(name, [{ accuracy: 0.8 }, { accuracy: 0.7 }])
  await api('approver', 'POST', `/models/${model}/versions/1/approve`, { note: 'Fine by me' })
  await api('contributor', 'PUT', `/models/${model}/aliases/live`, { version: 1 })
  return model
}

async function saved(page: Page, link: Locator): Promise<string> {
  const [file] = await Promise.all([page.waitForEvent('download'), link.click()])
  return readFile(await file.path(), 'utf8')
}

test('an auditor narrows the log, shares the address, and takes what is shown as a file', async ({
  as,
}) => {
  const model = await decidedModel('watched')
  const page = await as('auditor')
  await page.goto('/acme/activity')
  const main = page.getByRole('main')
  await main.getByLabel('On', { exact: true }).fill(`model://${model}/`)
  await main.getByRole('button', { name: 'Filter' }).click()
  await page.waitForURL(/subject=/)
  await main.getByRole('combobox', { name: 'Action' }).selectOption('version.approve')
  await page.waitForURL(/action=version.approve/)
  await expect(main.getByRole('listitem').filter({ hasText: 'approved' })).toHaveCount(1)
  await expect(main.getByText('Fine by me')).toBeVisible()
  expect(new URL(page.url()).searchParams.get('subject')).toBe(`model://${model}/`)

  await expect(main.getByText('taking it is recorded here')).toBeVisible()
  const csv = await saved(page, main.getByRole('link', { name: /^CSV/ }))
  expect(csv.trimEnd().split('\n')).toHaveLength(2)
  expect(csv).toContain(`model://${model}/v1`)
  const lines = await saved(page, main.getByRole('link', { name: /^OCSF/ }))
  expect(JSON.parse(lines.trimEnd())).toMatchObject({ class_uid: 6003, status_id: 1 })
  await page.goto('/acme/activity?action=audit.export')
  await expect(main.getByText('exported the log of').first()).toBeVisible()

  await page.goto(`/acme/activity?subject=model://${model}/&action=version.approve`)
  await main.getByRole('link', { name: /Remove filter Action/ }).click()
  await expect(main.getByText('moved the alias')).toBeVisible()
})

test('a search kept as a view is there again, under another name, until it is deleted', async ({
  as,
}) => {
  const page = await as('auditor')
  const main = page.getByRole('main')
  const name = `Mine ${process.pid} ${Date.now()}`
  await page.goto('/acme/activity?via=api&outcome=refused')
  await main.getByText(/Save as a view|Save or change views/).click()
  await main.getByLabel('Name of the search that is shown').fill(name)
  await main.getByRole('button', { name: 'Save', exact: true }).click()
  const views = main.getByRole('navigation', { name: 'Views' })
  await expect(views.getByRole('link', { name })).toBeVisible()
  await page.goto('/acme/activity')
  await views.getByRole('link', { name }).click()
  await page.waitForURL(/via=api&outcome=refused/)
  await main.getByText('Save or change views').click()
  const own = main.getByRole('region', { name })
  await own.getByLabel(`New name of ${name}`).fill(`${name} too`)
  await own.getByRole('button', { name: 'Rename' }).click()
  await expect(views.getByRole('link', { name: `${name} too` })).toBeVisible()
  const renamed = main.getByRole('region', { name: `${name} too` })
  await renamed.locator('summary').click()
  await renamed.getByRole('button', { name: 'Delete view' }).click()
  await expect(views.getByRole('link', { name })).toHaveCount(0)
  const ben = await as('approver')
  await ben.goto('/acme/models/penguins/activity')
  await expect(ben.getByRole('link', { name: 'Refusals' })).toBeVisible()
})

test('each event has a page of its own, with the text that is sealed and what proves it', async ({
  as,
}) => {
  const model = await decidedModel('told')
  const page = await as('auditor')
  const main = page.getByRole('main')
  await page.goto(`/acme/activity?subject=model://${model}/v1&action=version.approve`)
  await main.getByRole('link', { name: /^Event at/ }).click()
  await page.waitForURL(/\/activity\/[0-9a-f-]{36}$/)
  await expect(main).toContainText('Fine by me')
  await expect(main).toContainText('"action": "version.approve"')
  await expect(main.getByText('Place', { exact: true })).toBeVisible()
  const proof = main.getByRole('link', { name: /audit\/proof\?index=/ })
  const answer = await page.request.get((await proof.getAttribute('href')) ?? '')
  expect(await answer.text()).toContain('c2sp.org/tlog-proof@v1')
  const index = /index=(\d+)/.exec((await proof.getAttribute('href')) ?? '')?.[1]
  await page.goto(`/acme/activity/${index}`)
  await expect(main).toContainText('Fine by me')

  const rita = await as('contributor')
  await rita.goto(page.url())
  await expect(rita.getByRole('main')).toContainText('Where it came from is shown to auditors')
  await expect(rita.getByRole('main')).not.toContainText('Program')
})

test('the page of a version and of a person tell what was done to it, and by them', async ({
  as,
}) => {
  const model = await decidedModel('followed')
  const page = await as('auditor')
  const main = page.getByRole('main')
  await page.goto(`/acme/models/${model}/versions/v1`)
  await main.getByRole('link', { name: 'Activity', exact: true }).click()
  await page.waitForURL(/versions\/v1\/activity$/)
  await expect(main.getByText('registered')).toBeVisible()
  await expect(main.getByText('moved the alias')).toBeVisible()
  await main
    .getByRole('link', { name: /Ben Okafor/ })
    .first()
    .click()
  await page.waitForURL(/\/acme\/people\//)
  await expect(main.getByRole('heading', { level: 1 })).toHaveText('Ben Okafor')
  await expect(main.getByRole('heading', { name: 'Sign-ins' })).toBeVisible()
  await expect(main).toContainText('approver')
  const ana = await as('contributor')
  await ana.goto(page.url())
  await expect(ana.getByRole('main')).toContainText('You cannot see what others did')
})

for (const javaScriptEnabled of [true, false])
  test(`the log is verified from its page ${javaScriptEnabled ? 'in place' : 'without JavaScript'}`, async ({
    as,
  }) => {
    const page = await as('auditor', { javaScriptEnabled })
    const main = page.getByRole('main')
    await page.goto('/acme/activity')
    await expect(main).toContainText(/Sealed up to event [\d,]+, head [0-9a-f]{16}/)
    await main.getByRole('button', { name: 'Verify' }).click()
    await expect(main).toContainText(/Verified up to event [\d,]+, head [0-9a-f]{16}/)
    await page.goto('/acme/activity')
    await expect(main).toContainText(/You verified it up to event [\d,]+/)
  })
