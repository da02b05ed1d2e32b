import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Browser } from '@playwright/test'
import { connect } from '../db/connection'
import { root } from '../scripts/paths.mjs'
import { run } from '../scripts/run.mjs'
import { withoutHubSettings } from './support/hub.mjs'
import { api, expect, test } from './support/test'

// The policies of the sample organization, as `npm run demo` shows them. Nothing of it is decided here.

test('the gate of the demo blocks a worse version with its numbers, and would let a better one through', async ({
  as,
}) => {
  const page = await as('approver')
  const gate = page.getByRole('table', { name: 'Gates' }).getByRole('row', {
    name: /No less accurate/,
  })
  await page.goto('/acme/models/penguins/versions/v6')
  await expect(gate).toContainText('Fail')
  await expect(gate).toContainText(/accuracy 0\.\d+ is 0\.\d+ below the least allowed 0\.\d+/)
  await expect(page.getByRole('radio', { name: 'Approve' })).toBeDisabled()
  await expect(api('approver', 'POST', '/models/penguins/versions/6/approve', {})).rejects.toThrow(
    /409.*gate_failed/,
  )

  await page.goto('/acme/models/penguins/versions/v5')
  await expect(gate).toContainText('Pass')
  await expect(page.getByRole('radio', { name: 'Approve' })).toBeEnabled()
})

test('the model of high risk wants one of each of two teams, and its registrant is refused on record', async ({
  as,
}) => {
  const checks = await api<{ approvals: { needed: number; from: { teams: string[] } } }>(
    'approver',
    'GET',
    '/models/fuel-economy/versions/3/checks',
  )
  expect(checks.approvals).toMatchObject({ needed: 2, from: { teams: ['risk', 'platform'] } })
  await expect(
    api('contributor', 'POST', '/models/fuel-economy/versions/3/approve', {}),
  ).rejects.toThrow(/403/)
  const page = await as('auditor')
  await page.goto('/acme/activity?outcome=refused&subject=model://fuel-economy/v3')
  await expect(page.getByRole('main')).toContainText(/Ana Silva.*tried to approve/)
})

