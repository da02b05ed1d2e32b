import type { BrowserContextOptions, Page } from '@playwright/test'
import { api, type DemoRole, expect, madeModel, test, user } from './support/test'

const emailOf = (role: DemoRole) => user(role).email

const plain: BrowserContextOptions = { javaScriptEnabled: false }

let made = 0
const unlike = (word: string) => `${word}-${process.pid}-${++made}`

for (const [how, options] of Object.entries({ 'with script': {}, 'without script': plain })) {
  test(`a model is renamed, and its old address leads to the new one, ${how}`, async ({ as }) => {
    const model = await madeModel('before', [{ accuracy: 0.5 }])
    const slug = unlike('after')
    const page = await as('contributor', options)
    await page.goto(`/acme/models/${model}`)
    await page.getByRole('link', { name: 'Settings', exact: true }).click()
    await page.getByLabel('Name', { exact: true }).first().fill('Renamed')
    await page.getByLabel('Slug').fill(slug)
    await page.getByRole('button', { name: 'Save name' }).click()
    await page.waitForURL(`**/acme/models/${slug}/settings`)
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Renamed')
    for (const rest of ['', '/settings', '/versions', '/versions/v1', '/activity', '/edit']) {
      await page.goto(`/acme/models/${model}${rest}`)
      await expect(page).toHaveURL(`/acme/models/${slug}${rest}`)
    }
    const found = await api<{ slug: string }>('auditor', 'GET', `/models/${model}`)
    expect(found.slug).toBe(slug)
  })

  test(`a restricted model is seen by whom it is given to, until it is taken back, ${how}`, async ({
    as,
  }) => {
    const model = await madeModel('closed', [{ accuracy: 0.5 }])
    const page = await as('contributor', options)
    const reader = await as('approver', options)
    const seen = async () => (await reader.goto(`/acme/models/${model}`))?.status()
    expect(await seen()).toBe(200)

    await page.goto(`/acme/models/${model}/settings`)
    await page.getByRole('radio', { name: 'Restricted' }).check()
    await page.getByRole('button', { name: 'Save access mode' }).click()
    await expect(page.getByText('Saved.')).toBeVisible()
    await expect(page.getByRole('radio', { name: 'Restricted' })).toBeChecked()
    expect(await seen()).toBe(404)

    await page.getByLabel('Who', { exact: true }).fill('nobody@acme.example')
    await page.getByRole('button', { name: 'Give role' }).click()
    await expect(page.getByText('has no member nobody@acme.example.')).toBeVisible()
    await expect(page.getByLabel('Who', { exact: true })).toHaveValue('nobody@acme.example')
    await page.getByLabel('Who', { exact: true }).fill(emailOf('approver'))
    await page.getByLabel('Role').selectOption('reader')
    await page.getByRole('button', { name: 'Give role' }).click()
    const row = page
      .getByRole('row')
      .filter({ hasText: emailOf('approver') })
      .filter({ hasText: 'Given on this model' })
    await expect(row).toContainText('reader')
    expect(await seen()).toBe(200)

    await row.locator('summary').click()
    await row.getByRole('button', { name: 'Revoke role' }).click()
    await expect(row).toHaveCount(0)
    expect(await seen()).toBe(404)
  })
}

test('only an admin says who approves', async ({ as }) => {
  const model = await madeModel('judged', [{ accuracy: 0.5 }])
  const give = async (role: DemoRole) => {
    const page = await as(role)
    await page.goto(`/acme/models/${model}/settings`)
    await page.getByLabel('Who', { exact: true }).fill(emailOf('auditor'))
    await page.getByLabel('Role').selectOption('approver')
    await page.getByRole('button', { name: 'Give role' }).click()
    return page
  }
  const refusal = 'Who approves is chosen by an admin of the organization.'
  await expect((await give('contributor')).getByText(refusal)).toBeVisible()
  await expect((await give('admin')).getByText('Given. It holds from now on.')).toBeVisible()
})

test('a model is handed on to another owner', async ({ as }) => {
  const model = await madeModel('handed', [{ accuracy: 0.5 }])
  const page = await as('contributor')
  await page.goto(`/acme/models/${model}/settings`)
  await page.getByLabel('New owner').fill(emailOf('approver'))
  await page.getByRole('button', { name: 'Hand over' }).click()
  await expect(page.getByText('Handed over.')).toBeVisible()
  const { owner } = await api<{ owner: { name: string } }>('auditor', 'GET', `/models/${model}`)
  await expect(page.getByText(`Owned by ${owner.name}`).first()).toBeVisible()
  expect(owner.name).not.toBe('Ana Silva')
})

