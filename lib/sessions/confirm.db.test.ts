import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { sessions, signInFailures } from '@/db/schema/tables'
import { isFresh } from '../access'
import { contextFromSession, systemContext } from '../context'
import { resetPassword } from '../members/password'
import { system } from '../system'
import { arrival, type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { confirmByPassword } from './confirm'
import { endSession, startSession } from './session'
import { signIn } from './sign-in'

let hub: TestHub
let org: TestOrganization
let email: string
let password: string
beforeAll(async () => {
  hub = await testHub()
  org = await hub.organization()
  email = `ben@${org.slug}.example`
  password = await resetPassword(systemContext('host', arrival()), email)
})
afterAll(() => hub.close())
beforeEach(() => system((tx) => tx.delete(signInFailures)))

async function ctxOf({ secret }: { secret: string }) {
  const ctx = await contextFromSession(secret, arrival())
  if (!ctx) throw new Error('The session has ended.')
  return ctx
}

/** Signed in an hour ago. */
async function longAgo() {
  const session = await signIn({ email, password }, arrival())
  const { actor } = await ctxOf(session)
  const id = actor.kind === 'person' ? (actor.sessionId ?? '') : ''
  const at = new Date(Date.now() - 3_600_000)
  await system((tx) => tx.update(sessions).set({ authenticatedAt: at }).where(eq(sessions.id, id)))
  return session
}

it('makes a sign-in fresh again, under a new secret, and ends the old one', async () => {
  const old = await longAgo()
  const before = await ctxOf(old)
  expect(isFresh(before, 10)).toBe(false)
  const session = await confirmByPassword(before, { password })
  expect(session.secret).not.toBe(old.secret)
  expect(await contextFromSession(old.secret, arrival())).toBeNull()
  const after = await ctxOf(session)
  expect(isFresh(after, 10)).toBe(true)
  expect(after.actor).toMatchObject({ id: org.personId('approver') })
})

it('refuses a wrong password, which leaves all as it was, and stops guessing', async () => {
  const old = await longAgo()
  const ctx = await ctxOf(old)
  const wrong = { kind: 'invalid', fields: { password: 'This is not your password.' } }
  for (let guess = 0; guess < 10; guess++)
    await expect(confirmByPassword(ctx, { password: `guess ${guess}` })).rejects.toMatchObject(
      wrong,
    )
  const right = confirmByPassword(ctx, { password })
  await expect(right).rejects.toMatchObject({ kind: 'rate_limited' })
  expect(isFresh(await ctxOf(old), 10)).toBe(false)
})

it('is for nobody who has signed out meanwhile, nor for a token, nor for one without a password', async () => {
  const old = await longAgo()
  const ctx = await ctxOf(old)
  await endSession(old.secret)
  const late = confirmByPassword(ctx, { password })
  await expect(late).rejects.toMatchObject({ kind: 'unauthenticated' })
  const token = await org.token('approver')
  await expect(confirmByPassword(token, { password })).rejects.toMatchObject({ kind: 'forbidden' })
  const rita = await ctxOf(await startSession(org.personId('reader'), arrival().origin))
  await expect(confirmByPassword(rita, { password: 'any' })).rejects.toMatchObject({
    kind: 'invalid',
  })
})

it('of two at once lets one through, so that one session stays', async () => {
  const ctx = await ctxOf(await longAgo())
  const both = await Promise.allSettled([1, 2].map(() => confirmByPassword(ctx, { password })))
  expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
})

it('counts a sign-in of which nobody says when it was as not fresh', async () => {
  const origin = arrival().origin
  const proof = { method: 'oidc', at: null } as const
  const ctx = await ctxOf(await startSession(org.personId('approver'), origin, proof))
  expect(isFresh(ctx, 525_600)).toBe(false)
})
