import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, BrowserContextOptions } from '@playwright/test'
import { oidcClient, type RunningProvider, startProvider } from '../lib/testing/oidc'
import { root } from '../scripts/paths.mjs'
import { violations } from './support/accessible'
import { startHub } from './support/hub.mjs'
import { expect, type Page, test } from './support/test'

let provider: RunningProvider
let hub: Awaited<ReturnType<typeof startHub>>
let admin: Page

// One hub of its own, whose settings name a real provider on another site.
test.describe.configure({ mode: 'serial' })

test.beforeAll(async ({ browser }) => {
  test.setTimeout(120_000)
  mkdirSync(join(root, '.cache'), { recursive: true })
  provider = await startProvider('localhost')
  hub = await startHub({
    log: join(root, '.cache', 'e2e-oidc.log'),
    env: {
      HUB_OIDC_ISSUER: provider.issuer,
      HUB_OIDC_CLIENT_ID: oidcClient.id,
      HUB_OIDC_CLIENT_SECRET: oidcClient.secret,
      HUB_OIDC_NAME: 'Lab ID',
      HUB_OIDC_SCOPES: 'openid email profile groups',
      HUB_OIDC_ORGANIZATION: 'lone-lab',
    },
  })
  provider.open(`${hub.url}/api/auth/callback/oidc`)
  admin = await browser.newPage({ baseURL: hub.url })
  await admin.goto('/')
  await admin.getByLabel('Organization', { exact: false }).first().fill('Lone Lab')
  await admin.getByLabel('Your name').fill('Solo Sam')
  await admin.getByLabel('E-mail').fill('sam@lone.example')
  await admin.getByLabel('Password', { exact: true }).fill('correct horse battery')
  await admin.getByRole('button', { name: 'Set up the hub' }).click()
  await admin.waitForURL('**/lone-lab/models')
})

test.afterAll(async () => {
  await admin?.close()
  await hub?.stop()
  await provider?.close()
})

const plain: BrowserContextOptions = { javaScriptEnabled: false }
const ways = { 'with script': {}, 'without script': plain }

async function visitor(browser: Browser, options: BrowserContextOptions = {}) {
  return (await browser.newContext({ baseURL: hub.url, ...options })).newPage()
}

/** At the provider's own pages: who it is, and that the hub may know. */
async function atProvider(page: Page, login: string) {
  await page.waitForURL(`${provider.issuer}/**`)
  await page.getByPlaceholder('Enter any login').fill(login)
  await page.getByPlaceholder('and password').fill('any')
  await page.getByRole('button', { name: 'Sign-in' }).click()
  const consent = page.getByRole('button', { name: 'Continue' })
  await expect(consent.or(page.getByRole('heading', { level: 1 })).first()).toBeVisible()
  if (page.url().startsWith(provider.issuer) && (await consent.isVisible())) await consent.click()
}

