import { afterAll, beforeAll, expect, it } from 'vitest'
import { contextFromSession } from '../context'
import { startSession } from '../sessions/session'
import { arrival, type TestHub, testHub } from '../testing/hub'
import { createToken } from './create'
import { listOwnTokens } from './queries'
import { revokeToken } from './revoke'

let hub: TestHub
beforeAll(async () => {
  hub = await testHub()
})
afterAll(() => hub.close())

it('lists one’s own tokens that work, of every organization, and nobody else’s', async () => {
  const [org, other] = [await hub.organization(), await hub.organization()]
  const email = `ada@${org.slug}.example`
  await other.takeIn(email, ['reader'])
  const { secret } = await startSession(org.personId('admin'), arrival().origin)
  const ada = await contextFromSession(secret, arrival())
  if (!ada) throw new Error('The session has ended.')
  await org.secret('admin', { revokedAt: new Date() })
  await org.secret('admin', { expiresAt: new Date(Date.now() - 1000) })
  await org.secret('reader')
  const expiresAt = new Date(Date.now() + 86_400_000).toISOString()
  const draft = { name: 'job', scopes: ['read' as const], expiresAt }
  for (const { slug } of [org, other]) await createToken(ada, { org: slug, ...draft })
  const listed = await listOwnTokens(ada)
  expect(listed.map((token) => [token.org, token.name])).toEqual([
    [other.slug, 'job'],
    [org.slug, 'job'],
  ])
  expect(JSON.stringify(listed)).not.toMatch(/hash|secret/)
  await revokeToken(ada, { org: other.slug, id: listed[0]?.id ?? '' })
  expect((await listOwnTokens(ada)).map((token) => token.org)).toEqual([org.slug])
  expect(await listOwnTokens(await org.token('admin'))).toEqual([])
})