test('who may not change a model reads why, and sees no form', async ({ as }) => {
  const page = await as('approver')
  await page.goto('/acme/models/penguins/settings')
  const main = page.getByRole('main')
  await expect(main).toContainText('You cannot change the settings of this model')
  await expect(main).toContainText('Needs the maintainer role. You are an approver.')
  await expect(main).toContainText('You cannot see who has access')
  await expect(page.getByRole('button', { name: /Save|Give|Hand/ })).toHaveCount(0)
})

for (const [how, options] of Object.entries({ 'with script': {}, 'without script': plain })) {
  test(`a project is made, gets models, is renamed and deleted, ${how}`, async ({ as }) => {
    const page = await as('contributor', options)
    const [slug, renamed] = [unlike('lab'), unlike('bench')]
    await page.goto('/acme/projects')
    await page.getByRole('link', { name: 'New project' }).click()
    const name = `Lab ${slug}`
    await page.getByLabel('Name').fill(name)
    await page.getByLabel('Slug').fill(slug)
    await page.getByRole('button', { name: 'Create project' }).click()
    await page.waitForURL(`**/acme/projects/${slug}`)

    const model = await madeModel('member', [{ accuracy: 0.5 }])
    await page.goto(`/acme/models/${model}/settings`)
    await page
      .getByRole('group', { name: /Projects/ })
      .getByLabel(name, { exact: true })
      .check()
    await page.getByRole('button', { name: 'Save projects' }).click()
    await expect(page.getByText('Saved.')).toBeVisible()
    expect(await api('auditor', 'GET', `/models?project=${slug}`)).toMatchObject({
      items: [{ slug: model }],
    })

    await page.goto(`/acme/projects/${slug}/settings`)
    await page.getByLabel('Slug').fill(renamed)
    await page.getByLabel('Description').fill('What we try')
    await page.getByRole('button', { name: 'Save project' }).click()
    await page.waitForURL(`**/acme/projects/${renamed}/settings`)
    for (const rest of ['', '/runs', '/settings']) {
      await page.goto(`/acme/projects/${slug}${rest}`)
      await expect(page).toHaveURL(`/acme/projects/${renamed}${rest}`)
    }
    await expect(page.getByRole('main')).toContainText('What we try')

    await page.getByText('Delete this project').click()
    const sure = page.locator('form').filter({ hasText: 'Delete this project' })
    await sure.getByRole('textbox', { name: 'Name' }).fill(renamed)
    await page.getByRole('button', { name: 'Delete', exact: true }).click()
    await page.waitForURL('**/acme/projects')
    expect((await page.goto(`/acme/projects/${renamed}`))?.status()).toBe(404)
  })
}

test('a slug that is none is refused where it stands, with all that was written', async ({
  as,
}) => {
  const page = await as('contributor', plain)
  await page.goto('/acme/projects/new')
  await page.getByLabel('Name').fill('Lab of mine')
  await page.getByLabel('Slug').fill('No slug')
  await page.getByLabel('Description').fill('What we try')
  await page.getByRole('button', { name: 'Create project' }).click()
  await expect(page.getByLabel('Slug')).toHaveAttribute('aria-invalid', 'true')
  await expect(page.getByText('lower-case letters').first()).toBeVisible()
  await expect(page.getByLabel('Description')).toHaveValue('What we try')
})

test('who may not make or change a project reads why', async ({ as }) => {
  const page = await as('auditor')
  const reason = 'Needs the contributor role. You are an auditor.'
  await page.goto('/acme/projects')
  await expect(page.getByRole('main')).toContainText(reason)
  await page.goto('/acme/projects/new')
  await expect(page.getByRole('main')).toContainText(reason)
  await page.goto('/acme/projects/penguins/settings')
  await expect(page.getByRole('main')).toContainText('Needs the maintainer role.')
  // Who has access is for auditors to read.
  await expect(page.getByRole('table', { name: 'Who has access' })).toBeVisible()
})

