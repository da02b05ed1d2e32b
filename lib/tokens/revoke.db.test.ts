import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { contextFromToken } from '../context'
import { newId } from '../ids'
import { arrival, type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { createToken } from './create'
import { listTokens } from './queries'
import { revokeToken } from './revoke'

let hub: TestHub
let org: TestOrganization
beforeAll(async () => {
  hub = await testHub()
})
afterAll(() => hub.close())
beforeEach(async () => {
  org = await hub.organization()
})

const expiresAt = new Date(Date.now() + 86_400_000).toISOString()
const makes = (role: Parameters<TestOrganization['as']>[0], name = 'ci') =>
  createToken(org.as(role), { org: org.slug, name, scopes: ['read'], expiresAt })
const lastEvent = async () => (await org.events()).at(-1)

it('ends a token at once, and records whose it was', async () => {
  const { id, secret } = await makes('contributor')
  await contextFromToken(secret, arrival())
  await revokeToken(org.as('contributor'), { org: org.slug, id })
  await expect(contextFromToken(secret, arrival())).rejects.toMatchObject({
    kind: 'unauthenticated',
    message: expect.stringContaining('revoked'),
  })
  expect(await lastEvent()).toMatchObject({
    action: 'token.revoke',
    subject: { kind: 'token', id },
    before: { owner: org.personId('contributor'), revokedAt: null },
    after: { owner: org.personId('contributor'), revokedAt: expect.any(String) },
  })
})

it('keeps the time of the first when it is revoked again', async () => {
  const { id } = await makes('contributor')
  await revokeToken(org.as('contributor'), { org: org.slug, id })
  const [first] = (await listTokens(org.as('contributor'), { org: org.slug })).items
  await revokeToken(org.as('contributor'), { org: org.slug, id })
  const [second] = (await listTokens(org.as('contributor'), { org: org.slug })).items
  expect(first?.revokedAt).toEqual(expect.any(String))
  expect(second).toEqual(first)
})

it('lets an admin revoke the token of another, and shows nobody else that it exists', async () => {
  const { id, secret } = await makes('contributor')
  const byOther = revokeToken(org.as('maintainer'), { org: org.slug, id })
  await expect(byOther).rejects.toMatchObject({ kind: 'not_found' })
  await contextFromToken(secret, arrival())
  await revokeToken(org.as('admin'), { org: org.slug, id })
  await expect(contextFromToken(secret, arrival())).rejects.toMatchObject({
    kind: 'unauthenticated',
  })
})

it('refuses a token without the scope admin, and records that', async () => {
  const { id } = await makes('contributor')
  const ctx = await org.token('contributor', { scopes: ['read', 'write'] })
  await expect(revokeToken(ctx, { org: org.slug, id })).rejects.toMatchObject({
    kind: 'forbidden',
    message: 'This token lacks the scope admin. Use one that carries it.',
  })
  expect(await lastEvent()).toMatchObject({
    action: 'token.revoke',
    outcome: 'refused',
    onBehalfOf: org.personId('contributor'),
  })
})

it('finds no token of another organization, of no one, of nonsense', async () => {
  const other = await hub.organization()
  const theirs = await createToken(other.as('admin'), {
    org: other.slug,
    name: 'theirs',
    scopes: ['read'],
    expiresAt,
  })
  for (const id of [theirs.id, newId(), 'x'])
    await expect(revokeToken(org.as('admin'), { org: org.slug, id })).rejects.toMatchObject({
      kind: 'not_found',
    })
  await expect(contextFromToken(theirs.secret, arrival())).resolves.toBeTruthy()
})

it('refuses one that has expired, was revoked, or never was', async () => {
  const past = new Date(Date.now() - 1000)
  const expired = await org.secret('reader', { expiresAt: past })
  const revoked = await org.secret('reader', { revokedAt: past })
  for (const [secret, word] of [
    [expired, 'expired'],
    [revoked, 'revoked'],
    ['hub_nonsense', 'not known'],
    ['', 'not known'],
  ] as const)
    await expect(contextFromToken(secret, arrival())).rejects.toMatchObject({
      kind: 'unauthenticated',
      message: expect.stringContaining(word),
    })
})

it('lists one’s own, or all for an admin, newest first with last use, in pages', async () => {
  const first = await makes('contributor', 'first')
  await makes('reader', 'second')
  await makes('contributor', 'third')
  await contextFromToken(first.secret, arrival())
  const own = await listTokens(org.as('contributor'), { org: org.slug })
  expect(own.items.map(({ name }) => name)).toEqual(['third', 'first'])
  expect(own.items.map(({ lastUsedAt }) => typeof lastUsedAt)).toEqual(['object', 'string'])
  expect(JSON.stringify(own)).not.toContain(first.secret)

  const one = await listTokens(org.as('admin'), { org: org.slug, limit: 2 })
  expect(one.items.map(({ name, owner }) => `${name} of ${owner.name}`)).toEqual([
    'third of Ana',
    'second of Rita',
  ])
  const cursor = one.nextCursor ?? undefined
  const two = await listTokens(org.as('admin'), { org: org.slug, limit: 2, cursor })
  expect(two.items.map(({ name }) => name)).toEqual(['first'])
  expect(two.nextCursor).toBeNull()
})
