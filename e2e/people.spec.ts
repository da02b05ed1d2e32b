import type { BrowserContextOptions } from '@playwright/test'
import { api, expect, madeModel, test, user } from './support/test'

const plain: BrowserContextOptions = { javaScriptEnabled: false }

let made = 0
const unlike = (word: string) => `${word}-${process.pid}-${++made}`

/** A member of this spec alone, and the way to be them. */
async function newcomer(name: string, roles: string[] = ['reader']) {
  const email = `${unlike('person')}@acme.example`
  const draft = { email, name, roles }
  const { id, initialPassword } = await api<{ id: string; initialPassword: string }>(
    'admin',
    'POST',
    '/members',
    draft,
  )
  return { id, email, password: initialPassword }
}

for (const [how, options] of Object.entries({ 'with script': {}, 'without script': plain })) {
  test(`a team gives its role to whoever is put in, and takes it back, ${how}`, async ({ as }) => {
    const slug = unlike('risk')
    const { email } = await newcomer('Tea Member')
    const page = await as('admin', options)
    await page.goto('/acme/settings/teams')
    await page.getByRole('link', { name: 'New team' }).click()
    await page.getByLabel('Name', { exact: true }).fill(`Risk ${slug}`)
    await page.getByLabel('Slug').fill(slug)
    await page.getByRole('button', { name: 'Create team' }).click()
    await page.waitForURL(`**/acme/settings/teams/${slug}`)
    await expect(page.getByText('Nobody is in this team yet.')).toBeVisible()

    await page.getByLabel('Member', { exact: true }).fill('nobody@acme.example')
    await page.getByRole('button', { name: 'Put into the team' }).click()
    await expect(page.getByText('has no member nobody@acme.example.')).toBeVisible()
    await page.getByLabel('Member', { exact: true }).fill(email)
    await page.getByRole('button', { name: 'Put into the team' }).click()
    const row = page.getByRole('row').filter({ hasText: email })
    await expect(row).toContainText('Tea Member')

    await page.getByLabel('Role in the organization').selectOption('maintainer')
    await page.getByRole('button', { name: 'Give role' }).click()
    await expect(page.getByRole('table', { name: 'Roles' })).toContainText('maintainer')

    const model = await madeModel('teamed', [{ accuracy: 0.5 }])
    await page.goto(`/acme/models/${model}/settings`)
    const access = page
      .getByRole('row')
      .filter({ hasText: email })
      .filter({ hasText: 'maintainer' })
    await expect(access).toContainText(`through the team Risk ${slug}`)

    await page.goto(`/acme/settings/teams/${slug}`)
    await row.locator('summary').click()
    await row.getByRole('button', { name: 'Take out of the team' }).click()
    await expect(row).toHaveCount(0)
    await page.getByText('Remove this team').click()
    await page.getByRole('button', { name: `Remove Risk ${slug}` }).click()
    await page.waitForURL('**/acme/settings/teams')
    expect((await page.goto(`/acme/settings/teams/${slug}`))?.status()).toBe(404)
  })

  test(`a service account is made, gets a role and a token, and is disabled, ${how}`, async ({
    as,
    baseURL,
  }) => {
    const slug = unlike('trainer')
    const page = await as('admin', options)
    await page.goto('/acme/settings/service-accounts')
    await page.getByRole('link', { name: 'New service account' }).click()
    await page.getByLabel('Name', { exact: true }).fill('Nightly trainer')
    await page.getByLabel('Slug').fill(slug)
    await page.getByLabel('Who answers for it').fill(user('contributor').email)
    await page.getByRole('button', { name: 'Create service account' }).click()
    await page.waitForURL(`**/acme/settings/service-accounts/${slug}`)
    await page.getByLabel('Role in the organization').selectOption('contributor')
    await page.getByRole('button', { name: 'Give role' }).click()
    await expect(page.getByRole('table', { name: 'Roles' })).toContainText('contributor')

    const owner = await as('contributor', options)
    await owner.goto(`/acme/settings/service-accounts/${slug}`)
    await owner.getByRole('link', { name: 'New token' }).click()
    await owner.waitForURL('**?new=token')
    await expect(owner.getByRole('checkbox', { name: 'decide' })).toHaveCount(0)
    await owner.getByLabel('Name', { exact: true }).fill('cluster')
    await owner.getByRole('checkbox', { name: 'write' }).check()
    await owner.getByRole('button', { name: 'Create token' }).click()
    const secret = String(
      await owner
        .getByText(/^hub_[\w-]{20,}$/)
        .first()
        .textContent(),
    ).trim()
    const call = (path: string, body?: unknown) =>
      fetch(`${baseURL}/api/v1${path}`, {
        headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
      })
    expect(await (await call('/me')).json()).toMatchObject({
      actor: { kind: 'service_account', name: 'Nightly trainer' },
      roles: ['contributor'],
    })

    // What it registers shows as its own, and neither it nor whoever answers for it decides.
    const model = await madeModel('nightly', [{ accuracy: 0.5 }])
    expect((await call(`/acme/models/${model}/versions`, {})).status).toBe(201)
    expect((await call(`/acme/models/${model}/versions/2/approve`, {})).status).toBe(403)
    const reader = await as('approver', options)
    await reader.goto(`/acme/models/${model}/versions/v2`)
    await expect(reader.getByRole('main')).toContainText('Nightly trainer')

    await page.goto(`/acme/settings/service-accounts/${slug}`)
    await page.getByText('Disable this service account').click()
    await page.getByRole('button', { name: 'Disable Nightly trainer' }).click()
    await page.waitForURL('**/acme/settings/service-accounts')
    await expect(page.getByRole('row').filter({ hasText: slug })).toContainText('Disabled')
    expect((await call('/me')).status).toBe(401)
  })
}