test('an admin names the organization; others read why not', async ({ as }) => {
  const page = await as('admin')
  const { name } = await api<{ name: string }>('admin', 'GET', '/organization')
  await page.goto('/acme/settings/organization')
  try {
    // Others see this for a moment: what they look for is still in it.
    const changed = `${name} of today`
    await page.getByLabel('Name').fill(changed)
    await page.getByRole('button', { name: 'Save' }).click()
    await expect(page.getByText('Saved.')).toBeVisible()
    await page.goto('/acme/models')
    await expect(page.getByRole('link', { name: changed }).first()).toBeAttached()
  } finally {
    await api('admin', 'PATCH', '/organization', { name })
  }
  const other = await as('contributor')
  await other.goto('/acme/settings/organization')
  await expect(other.getByRole('main')).toContainText(
    'Needs the admin role. You are a contributor.',
  )
  await expect(other.getByRole('button', { name: 'Save' })).toHaveCount(0)
})

/** A member of this spec alone, whose password and sessions may be spent. */
async function newcomer(open: () => Promise<Page>) {
  const email = `${unlike('account')}@acme.example`
  const { initialPassword } = await api<{ initialPassword: string }>('admin', 'POST', '/members', {
    email,
    name: 'Nia New',
    roles: ['contributor'],
  })
  const signedIn = async (password: string) => {
    const page = await open()
    await page.goto('/sign-in')
    await page.getByLabel('E-mail').fill(email)
    await page.getByLabel('Password', { exact: true }).fill(password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.waitForURL('**/acme/models')
    return page
  }
  return { initialPassword, signedIn }
}

test('an account: its name and its tokens', async ({ browser, baseURL }) => {
  const open = async () => (await browser.newContext({ baseURL })).newPage()
  const { initialPassword, signedIn } = await newcomer(open)
  const page = await signedIn(initialPassword)
  await page.goto('/me')
  await page.getByLabel('Your name').fill('Nia Newer')
  await page.getByRole('button', { name: 'Save name' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Nia Newer')

  await page.getByRole('link', { name: /^New token/ }).click()
  await page.waitForURL('**/settings/tokens?new=token')
  await page.getByLabel('Name').fill('job')
  await page.getByRole('checkbox', { name: 'read' }).check()
  await page.getByRole('button', { name: 'Create token' }).click()
  const secret = String(
    await page
      .getByText(/^hub_[\w-]{20,}$/)
      .first()
      .textContent(),
  ).trim()
  const status = async () =>
    (await fetch(`${baseURL}/api/v1/me`, { headers: { authorization: `Bearer ${secret}` } })).status
  expect(await status()).toBe(200)
  await page.goto('/me')
  const token = page.getByRole('row').filter({ hasText: 'job' })
  await token.locator('summary').click()
  await token.getByRole('button', { name: 'Revoke token' }).click()
  await expect(token).toHaveCount(0)
  expect(await status()).toBe(401)

  await page.context().close()
})

test('an account: its sessions and its password', async ({ browser, baseURL }) => {
  const open = async () => (await browser.newContext({ baseURL })).newPage()
  const { initialPassword, signedIn } = await newcomer(open)
  const page = await signedIn(initialPassword)
  const others = [await signedIn(initialPassword), await signedIn(initialPassword)]
  await page.goto('/me')
  await page.getByText('End all other sessions').click()
  await page.getByRole('button', { name: 'End other sessions' }).click()
  await expect(page.getByText('This session')).toBeVisible()
  await expect(page.getByText('End all other sessions')).toHaveCount(0)
  for (const other of others) {
    await other.goto('/acme/models')
    await expect(other).toHaveURL(/sign-in/)
    await other.context().close()
  }

  await page.getByLabel('Present password').fill(initialPassword)
  await page.getByLabel('New password').fill('a good long password')
  await page.getByRole('button', { name: 'Change password' }).click()
  await expect(page.getByText('Your password is changed.')).toBeVisible()
  const again = await signedIn('a good long password')
  for (const one of [page, again]) await one.context().close()
})

test('names of 200 characters break no page of settings', async ({ as }) => {
  const name = 'N'.repeat(200)
  const model = await madeModel('wide', [{ accuracy: 0.5 }])
  await api('contributor', 'PATCH', `/models/${model}`, { name })
  const slug = unlike('wide')
  await api('contributor', 'POST', '/projects', { name, slug, description: name })
  const page = await as('contributor', { viewport: { width: 320, height: 640 } })
  for (const path of [
    `/acme/models/${model}/settings`,
    '/acme/projects',
    `/acme/projects/${slug}/settings`,
  ]) {
    await page.goto(path)
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    )
    expect({ path, overflow }).toEqual({ path, overflow: 0 })
  }
  await api('contributor', 'DELETE', `/projects/${slug}`)
})
