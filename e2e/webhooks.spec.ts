import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { BrowserContextOptions, Page } from '@playwright/test'
import { Webhook } from 'standardwebhooks'
import { api, expect, madeModel, test } from './support/test'

interface Heard {
  type: string
  subject: string
  id: string
}

/** A receiver that takes what is signed with its secret, and can be ended and begun again. */
class Receiver {
  readonly heard: Heard[] = []
  secret = ''
  private server: Server | null = null
  private port = 0

  async start(): Promise<void> {
    const server = createServer(async (request, response) => {
      const body = await text(request)
      try {
        const headers = request.headers as Record<string, string>
        this.heard.push(new Webhook(this.secret).verify(body, headers) as Heard)
        response.writeHead(204).end()
      } catch {
        response.writeHead(401).end('<b>Who are you?</b>')
      }
    })
    await new Promise<void>((done) => server.listen(this.port, '127.0.0.1', done))
    this.port = (server.address() as AddressInfo).port
    this.server = server
  }

  /** Ends it as a kill would: no connection stays. */
  async kill(): Promise<void> {
    const { server } = this
    this.server = null
    server?.closeAllConnections()
    await new Promise((done) => (server ? server.close(done) : done(null)))
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/hooks`
  }
}

let receiver: Receiver
test.beforeEach(async () => {
  receiver = new Receiver()
  await receiver.start()
})
test.afterEach(() => receiver.kill())

/** Looks at the page until it says this; without script nothing brings it up to date. */
async function said(page: Page, words: string | RegExp): Promise<void> {
  await expect(async () => {
    await page.reload()
    await expect(page.getByRole('main').getByText(words).first()).toBeVisible({ timeout: 500 })
  }).toPass({ timeout: 25_000 })
}

const plain: BrowserContextOptions = { javaScriptEnabled: false }

for (const [how, options] of Object.entries({ 'with script': {}, 'without script': plain }))
  test(`an admin makes a webhook, tests it, loses the receiver and sends again, ${how}`, async ({
    as,
  }) => {
    test.slow()
    const page = await as('admin', options)
    const name = `Retraining ${how} ${process.pid}`
    await page.goto('/acme/settings/webhooks')
    await page.getByRole('link', { name: 'New webhook' }).click()
    await page.getByLabel('Name', { exact: true }).fill(name)
    await page.getByLabel('Address').fill('ftp://127.0.0.1/')
    await page.getByRole('button', { name: 'Create webhook' }).click()
    await expect(page.getByText('Write an address such as https://')).toBeVisible()
    await expect(page.getByLabel('Name', { exact: true })).toHaveValue(name)
    await page.getByLabel('Address').fill(receiver.url)
    await page.getByRole('checkbox', { name: 'model.latest_changed' }).check()
    await page.getByLabel('Authorization').fill('Bearer word')
    await page.getByRole('button', { name: 'Create webhook' }).click()
    const secret = page.locator('pre', { hasText: 'whsec_' })
    await expect(secret).toBeVisible()
    receiver.secret = (await secret.textContent())?.trim() ?? ''
    await page.getByRole('link', { name: 'Done' }).click()
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(name)
    expect(await page.content()).not.toContain(receiver.secret)
    const address = page.url()

    await page.getByRole('button', { name: 'Send a test' }).click()
    await page.waitForURL('**/deliveries/**')
    await said(page, 'Answered 204')
    await expect(page.getByText('Delivered')).toBeVisible()
    expect(receiver.heard).toMatchObject([{ type: 'org.modelhub.webhook.test.v1' }])

    await receiver.kill()
    await page.goto(address)
    await page.getByRole('button', { name: 'Send a test' }).click()
    await page.waitForURL('**/deliveries/**')
    await said(page, '1. No answer')
    await expect(page.getByText('Waiting', { exact: true })).toBeVisible()
    const delivery = page.url()
    await page.goto(address)
    await expect(page.getByText('Failing').first()).toBeVisible()

    await receiver.start()
    await page.goto(delivery)
    await page.getByRole('button', { name: 'Send again' }).click()
    await said(page, 'Answered 204')
    expect(receiver.heard).toHaveLength(2)
    expect(new Set(receiver.heard.map(({ id }) => id)).size).toBe(2)

    await page.goto(address)
    await expect(page.getByText('Failing')).toHaveCount(0)
    await page.getByRole('button', { name: 'Rotate the secret' }).click()
    await expect(page.getByText('There is a new secret')).toBeVisible()
    const next = (await secret.textContent())?.trim()
    expect(next).toMatch(/^whsec_/)
    expect(next).not.toBe(receiver.secret)

    await page.goto(address)
    await page.getByText('Remove this webhook').click()
    await page.getByRole('button', { name: 'Remove webhook' }).click()
    await page.waitForURL('**/settings/webhooks')
    await expect(page.getByRole('link', { name })).toHaveCount(0)
  })

test('a webhook of a model hears of that alone, and what others answer is shown as text', async ({
  as,
}) => {
  test.slow()
  const model = await madeModel('heard', [{ accuracy: 0.9 }])
  const other = await madeModel('unheard', [{ accuracy: 0.9 }])
  const page = await as('admin')
  await page.goto(`/acme/models/${model}/settings`)
  await page.getByRole('link', { name: 'Webhooks of this model' }).click()
  await expect(page.getByText('No webhook hears of this model alone.')).toBeVisible()
  await page.getByRole('link', { name: 'New webhook' }).click()
  await expect(page.getByText(`It hears of the model ${model} alone.`)).toBeVisible()
  await page.getByLabel('Name', { exact: true }).fill(`Of ${model}`)
  await page.getByLabel('Address').fill(receiver.url)
  await page.getByRole('button', { name: 'Create webhook' }).click()
  await expect(page.locator('pre', { hasText: 'whsec_' })).toBeVisible()
  // The receiver does not know the secret yet, so that it answers 401.
  await page.getByRole('link', { name: 'Done' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Of ${model}`)
  for (const of of [other, model])
    await api('approver', 'POST', `/models/${of}/versions/1/approve`, { note: 'Good.' })
  await said(page, 'version.state_changed')
  const row = page.getByRole('row').filter({ hasText: 'version.state_changed' })
  await expect(row).toHaveCount(1)
  await expect(row).toContainText(`model://${model}/v1`)
  await row.getByRole('link').first().click()
  await page.waitForURL('**/deliveries/**')
  await said(page, '1. Answered 401')
  await expect(page.getByText('<b>Who are you?</b>')).toBeVisible()
  await expect(page.getByLabel('Body')).toContainText('"state": "approved"')
  const id = /webhooks\/([^/]+)/.exec(page.url())?.[1]
  await api('admin', 'DELETE', `/webhooks/${id}`)
})

test('who may not sees why, and nothing of a webhook', async ({ as }) => {
  const { id } = await api<{ id: string }>('admin', 'POST', '/webhooks', {
    name: 'S3cret hook',
    url: `${receiver.url}?word=s3cret`,
  })
  for (const role of ['contributor', 'approver', 'auditor'] as const) {
    const page = await as(role)
    for (const path of ['', '/new', `/${id}`, `/${id}/deliveries/${id}`]) {
      await page.goto(`/acme/settings/webhooks${path}`)
      await expect(page.getByText('Needs the admin role.')).toBeVisible()
      expect(await page.content()).not.toContain('3cret')
    }
    await page.goto('/acme/models/penguins/settings')
    const button = page.getByRole('button', { name: 'Webhooks of this model' })
    await expect(button).toHaveAttribute('aria-disabled', 'true')
  }
  await api('admin', 'DELETE', `/webhooks/${id}`)
})
