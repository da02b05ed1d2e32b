import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { roles } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import { contextFromSession, contextFromToken } from '../context'
import { newId } from '../ids'
import { startSession } from '../sessions/session'
import { arrival, type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { addMember } from './add'
import { listMembers } from './queries'
import { removeMember } from './remove'
import { updateMember } from './update'

let hub: TestHub
let org: TestOrganization
let admin: Ctx
beforeAll(async () => {
  hub = await testHub()
})
afterAll(() => hub.close())
beforeEach(async () => {
  org = await hub.organization()
  admin = org.as('admin')
})

const lastEvent = async () => (await org.events()).at(-1)
const member = (role: Parameters<TestOrganization['personId']>[0]) => ({
  org: org.slug,
  id: org.personId(role),
})

it('ends sessions and tokens at once, and records which', async () => {
  const secret = await org.secret('contributor')
  const session = await startSession(org.personId('contributor'), arrival().origin)
  const before = await contextFromSession(session.secret, arrival())
  expect(before?.memberships).toHaveLength(1)

  await removeMember(admin, member('contributor'))

  await expect(contextFromToken(secret, arrival())).rejects.toMatchObject({
    kind: 'unauthenticated',
  })
  expect(await contextFromSession(session.secret, arrival())).toBeNull()
  const { items } = await listMembers(admin, { org: org.slug })
  expect(items.map(({ name }) => name)).not.toContain('Ana')
  expect(await lastEvent()).toMatchObject({
    action: 'member.remove',
    subject: { kind: 'member', id: org.personId('contributor') },
    before: { roles: ['contributor'], tokens: [expect.any(String)] },
    after: null,
  })
})

it('leaves a member of another organization signed in there', async () => {
  const other = await hub.organization()
  const email = `ana@${other.slug}.example`
  const { id } = await addMember(admin, { org: org.slug, email, roles: ['admin'] })
  const { secret } = await startSession(id, arrival().origin)
  const elsewhere = await other.secret('contributor')
  await removeMember(admin, { org: org.slug, id })
  const ctx = await contextFromSession(secret, arrival())
  expect(ctx?.memberships.map(({ slug }) => slug)).toEqual([other.slug])
  await expect(contextFromToken(elsewhere, arrival())).resolves.toBeTruthy()
})

it('keeps one of the admins when each removes the next', async () => {
  for (const role of roles) await updateMember(admin, { ...member(role), roles: ['admin'] })
  const ring = roles.map((role, place) => {
    const next = roles[(place + 1) % roles.length] ?? role
    return removeMember({ ...org.as(role), memberships: admin.memberships }, member(next))
  })
  const removals = await Promise.allSettled(ring)
  const lost = removals.filter(({ status }) => status === 'rejected')
  expect(lost).toMatchObject([{ reason: { kind: 'conflict' } }])
  const { items } = await listMembers(admin, { org: org.slug })
  expect(items.map((left) => left.roles)).toEqual([['admin']])
})

it('is for admins only, and records who tried', async () => {
  const tried = removeMember(org.as('auditor'), member('reader'))
  await expect(tried).rejects.toMatchObject({ kind: 'forbidden' })
  expect(await lastEvent()).toMatchObject({
    action: 'member.remove',
    outcome: 'refused',
    actor: { id: org.personId('auditor') },
    subject: { id: org.personId('reader') },
  })
})

it('finds nobody under the id of another organization, of no one, of nonsense', async () => {
  const other = await hub.organization()
  for (const id of [other.personId('reader'), newId(), 'ana', "' or 1=1"]) {
    const removed = removeMember(admin, { org: org.slug, id })
    await expect(removed).rejects.toMatchObject({ kind: 'not_found' })
  }
  await removeMember(admin, member('reader'))
  const again = removeMember(admin, member('reader'))
  await expect(again).rejects.toMatchObject({ kind: 'not_found' })
})
