import type { Browser } from '@playwright/test'
import { api, expect, madeModel, type Page, test } from './support/test'

/** Somebody whose inbox no other spec writes into, signed in by the form. */
async function newcomer(browser: Browser, name: string, options = {}): Promise<[string, Page]> {
  const email = `${name.toLowerCase()}-${process.pid}-${Date.now()}@acme.example`
  const { initialPassword } = await api<{ initialPassword: string }>('admin', 'POST', '/members', {
    ...{ email, name, roles: ['approver'] },
  })
  const context = await browser.newContext({ baseURL: process.env.HUB_E2E_URL, ...options })
  const page = await context.newPage()
  await page.goto('/sign-in')
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(initialPassword)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL('**/acme/models')
  return [email, page]
}

const inboxLink = (page: Page) =>
  page.getByRole('navigation', { name: 'Organization' }).getByRole('link', { name: /^Inbox/ })

test('who is asked for a review sees how much is unread, and lands on the version', async ({
  browser,
}) => {
  const [email, page] = await newcomer(browser, 'Cleo')
  await expect(inboxLink(page)).toHaveText('Inbox')
  await page.goto('/acme/inbox')
  await expect(page.getByRole('main')).toContainText('Nothing has come yet.')
  const model = await madeModel('asked', [{ accuracy: 0.8 }])
  const of = `/models/${model}/versions/1`
  await api('contributor', 'POST', `${of}/reviewers`, { people: [email], note: 'By Friday?' })
  await expect(async () => {
    await page.goto('/acme/models')
    await expect(inboxLink(page)).toHaveText('Inbox1 unread', { timeout: 500 })
  }).toPass()

  await inboxLink(page).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Inbox' })).toBeVisible()
  const entry = page.getByRole('main').getByRole('listitem').filter({ hasText: model })
  await expect(entry).toContainText('Unread')
  await expect(entry).toContainText('By Friday?')
  await entry.getByRole('link', { name: `asks you to review ${model} v1` }).click()
  await expect(page).toHaveURL(new RegExp(`/acme/models/${model}/versions/v1$`))
  await expect(inboxLink(page)).toHaveText('Inbox')
  await page.goto('/acme/inbox?show=unread')
  await expect(page.getByRole('main')).toContainText('You have read everything.')
})

test('what came is marked as read without JavaScript, and what is not wanted does not come', async ({
  browser,
}) => {
  const [email, page] = await newcomer(browser, 'Dora', { javaScriptEnabled: false })
  const model = await madeModel('mentioned', [{ accuracy: 0.8 }])
  const say = (body: string) => api('contributor', 'POST', `/models/${model}/comments`, { body })
  await say(`@${email} please look`)
  await say(`@${email} and again`)
  const rows = page.getByRole('main').getByRole('listitem').filter({ hasText: 'mentioned you' })
  await expect(async () => {
    await page.goto('/acme/inbox')
    await expect(rows).toHaveCount(2, { timeout: 500 })
  }).toPass()
  await rows
    .first()
    .getByRole('button', { name: /Mark as read/ })
    .click()
  await expect(page.getByRole('button', { name: /^Mark as read/ })).toHaveCount(1)
  await expect(inboxLink(page)).toHaveText('Inbox1 unread')
  await page.getByRole('button', { name: 'Mark all as read' }).click()
  await expect(page.getByRole('button', { name: /Mark/ })).toHaveCount(0)
  await expect(inboxLink(page)).toHaveText('Inbox')

  await page.getByRole('link', { name: 'Choose what you are told' }).click()
  await expect(page.getByRole('main')).toContainText('This hub sends no mails.')
  const mentions = page.getByRole('group', { name: 'Somebody mentions you in a comment' })
  await mentions.getByLabel('Inbox').uncheck()
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('main')).toContainText('Saved.')
  await expect(mentions.getByLabel('Inbox')).not.toBeChecked()
  await say(`@${email} once more`)
  await api('contributor', 'POST', `/models/${model}/versions/1/reviewers`, { people: [email] })
  await expect(async () => {
    await page.goto('/acme/inbox')
    await expect(page.getByRole('main')).toContainText('asks you to review', { timeout: 500 })
  }).toPass()
  await expect(rows).toHaveCount(2)
})

test('an inbox is nobody else’s', async ({ browser, as }) => {
  const [email, page] = await newcomer(browser, 'Enno')
  const model = await madeModel('private', [{ accuracy: 0.8 }])
  await api('contributor', 'POST', `/models/${model}/versions/1/reviewers`, { people: [email] })
  const link = page.getByRole('link', { name: `asks you to review ${model} v1` })
  await expect(async () => {
    await page.goto('/acme/inbox')
    await expect(link).toBeVisible({ timeout: 500 })
  }).toPass()
  const href = (await link.getAttribute('href')) ?? ''
  const other = await as('admin')
  const answer = await other.goto(href)
  expect(answer?.status()).toBe(404)
  await page.reload()
  await expect(inboxLink(page)).toHaveText('Inbox1 unread')
})