test('who leaves is told what ends, is signed out, and may be erased', async ({
  as,
  browser,
  baseURL,
}) => {
  const { id, email, password } = await newcomer('Lena Leaving', ['contributor'])
  const slug = unlike('left-behind')
  const account = { name: 'Left behind', slug, owner: email }
  await api('admin', 'POST', '/service-accounts', account)
  const context = await browser.newContext({ baseURL })
  const theirs = await context.newPage()
  const signIn = async () => {
    await theirs.goto('/sign-in')
    await theirs.getByLabel('E-mail').fill(email)
    await theirs.getByLabel('Password', { exact: true }).fill(password)
    await theirs.getByRole('button', { name: 'Sign in' }).click()
    await theirs.waitForURL('**/acme/models')
  }
  await signIn()

  const page = await as('admin')
  await page.goto(`/acme/settings/members?change=${id}`)
  await page.getByRole('button', { name: 'Sign out everywhere' }).click()
  await expect(page.getByText('1 session ended.')).toBeVisible()
  await theirs.goto('/acme/models')
  await expect(theirs).toHaveURL(/sign-in/)
  await signIn()

  await page.getByText('Remove from the organization').click()
  await expect(page.getByText('You will answer for Left behind')).toBeVisible()
  await page.getByRole('button', { name: 'Remove Lena Leaving' }).click()
  await page.waitForURL('**/acme/settings/members')
  await theirs.goto('/acme/models')
  await expect(theirs).toHaveURL(/sign-in/)
  await context.close()
  const { owner } = await api<{ owner: { name: string } }>(
    'admin',
    'GET',
    `/service-accounts/${slug}`,
  )
  expect(owner.name).not.toBe('Lena Leaving')

  await page.getByRole('link', { name: 'Former members' }).click()
  const row = page.getByRole('row').filter({ hasText: email })
  await expect(row).toContainText('Lena Leaving')
  await row.locator('summary').click()
  await row.getByRole('button', { name: 'Erase for good' }).click()
  await expect(row).toHaveCount(0)
  await expect(page.getByText(`Former member ${id.slice(-8)}`)).toBeVisible()
})

test('who may not change teams, service accounts and members reads why', async ({ as }) => {
  const page = await as('contributor')
  const reason = 'Needs the admin role.'
  for (const path of ['teams', 'service-accounts', 'members?state=removed']) {
    await page.goto(`/acme/settings/${path}`)
    await expect(page.getByRole('main')).toContainText(reason)
  }
})
