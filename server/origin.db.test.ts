import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sessionCookieName } from '@/lib/sessions/cookie'
import { startSession } from '@/lib/sessions/session'
import { arrival, type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
import { apiRoutes } from './api/register'
import { buildServer } from './app'
import { lineageRoutes } from './openlineage/routes'
import { pagesOf } from './pages'

/** How a browser sends what another site made it send. */
const foreign: [string, Record<string, string>][] = [
  ['no word of where it came from', {}],
  ['the origin null', { origin: 'null' }],
  ['a foreign origin', { origin: 'https://evil.example' }],
  ['an origin that is none', { origin: 'evil' }],
  ['the word of another site', { 'sec-fetch-site': 'cross-site' }],
  ['the word of a subdomain', { 'sec-fetch-site': 'same-site' }],
  ['the word of nobody', { 'sec-fetch-site': 'none' }],
  [
    'a foreign origin that says it is our own',
    { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
  ],
]

const forms = [
  '/sign-in',
  '/sign-in?next=/acme',
  '/sign-in/confirm?next=/acme',
  '/sign-in/join/s3cret',
  '/sign-in/reset/s3cret',
  '/me',
  '/acme/settings/members',
  '/acme/settings/invitations?new=link',
  '/acme/settings/groups?add=group',
  '/api/auth/signin/oidc',
  '/api/auth/signin/oidc?prompt=none',
  '/api/auth/callback/oidc',
  '/api/auth/callback/credentials',
  '/api/auth/signout',
  '/api/auth/session',
]

let hub: TestHub
let acme: TestOrganization
let url: string
let close: () => Promise<void>
let cookie: string
let seen = 0
beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
  // Stands where Next would, which must never see what another site sent.
  const next = async (_request: unknown, response: { end(text: string): unknown }) => {
    seen++
    response.end('page')
  }
  const app = await buildServer(pagesOf(next, null))
  await app.listen({ port: 0, host: '127.0.0.1' })
  url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
  close = () => {
    app.server.closeAllConnections()
    return app.close()
  }
  const { secret } = await startSession(acme.personId('admin'), arrival().origin)
  cookie = `${sessionCookieName()}=${secret}`
})
afterAll(async () => {
  await close()
  await hub.close()
})

const send = (method: string, path: string, headers: Record<string, string>) =>
  fetch(`${url}${path}`, {
    method,
    headers: { cookie, ...headers },
    ...(method !== 'GET' && {
      body: new URLSearchParams({ email: 'ada@acme.example', password: 'x' }),
    }),
  })

describe.each(foreign)('a form that comes with %s', (_what, headers) => {
  it.each(forms)('never reaches %s', async (path) => {
    const before = seen
    const answer = await send('POST', path, headers)
    expect(answer.status).toBe(403)
    expect(answer.headers.getSetCookie()).toEqual([])
    expect(seen).toBe(before)
  })
})

it.each(forms)('a form of our own reaches %s', async (path) => {
  const own: Record<string, string>[] = [{ 'sec-fetch-site': 'same-origin' }, { origin: url }]
  for (const headers of own) expect((await send('POST', path, headers)).status).toBe(200)
})

describe.each(foreign)('a browser that is signed in and sends %s', (_what, headers) => {
  it('changes nothing at any machine door', async () => {
    const doors = [...apiRoutes, ...lineageRoutes].filter(({ method }) => method !== 'GET')
    expect(doors.length).toBeGreaterThan(50)
    const before = (await acme.events()).length
    for (const { method, path } of doors) {
      const where = path.replace(':org', acme.slug).replace(/:\w+|\*/g, 'x')
      const answer = await fetch(`${url}/api/v1${where}`, {
        method,
        headers: { cookie, 'content-type': 'application/json', ...headers },
        body: '{}',
      })
      expect({ method, path, status: answer.status }).toEqual({ method, path, status: 403 })
      await answer.arrayBuffer()
    }
    expect(await acme.events()).toHaveLength(before)
  })
})
