import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { sessions } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import { contextFromSession } from '../context'
import { newId } from '../ids'
import { system } from '../system'
import { arrival, type TestHub, type TestOrganization, testHub } from '../testing/hub'
import {
  endSession,
  listSessions,
  type NewSession,
  revokeOtherSessions,
  revokeSession,
  startSession,
} from './session'

let hub: TestHub
let org: TestOrganization
beforeAll(async () => {
  hub = await testHub()
})
afterAll(() => hub.close())
beforeEach(async () => {
  org = await hub.organization()
})

const starts = (role: Parameters<TestOrganization['personId']>[0], userAgent = 'test') =>
  startSession(org.personId(role), { ip: '192.0.2.7', userAgent, client: null })

async function ctxOf({ secret }: NewSession): Promise<Ctx> {
  const ctx = await contextFromSession(secret, arrival())
  if (!ctx) throw new Error('The session has ended.')
  return ctx
}

it('lists one’s own, and says which one asks', async () => {
  await starts('contributor', 'phone')
  const here = await ctxOf(await starts('contributor', 'laptop'))
  await starts('reader')
  const listed = await listSessions(here)
  expect(listed.map(({ userAgent, current }) => [userAgent, current])).toEqual([
    ['laptop', true],
    ['phone', false],
  ])
  expect(JSON.stringify(listed)).not.toContain('hash')
})

it('ends at once when it is revoked from elsewhere', async () => {
  const phone = await starts('contributor', 'phone')
  const here = await ctxOf(await starts('contributor', 'laptop'))
  const [lost] = (await listSessions(here)).filter(({ current }) => !current)
  await revokeSession(here, lost?.id ?? '')
  expect(await contextFromSession(phone.secret, arrival())).toBeNull()
  expect(await listSessions(here)).toHaveLength(1)
})

it('ends with all the others when only the one that asks is to stay', async () => {
  const others = [await starts('contributor', 'phone'), await starts('contributor', 'tablet')]
  const stranger = await starts('reader')
  const here = await ctxOf(await starts('contributor', 'laptop'))
  expect(await revokeOtherSessions(here)).toBe(2)
  for (const { secret } of others) expect(await contextFromSession(secret, arrival())).toBeNull()
  expect(await contextFromSession(stranger.secret, arrival())).not.toBeNull()
  expect(await listSessions(here)).toMatchObject([{ current: true }])
  expect(await revokeOtherSessions(here)).toBe(0)
  const token = await org.token('contributor')
  await expect(revokeOtherSessions(token)).rejects.toMatchObject({ kind: 'forbidden' })
  expect(await listSessions(here)).toHaveLength(1)
})

it('is nobody else’s to end, an admin’s neither, nor a token’s', async () => {
  const theirs = await ctxOf(await starts('contributor'))
  const id = theirs.actor.kind === 'person' ? (theirs.actor.sessionId ?? '') : ''
  const admin = await ctxOf(await starts('admin'))
  for (const wrong of [id, newId(), 'x'])
    await expect(revokeSession(admin, wrong)).rejects.toMatchObject({ kind: 'not_found' })
  const token = await org.token('contributor')
  await expect(revokeSession(token, id)).rejects.toMatchObject({ kind: 'forbidden' })
  expect(await listSessions(token)).toEqual([])
  expect(await listSessions(theirs)).toHaveLength(1)
})

it('says how somebody signed in, and ends after days without a request', async () => {
  const proof = { method: 'oidc', at: new Date() } as const
  const session = await startSession(org.personId('contributor'), arrival().origin, proof)
  const here = await ctxOf(session)
  expect(await listSessions(here)).toMatchObject([{ method: 'oidc' }])
  const idle = (days: number) =>
    system((tx) =>
      tx
        .update(sessions)
        .set({ lastSeenAt: new Date(Date.now() - days * 86_400_000) })
        .where(eq(sessions.personId, org.personId('contributor'))),
    )
  await idle(2.9)
  await ctxOf(session)
  await idle(3.1)
  expect(await listSessions(here)).toEqual([])
  expect(await contextFromSession(session.secret, arrival())).toBeNull()
})

it('ends by signing out, and by itself in time', async () => {
  const out = await starts('reader')
  await endSession(out.secret)
  expect(await contextFromSession(out.secret, arrival())).toBeNull()

  const old = await starts('reader')
  const { actor } = await ctxOf(old)
  await system((tx) =>
    tx
      .update(sessions)
      .set({ expiresAt: new Date() })
      .where(eq(sessions.personId, actor.id ?? '')),
  )
  expect(await contextFromSession(old.secret, arrival())).toBeNull()
  expect(await contextFromSession('nonsense', arrival())).toBeNull()
})
