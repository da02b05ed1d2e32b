import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type BrowserContextOptions,
  test as base,
  expect,
  type Locator,
  type Page,
} from '@playwright/test'

export type DemoRole = 'contributor' | 'approver' | 'auditor' | 'admin'

interface DemoUser {
  email: string
  password: string
  role: DemoRole
  token: string
}

interface Demo {
  organization: string
  users: DemoUser[]
}

export const demo = (): Demo =>
  JSON.parse(readFileSync(join(process.env.HUB_E2E_DATA_DIR ?? '.data', 'demo.json'), 'utf8'))

export function user(role: DemoRole): DemoUser {
  const found = demo().users.find((candidate) => candidate.role === role)
  if (!found) throw new Error(`The demo has no ${role}.`)
  return found
}

type Stored = Exclude<BrowserContextOptions['storageState'], string | undefined>
const signedIn = new Map<DemoRole, Stored>()

/** A page of its own, signed in as this role; the form is filled in once per role and worker. */
export type As = (role: DemoRole, options?: BrowserContextOptions) => Promise<Page>

export const test = base.extend<{ as: As }>({
  as: async ({ browser, baseURL }, use) => {
    const open: { close(): Promise<void> }[] = []
    await use(async (role, options = {}) => {
      if (!signedIn.has(role)) {
        const context = await browser.newContext({ baseURL })
        await signIn(await context.newPage(), role)
        signedIn.set(role, await context.storageState())
        await context.close()
      }
      const context = await browser.newContext({
        baseURL,
        ...options,
        storageState: signedIn.get(role),
      })
      open.push(context)
      return context.newPage()
    })
    for (const context of open) await context.close()
  },
})

/** Signs in by the form, as a person would. */
export async function signIn(page: Page, role: DemoRole): Promise<void> {
  const { email, password } = user(role)
  await page.goto('/sign-in')
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL('**/acme/models')
}

/** Resolves once the page listens: what is pressed before belongs to the browser alone. */
export async function listens(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const main = document.querySelector('main')
    return main !== null && Object.keys(main).some((key) => key.startsWith('__react'))
  })
}

/** Calls the API as the demo's person of this role; throws unless it succeeds. */
export async function api<T = unknown>(
  role: DemoRole,
  method: string,
  path: string,
  body?: unknown,
): Promise<T> {
  const answer = await fetch(`${process.env.HUB_E2E_URL}/api/v1/acme${path}`, {
    method,
    headers: {
      authorization: `Bearer ${user(role).token}`,
      'content-type': body instanceof Uint8Array ? 'application/octet-stream' : 'application/json',
    },
    body: (body instanceof Uint8Array ? body : body && JSON.stringify(body)) as BodyInit,
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
  return (text ? JSON.parse(text) : null) as T
}

let made = 0

/** A model of this spec alone, with one version per set of metrics, all pending. */
export async function madeModel(
  name: string,
  metrics: Record<string, number | string>[],
): Promise<string> {
  const slug = `${name}-${process.pid}-${++made}`
  await api('contributor', 'POST', '/models', { name: slug, slug })
  const bytes = new TextEncoder().encode(`weights of ${slug}`)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  await api('contributor', 'PUT', `/blobs/${sha256}`, bytes)
  for (const [index, values] of metrics.entries())
    await api('contributor', 'POST', `/models/${slug}/versions`, {
      files: [{ name: 'model.bin', sha256 }],
      metrics: values,
      params: { trees: (index + 1) * 10 },
      note: `Attempt ${index + 1}`,
    })
  return slug
}

export { expect, type Locator, type Page }
