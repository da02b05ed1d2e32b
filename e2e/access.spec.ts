import { api, expect, madeModel, signIn, test, user } from './support/test'

test('who is not signed in is led to the sign-in page and back', async ({ page }) => {
  await page.goto('/acme/models/penguins')
  await expect(page).toHaveURL(/sign-in\?next=/)
  const { email, password } = user('auditor')
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL('**/acme/models/penguins')
})

test('a wrong password is refused with a sentence', async ({ page }) => {
  await page.goto('/sign-in')
  await page.getByLabel('E-mail').fill('ben@acme.example')
  await page.getByLabel('Password', { exact: true }).fill('not the password')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(
    page
      .getByRole('alert')
      .or(page.getByText(/do not match|not right|wrong/i))
      .first(),
  ).toBeVisible()
})

test('signing out ends the session', async ({ browser, baseURL }) => {
  const context = await browser.newContext({ baseURL })
  const page = await context.newPage()
  await signIn(page, 'contributor')
  const cookies = await context.cookies()
  expect(cookies.find(({ name }) => name === 'hub-session')).toMatchObject({
    httpOnly: true,
    sameSite: 'Lax',
  })
  await page.getByText('Ana Silva').first().click()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(page).toHaveURL(/sign-in/)
  // The cookie alone opens nothing any more.
  await context.addCookies(cookies)
  await page.goto('/acme/models')
  await expect(page).toHaveURL(/sign-in/)
  await context.close()
})

test('a session ended from another browser ends at once', async ({ browser, baseURL }) => {
  const agent = (name: string) => `Mozilla/5.0 (X11; Linux x86_64) ${name}/1.0`
  const here = await browser.newContext({ baseURL, userAgent: agent('Here') })
  const there = await browser.newContext({ baseURL, userAgent: agent('There') })
  const [mine, theirs] = [await here.newPage(), await there.newPage()]
  await signIn(mine, 'contributor')
  await signIn(theirs, 'contributor')
  await mine.goto('/me')
  const session = mine.getByRole('row').filter({ has: mine.locator('[title*="There"]') })
  await session.locator('summary').click()
  await session.getByRole('button').click()
  await expect(session).toHaveCount(0)
  await theirs.goto('/acme/models')
  await expect(theirs).toHaveURL(/sign-in/)
  await here.close()
  await there.close()
})

test('what is absent and what may not be seen look the same', async ({ as }) => {
  const model = await madeModel('hidden', [{ accuracy: 1 }])
  await api('contributor', 'PATCH', `/models/${model}`, { accessMode: 'restricted' })
  const page = await as('approver')
  const hidden = await page.goto(`/acme/models/${model}`)
  const told = (await page.getByRole('main').textContent()) ?? ''
  const absent = await page.goto('/acme/models/never-was')
  expect([hidden?.status(), absent?.status()]).toEqual([404, 404])
  expect(told.replaceAll(model, 'X')).toBe(
    ((await page.getByRole('main').textContent()) ?? '').replaceAll('never-was', 'X'),
  )
  const elsewhere = await page.goto('/another-organization/models')
  expect(elsewhere?.status()).toBe(404)
})

test('the whole log is for auditors and admins; others read why not', async ({ as }) => {
  const contributor = await as('contributor')
  await contributor.goto('/acme/activity')
  await expect(contributor.getByRole('main')).toContainText('Needs the auditor or admin role.')
  const auditor = await as('auditor')
  await auditor.goto('/acme/activity')
  await expect(auditor.getByRole('main')).toContainText('Ana Silva')
})

test('a token is made, shown once, works, and is dead when revoked', async ({ as }) => {
  const page = await as('contributor')
  const name = `e2e job ${Date.now()}`
  await page.goto('/acme/settings/tokens')
  await page.getByRole('link', { name: 'New token' }).click()
  await page.getByLabel('Name').fill(name)
  await page.getByRole('checkbox', { name: 'read' }).check()
  await page.getByRole('button', { name: 'Create token' }).click()
  const shown = page.getByText(/^hub_[\w-]{20,}$/).first()
  const secret = String(await shown.textContent()).trim()
  const ask = () =>
    fetch(`${process.env.HUB_E2E_URL}/api/v1/me`, {
      headers: { authorization: `Bearer ${secret}` },
    })
  expect((await ask()).status).toBe(200)
  await page.goto('/acme/settings/tokens')
  await expect(page.getByText(secret)).toHaveCount(0)
  const row = page.getByRole('row').filter({ hasText: name })
  await row.getByText('Revoke').first().click()
  await row.getByRole('button').click()
  await expect.poll(async () => (await ask()).status).toBe(401)
})

test('an admin adds a member with a one-time password, who can sign in', async ({
  as,
  browser,
  baseURL,
}) => {
  const page = await as('admin')
  await page.goto('/acme/settings/members')
  await page.getByRole('link', { name: 'Add member' }).click()
  const email = `new-${Date.now()}@acme.example`
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Name').fill('Nia New')
  await page.getByRole('radio', { name: /^reader/ }).check()
  await page.getByRole('button', { name: 'Add member' }).click()
  const shown = page.getByText(/^[a-z0-9]{5}(-[a-z0-9]{5}){3}$/).first()
  const password = String(await shown.textContent()).trim()
  const context = await browser.newContext({ baseURL })
  const theirs = await context.newPage()
  await theirs.goto('/sign-in')
  await theirs.getByLabel('E-mail').fill(email)
  await theirs.getByLabel('Password', { exact: true }).fill(password)
  await theirs.getByRole('button', { name: 'Sign in' }).click()
  await theirs.waitForURL('**/acme/models')
  await context.close()
})

test('who may not add members reads why', async ({ as }) => {
  const page = await as('contributor')
  await page.goto('/acme/settings/members')
  const button = page.getByRole('button', { name: 'Add member' })
  await expect(button).toHaveAttribute('aria-disabled', 'true')
  await expect(
    page.getByText('Needs the admin role. You are a contributor.').first(),
  ).toBeAttached()
})
