import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { Ctx } from '../actor'
import { contextFromSession, contextFromToken, systemContext } from '../context'
import { type NewSession, startSession } from '../sessions/session'
import { signIn } from '../sessions/sign-in'
import { arrival, type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { createToken } from '../tokens/create'
import { changePassword, resetPassword } from './password'

let hub: TestHub
let org: TestOrganization
let email: string
let current: string
beforeAll(async () => {
  hub = await testHub()
})
afterAll(() => hub.close())
beforeEach(async () => {
  org = await hub.organization()
  email = `ana@${org.slug}.example`
  current = await resetPassword(host(), email)
})

const host = () => systemContext('host', { ...arrival(), via: 'host' })
const next = 'another good long one'

async function ctxOf({ secret }: NewSession): Promise<Ctx> {
  const ctx = await contextFromSession(secret, arrival())
  if (!ctx) throw new Error('The session has ended.')
  return ctx
}

it('resets on the host: a new password once, every session ended, recorded as the host', async () => {
  const session = await signIn({ email, password: current }, arrival())
  const password = await resetPassword(host(), ` ${email.toUpperCase()} `)
  expect(password).not.toBe(current)
  expect(await contextFromSession(session.secret, arrival())).toBeNull()
  const old = signIn({ email, password: current }, arrival())
  await expect(old).rejects.toMatchObject({ kind: 'unauthenticated' })
  await expect(signIn({ email, password }, arrival())).resolves.toBeTruthy()
  const event = (await org.events()).at(-1)
  expect(event).toMatchObject({
    action: 'member.password',
    via: 'host',
    actor: { id: null, kind: 'system' },
    subject: { kind: 'member', id: org.personId('contributor') },
    before: null,
    after: { tokensRevoked: 0 },
  })
})

it('ends all tokens with the old password, and says how many in each organization', async () => {
  const other = await hub.organization()
  await other.takeIn(email, ['reader'])
  const secrets = [await org.secret('contributor'), await org.secret('contributor')]
  const bystander = await org.secret('reader')
  const ended = await org.secret('contributor', { revokedAt: new Date() })
  await resetPassword(host(), email)
  for (const secret of [...secrets, ended])
    await expect(contextFromToken(secret, arrival())).rejects.toMatchObject({
      kind: 'unauthenticated',
    })
  await expect(contextFromToken(bystander, arrival())).resolves.toBeTruthy()
  const told = { action: 'member.password', before: null }
  expect((await org.events()).at(-1)).toMatchObject({ ...told, after: { tokensRevoked: 2 } })
  expect((await other.events()).at(-1)).toMatchObject({ ...told, after: { tokensRevoked: 0 } })
})

it('leaves no session that could still make a token', async () => {
  const before = await ctxOf(await signIn({ email, password: current }, arrival()))
  await resetPassword(host(), email)
  const expiresAt = new Date(Date.now() + 86_400_000).toISOString()
  const late = createToken(before, { org: org.slug, name: 'late', scopes: ['read'], expiresAt })
  await expect(late).rejects.toMatchObject({ kind: 'unauthenticated' })
})

it('resets nobody for an unknown address, and for nobody but the host', async () => {
  const unknown = resetPassword(host(), 'nobody@example.test')
  await expect(unknown).rejects.toMatchObject({ kind: 'not_found' })
  const byAdmin = resetPassword(org.as('admin'), email)
  await expect(byAdmin).rejects.toMatchObject({ kind: 'forbidden' })
})

it('lets people change their own, which ends their other sessions and keeps this one', async () => {
  const here = await signIn({ email, password: current }, arrival())
  const token = await org.secret('contributor')
  const there = await startSession(org.personId('contributor'), arrival().origin)
  await changePassword(await ctxOf(here), { current, next })
  await expect(ctxOf(here)).resolves.toBeTruthy()
  await expect(contextFromToken(token, arrival())).resolves.toBeTruthy()
  expect(await contextFromSession(there.secret, arrival())).toBeNull()
  await expect(signIn({ email, password: next }, arrival())).resolves.toBeTruthy()
  expect((await org.events()).at(-1)).toMatchObject({
    action: 'member.password',
    via: 'web',
    actor: { id: org.personId('contributor'), kind: 'person' },
  })
})

it('writes one event in each organization of the person', async () => {
  const other = await hub.organization()
  await other.takeIn(email, ['reader'])
  await resetPassword(host(), email)
  for (const home of [org, other])
    expect((await home.events()).at(-1)).toMatchObject({ action: 'member.password' })
})

it('refuses a wrong current password, a short new one, and a token', async () => {
  const ctx = await ctxOf(await signIn({ email, password: current }, arrival()))
  await expect(changePassword(ctx, { current: 'wrong', next })).rejects.toMatchObject({
    kind: 'invalid',
    fields: { current: expect.any(String) },
  })
  await expect(changePassword(ctx, { current, next: 'short' })).rejects.toMatchObject({
    kind: 'invalid',
    fields: { next: 'Use at least 10 characters.' },
  })
  const token = await org.token('contributor')
  await expect(changePassword(token, { current, next })).rejects.toMatchObject({
    kind: 'forbidden',
  })
})

it('lets one of two changes at once win', async () => {
  const ctx = await ctxOf(await signIn({ email, password: current }, arrival()))
  const changes = ['first new password', 'second new password'].map((word) =>
    changePassword(ctx, { current, next: word }),
  )
  const both = await Promise.allSettled(changes)
  expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
})