/** Calls the API as whoever is signed in on the page. */
function call<T>(page: Page, method: string, path: string, body?: unknown): Promise<T> {
  return page.evaluate(
    async ([method, path, body]) => {
      const answer = await fetch(`/api/v1/lone-lab${path}`, {
        method,
        headers: { 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const text = await answer.text()
      if (!answer.ok) throw new Error(`${answer.status} ${text}`)
      return text ? JSON.parse(text) : null
    },
    [method, path, body] as const,
  ) as Promise<T>
}

const memberNames = async () =>
  (await call<{ items: { name: string; roles: string[] }[] }>(admin, 'GET', '/members')).items

test('an admin maps a group to a role and a team', async () => {
  await call(admin, 'POST', '/teams', { name: 'Risk', slug: 'risk' })
  await admin.goto('/lone-lab/settings/members')
  await admin.getByRole('link', { name: 'Groups' }).click()
  await admin.getByRole('link', { name: 'Add a group' }).click()
  await admin.getByLabel('Group').fill('/ml/people')
  await admin.getByRole('radio', { name: 'contributor' }).check()
  await admin.getByLabel('Teams').fill('risk')
  await admin.getByRole('button', { name: 'Save' }).click()
  const row = admin.getByRole('row').filter({ hasText: '/ml/people' })
  await expect(row).toContainText('contributor')
  await expect(row).toContainText('Risk')
})

for (const [how, options] of Object.entries(ways))
  test(`who has the group signs in at the provider and gets role and team; without it loses both, ${how}`, async ({
    browser,
  }) => {
    const login = how.replace(' ', '-')
    const name = `Nia ${how}`
    provider.accounts[login] = {
      email: `${login}@lone.example`,
      email_verified: true,
      name,
      groups: ['/ml/people'],
    }
    const page = await visitor(browser, options)
    await page.goto('/lone-lab/models?state=pending')
    await page.getByRole('button', { name: 'Sign in with Lab ID' }).click()
    await atProvider(page, login)
    await page.waitForURL(`${hub.url}/lone-lab/models?state=pending`)
    await page.goto('/me')
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(name)
    await expect(page.getByRole('table', { name: 'Sessions' })).toContainText('by provider')
    await expect(page.getByRole('main')).toContainText('You have no password')
    expect(await memberNames()).toContainEqual(
      expect.objectContaining({ name, roles: ['contributor'] }),
    )
    const team = await call<{ items: { name: string }[] }>(admin, 'GET', '/teams/risk/members')
    expect(JSON.stringify(team)).toContain(name)

    provider.accounts[login].groups = []
    const again = await visitor(browser, options)
    await again.goto('/sign-in')
    await again.getByRole('button', { name: 'Sign in with Lab ID' }).click()
    await atProvider(again, login)
    await expect(again.getByText('You are not a member of an organization here.')).toBeVisible()
    // Also where they were signed in already.
    await page.goto('/lone-lab/models')
    await expect(page).toHaveURL(/sign-in/)
    expect((await memberNames()).map((member) => member.name)).not.toContain(name)
    for (const one of [page, again]) await one.context().close()
  })

test('an address that the provider has not verified opens nothing', async ({ browser }) => {
  provider.accounts.eve = { email: 'sam@lone.example', name: 'Eve', groups: ['/ml/people'] }
  const page = await visitor(browser)
  await page.goto('/sign-in')
  await page.getByRole('button', { name: 'Sign in with Lab ID' }).click()
  await atProvider(page, 'eve')
  await expect(page.getByText('has not verified your e-mail address')).toBeVisible()
  await page.goto('/lone-lab/models')
  await expect(page).toHaveURL(/sign-in/)
  await page.context().close()
})

for (const [how, options] of Object.entries(ways))
  test(`a person joins by a link, once, and confirms who they are, ${how}`, async ({ browser }) => {
    await admin.goto('/lone-lab/settings/invitations')
    await admin.getByRole('link', { name: 'Invite someone' }).click()
    const email = `${how.replace(' ', '')}@join.example`
    await admin.getByLabel('E-mail').fill(email)
    await admin.getByRole('radio', { name: 'maintainer' }).check()
    await admin.getByLabel('Teams').fill('risk')
    await admin.getByRole('button', { name: 'Make the link' }).click()
    const link = await linkOn(admin)

    const page = await visitor(browser, options)
    await page.goto(link)
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Join Lone Lab')
    await expect(page.getByRole('main')).toContainText(
      'Solo Sam invites you as maintainer, member of Risk.',
    )
    if (options !== plain) await axe(page)
    const form = page.locator('form').filter({ hasText: 'Your name' })
    await expect(form.getByLabel('E-mail')).toHaveValue(email)
    await form.getByLabel('Your name').fill('<b>Jo</b> <script>alert(1)</script>')
    await form.getByLabel('New password').fill('short')
    await form.getByRole('button', { name: 'Join' }).click()
    await expect(page.getByText('Use at least 10 characters.')).toBeVisible()
    await expect(form.getByLabel('E-mail')).toHaveValue(email)
    await form.getByLabel('New password').fill('a password of my own')
    await form.getByRole('button', { name: 'Join' }).click()
    await page.waitForURL(`${hub.url}/lone-lab/models`)

    const late = await visitor(browser, options)
    await late.goto(link)
    await expect(late.getByText('This invitation was used already')).toBeVisible()
    await late.context().close()
    await admin.goto('/lone-lab/settings/invitations')
    const row = admin.getByRole('row').filter({ hasText: '<script>alert(1)</script>' })
    await expect(row.first()).toContainText('joined')

    await page.goto('/sign-in/confirm?next=/lone-lab/projects')
    if (options !== plain) await axe(page)
    await page.getByLabel('Password', { exact: true }).fill('not mine at all')
    await page.getByRole('button', { name: 'Confirm', exact: true }).click()
    await expect(page.getByText('This is not your password.')).toBeVisible()
    const before = await sessionOf(page)
    await page.getByLabel('Password', { exact: true }).fill('a password of my own')
    await page.getByRole('button', { name: 'Confirm', exact: true }).click()
    await page.waitForURL(`${hub.url}/lone-lab/projects`)
    expect(await sessionOf(page)).not.toBe(before)
    await page.context().close()
  })

test('an invitation is taken back, and its link leads nowhere', async ({ browser }) => {
  await admin.goto('/lone-lab/settings/invitations?new=link')
  await admin.getByLabel('E-mail').fill('gone@join.example')
  await admin.getByRole('button', { name: 'Make the link' }).click()
  const link = await linkOn(admin)
  await admin.getByRole('link', { name: 'Done' }).click()
  const row = admin.getByRole('row').filter({ hasText: 'gone@join.example' })
  await row.locator('summary').click()
  await row.getByRole('button', { name: 'Take the invitation back' }).click()
  await expect(row).toContainText('Taken back')
  const page = await visitor(browser)
  await page.goto(link)
  await expect(page.getByText('This invitation was taken back.')).toBeVisible()
  await page.context().close()
})

test('someone joins by a link and the provider, and confirms there who they are', async ({
  browser,
}) => {
  const { url } = await call<{ url: string }>(admin, 'POST', '/invitations', {
    roles: ['approver'],
  })
  provider.accounts.pia = { email: 'pia@lone.example', email_verified: true, name: 'Pia' }
  const page = await visitor(browser)
  // The page to sign in takes nobody there without saying where they join.
  await page.goto(`/sign-in?next=${encodeURIComponent(new URL(url).pathname)}`)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Join Lone Lab')
  await page.getByRole('button', { name: 'Join with Lab ID' }).click()
  await atProvider(page, 'pia')
  await page.waitForURL(`${hub.url}/lone-lab/models`)
  expect(await memberNames()).toContainEqual(
    expect.objectContaining({ name: 'Pia', roles: ['approver'] }),
  )
  await page.goto('/sign-in/confirm?next=/lone-lab/reviews')
  await page.getByRole('button', { name: 'Confirm with Lab ID' }).click()
  // It asks again, although it knows her.
  await atProvider(page, 'pia')
  await page.waitForURL(`${hub.url}/lone-lab/reviews`)
  await page.context().close()
})

for (const [how, options] of Object.entries(ways))
  test(`a member sets a new password by a link of the admin, ${how}`, async ({ browser }) => {
    const email = `${how.replace(' ', '')}@reset.example`
    const member = await call<{ id: string }>(admin, 'POST', '/members', {
      email,
      name: 'Rena',
      roles: ['reader'],
    })
    await admin.goto(`/lone-lab/settings/members?change=${member.id}`)
    await admin.getByRole('button', { name: 'Make a link for a new password' }).click()
    const link = await linkOn(admin)
    const page = await visitor(browser, options)
    await page.goto(link)
    await expect(page.getByRole('main')).toContainText(email)
    if (options !== plain) await axe(page)
    await page.getByLabel('New password').fill('a brand new password')
    await page.getByRole('button', { name: 'Set the password' }).click()
    await expect(page.getByText('Your new password is set.')).toBeVisible()
    await page.getByLabel('E-mail').fill(email)
    await page.getByLabel('Password', { exact: true }).fill('a brand new password')
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.waitForURL(`${hub.url}/lone-lab/models`)
    await page.goto(link)
    await expect(page.getByText('This link was used already')).toBeVisible()
    await page.context().close()
  })

for (const to of ['https://evil.example/', '//evil.example', '/\\evil.example'])
  test(`confirming and signing in never lead to ${to}`, async ({ browser }) => {
    const page = await visitor(browser)
    await page.goto(`/sign-in?next=${encodeURIComponent(to)}`)
    await page.getByLabel('E-mail').fill('sam@lone.example')
    await page.getByLabel('Password', { exact: true }).fill('correct horse battery')
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.waitForURL(`${hub.url}/lone-lab/models`)
    await page.goto(`/sign-in/confirm?next=${encodeURIComponent(to)}`)
    await page.getByLabel('Password', { exact: true }).fill('correct horse battery')
    await page.getByRole('button', { name: 'Confirm', exact: true }).click()
    await page.waitForURL(`${hub.url}/lone-lab/models`)
    await page.context().close()
  })

test('a session that was planted before signing in is not the one after', async ({ browser }) => {
  const page = await visitor(browser)
  const planted = 'A'.repeat(43)
  await page.context().addCookies([{ name: 'hub-session', value: planted, url: hub.url }])
  await page.goto('/sign-in')
  await page.getByLabel('E-mail').fill('sam@lone.example')
  await page.getByLabel('Password', { exact: true }).fill('correct horse battery')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.waitForURL(`${hub.url}/lone-lab/models`)
  const session = await sessionOf(page)
  expect(session).toMatch(/^[\w-]{43}$/)
  expect(session).not.toBe(planted)
  await page.context().close()
})

async function linkOn(page: Page): Promise<string> {
  const shown = page.getByText(/\/sign-in\/(join|reset)\/[\w-]{43}/).first()
  return String(await shown.textContent()).trim()
}

async function sessionOf(page: Page): Promise<string | undefined> {
  const cookies = await page.context().cookies()
  return cookies.find(({ name }) => name === 'hub-session')?.value
}

async function axe(page: Page): Promise<void> {
  expect(await violations(page)).toEqual([])
}