test('an auditor checks a month with one file in an empty folder, and an event that is edited in SQL is named', async ({
  browser,
}) => {
  // An organization of its own, on whose log no other test looks.
  test.slow()
  const org = `sealed-${process.pid}-${Date.now()}`
  const zoe = `zoe@${org}.example`
  const made = await onHost('admin', ['create-org', org, 'Sealed', '--admin', zoe])
  const password = /^ {2}(\S+)$/m.exec(made)?.[1] ?? ''
  const admin = await tokenOf(browser, org, zoe, password, ['read', 'write', 'decide', 'admin'])
  const as = async <T>(method: string, path: string, body?: unknown) =>
    (await ask(admin, method, `/${org}${path}`, body)).json() as Promise<T>
  await as('POST', '/models', { name: 'Churn', slug: 'churn' })
  await as('POST', '/models/churn/versions', { metrics: { accuracy: 0.9 } })
  const own = await ask(admin, 'POST', `/${org}/models/churn/versions/1/approve`, {})
  expect(own.status).toBe(403)
  const ozan = `ozan@${org}.example`
  const { initialPassword } = await as<{ initialPassword: string }>('POST', '/members', {
    ...{ email: ozan, name: 'Ozan', roles: ['auditor'] },
  })
  const auditor = await tokenOf(browser, org, ozan, initialPassword, ['read'])

  const folder = mkdtempSync(join(tmpdir(), 'hub-auditor-'))
  try {
    const month = new Date().toISOString().slice(0, 7)
    const file = join(folder, 'month.jsonl')
    const window = ['--from', `${month}-01`, '--to', afterMonth(month)]
    const exported = await hub(auditor, ['audit', 'export', ...window, '-o', file])
    expect(exported).toEqual({ code: 0, said: expect.any(String) })
    const verifier = await fetch(`${process.env.HUB_E2E_URL}/cli/verify-audit.mjs`)
    writeFileSync(join(folder, 'verify-audit.mjs'), await verifier.text())
    expect(readdirSync(folder).sort()).toEqual(['month.jsonl', 'verify-audit.mjs'])
    const alone = () => node(['verify-audit.mjs', 'month.jsonl'], { cwd: folder, env: {} })
    expect(await alone()).toMatchObject({ code: 0, said: expect.stringContaining('Verified: ') })
    expect(await hub(auditor, ['audit', 'verify'])).toMatchObject({ code: 0 })

    const id = await editInSql(org)
    const found = await hub(auditor, ['audit', 'verify'])
    expect(found.code).toBe(1)
    expect(found.said).toMatch(new RegExp(`Event \\d+ was altered \\(${id}, version\\.approve\\)`))
    // What was exported before is still what was sealed; an export from now on is not.
    expect(await alone()).toMatchObject({ code: 0 })
    rmSync(file)
    await hub(auditor, ['audit', 'export', ...window, '-o', file])
    expect(await alone()).toMatchObject({ code: 1, said: expect.stringContaining(id) })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

/** What somebody with the password of the tables' owner does: the refusal becomes an approval. */
async function editInSql(org: string): Promise<string> {
  const owner = connect((await onHost('db-url', [])).trim(), { max: 1 })
  try {
    await owner.query('begin')
    await owner.query('alter table audit_events disable trigger user')
    const { rows } = await owner.query<{ id: string }>(
      `update audit_events set body = replace(body, '"outcome":"refused"', '"outcome":"done"')
      where action = 'version.approve' and outcome = 'refused'
        and organization_id = (select id from organizations where slug = $1)
      returning id`,
      [org],
    )
    await owner.query('alter table audit_events enable trigger user')
    await owner.query('commit')
    return String(rows[0]?.id)
  } finally {
    await owner.end()
  }
}

/** A token as a person makes one, on the page. */
async function tokenOf(
  browser: Browser,
  org: string,
  email: string,
  password: string,
  scopes: string[],
): Promise<string> {
  const page = await browser.newPage({ baseURL: process.env.HUB_E2E_URL })
  await page.goto('/sign-in')
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL(`**/${org}/models`)
  await page.goto(`/${org}/settings/tokens?new=token`)
  await page.getByLabel('Name').fill('audit')
  for (const scope of scopes) await page.getByRole('checkbox', { name: scope }).check()
  await page.getByRole('button', { name: 'Create token' }).click()
  const shown = page.getByText(/^hub_[\w-]{20,}$/).first()
  const secret = String(await shown.textContent()).trim()
  await page.close()
  return secret
}

const ask = (token: string, method: string, path: string, body?: unknown) =>
  fetch(`${process.env.HUB_E2E_URL}/api/v1${path}`, {
    ...{ method, body: body === undefined ? null : JSON.stringify(body) },
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
  })

const hub = (token: string, words: string[]) =>
  node([join(root, 'dist/hub.mjs'), ...words], {
    cwd: tmpdir(),
    env: { HUB_URL: process.env.HUB_E2E_URL, HUB_TOKEN: token },
  })

const node = (words: string[], options: { cwd: string; env: Record<string, string | undefined> }) =>
  promisify(execFile)(process.execPath, words, options as { cwd: string }).then(
    ({ stdout }) => ({ code: 0, said: stdout }),
    ({ code, stdout, stderr }) => ({ code: Number(code), said: `${stdout}${stderr}` }),
  )

async function onHost(bundle: 'admin' | 'db-url', words: string[]): Promise<string> {
  const env = {
    ...withoutHubSettings(process.env),
    HUB_DATA_DIR: process.env.HUB_E2E_DATA_DIR,
  }
  const { code, output } = await run(`dist/${bundle}.mjs`, words, { env, quiet: true })
  if (code !== 0) throw new Error(output)
  return output
}

/** The first day that is not of the month any more. */
const afterMonth = (month: string) =>
  new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)))).toISOString().slice(0, 10)
