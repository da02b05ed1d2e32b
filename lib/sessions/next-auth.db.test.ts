import { afterAll, beforeAll, expect, it } from 'vitest'
import { contextFromSession, systemContext } from '../context'
import { env, setEnv } from '../env'
import { resetPassword } from '../members/password'
import { AuthBrowser as Browser } from '../testing/auth-browser'
import { arrival, type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { sessionCookieName } from './cookie'
import { authOptions } from './next-auth'

let hub: TestHub
let org: TestOrganization
let credentials: { email: string; password: string }
beforeAll(async () => {
  hub = await testHub()
  setEnv({ ...env(), secret: 'a secret for these tests alone, at least' })
  org = await hub.organization()
  const email = `ana@${org.slug}.example`
  credentials = { email, password: await resetPassword(systemContext('host', arrival()), email) }
})
afterAll(() => hub.close())

const value = (browser: Browser) => browser.cookies[sessionCookieName()] ?? ''

it('signs in by our own check, with a cookie that our own context reads', async () => {
  const browser = new Browser()
  const answer = await browser.post('callback/credentials', credentials)
  expect(answer).toMatchObject({ status: 302, location: 'http://localhost:3000' })
  expect(value(browser)).toMatch(/^[\w-]{43}$/)
  const ctx = await contextFromSession(value(browser), arrival())
  expect(ctx?.actor).toMatchObject({ kind: 'person', id: org.personId('contributor') })
  const before = value(browser)
  const session = await browser.get('session')
  expect(session.body).toMatchObject({ user: { name: 'Ana', email: credentials.email } })
  expect(value(browser)).toBe(before)
})

it('ends the session for good when signing out', async () => {
  const browser = new Browser()
  await browser.post('callback/credentials', credentials)
  const secret = value(browser)
  await browser.post('signout', {})
  expect(value(browser)).toBe('')
  expect(await contextFromSession(secret, arrival())).toBeNull()
  browser.cookies[sessionCookieName()] = secret
  expect((await browser.get('session')).body).toEqual({})
})

it('sends who fails back to our own page, without the reason in words', async () => {
  const browser = new Browser()
  const wrong = await browser.post('callback/credentials', { ...credentials, password: 'wrong' })
  expect(wrong).toMatchObject({ status: 302 })
  expect(wrong.location).toMatch(/error=CredentialsSignin/)
  expect(value(browser)).toBe('')
  const page = await browser.send('GET', ['signin'], {})
  expect(page.location).toMatch(/^\/sign-in\?/)
})

it('takes no sign-in without its CSRF token, and goes nowhere else afterwards', async () => {
  const browser = new Browser()
  const forged = await browser.send('POST', ['callback', 'credentials'], credentials)
  expect(forged.location).toMatch(/signin\?csrf=true/)
  expect(value(browser)).toBe('')
  const away = await browser.post('callback/credentials', {
    ...credentials,
    callbackUrl: 'https://evil.example/',
  })
  expect(away.location).toBe('http://localhost:3000')
})

it('takes no cookie of a sign-in under way for a session', async () => {
  const browser = new Browser()
  const sealed = await authOptions(arrival()).jwt?.encode?.({
    token: { value: 'x', provider: 'oidc' },
    secret: env().secret ?? '',
    salt: 'hub-oidc-state',
  })
  browser.cookies[sessionCookieName()] = String(sealed)
  expect((await browser.get('session')).body).toEqual({})
})

it('ends the session that the browser had, whoever planted it', async () => {
  const browser = new Browser()
  await browser.post('callback/credentials', credentials)
  const before = value(browser)
  await browser.post('callback/credentials', credentials)
  expect(value(browser)).not.toBe(before)
  expect(await contextFromSession(before, arrival())).toBeNull()
  expect(await contextFromSession(value(browser), arrival())).not.toBeNull()
})
