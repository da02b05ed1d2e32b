import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { roleGrants, roles } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import { writeEvent } from '../audit/event'
import { systemContext } from '../context'
import { arrival, type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { listMembers } from './queries'
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
const secondAdmin = () => updateMember(admin, { ...member('approver'), roles: ['admin'] })
const admins = async () =>
  (await listMembers(admin, { org: org.slug })).items.filter(({ roles }) => roles.includes('admin'))

it('gives exactly these roles and records what they were', async () => {
  const after = await updateMember(admin, {
    ...member('contributor'),
    roles: ['approver', 'maintainer'],
  })
  expect(after).toMatchObject({ name: 'Ana', roles: ['maintainer', 'approver'] })
  expect(await lastEvent()).toMatchObject({
    action: 'member.update',
    subject: { kind: 'member', id: org.personId('contributor') },
    before: { roles: ['contributor'] },
    after: { roles: ['maintainer', 'approver'] },
  })
})

it('keeps the last admin', async () => {
  const resign = updateMember(admin, { ...member('admin'), roles: ['reader'] })
  await expect(resign).rejects.toMatchObject({ kind: 'conflict' })
  await secondAdmin()
  await updateMember(admin, { ...member('admin'), roles: ['reader'] })
  expect((await admins()).map(({ name }) => name)).toEqual(['Ben'])
})

it('is for admins only, and records who tried', async () => {
  const rise = updateMember(org.as('reader'), { ...member('reader'), roles: ['admin'] })
  await expect(rise).rejects.toMatchObject({ kind: 'forbidden' })
  expect(await lastEvent()).toMatchObject({ action: 'member.update', outcome: 'refused' })
})

it('keeps one admin when all resign together', async () => {
  for (const role of roles) await updateMember(admin, { ...member(role), roles: ['admin'] })
  const resignations = roles.map((role) =>
    updateMember(admin, { ...member(role), roles: ['reader'] }),
  )
  const lost = (await Promise.allSettled(resignations)).filter(
    ({ status }) => status === 'rejected',
  )
  expect(lost).toMatchObject([{ reason: { kind: 'conflict' } }])
  expect(await admins()).toHaveLength(1)
})

it('leaves a kept role as it was given: what a group gave, it still takes back', async () => {
  const id = org.personId('contributor')
  const { write, read } = hub.database
  await write.transaction(async (tx) => {
    await tx.update(roleGrants).set({ givenBy: 'group' }).where(eq(roleGrants.principalId, id))
    const subject = { kind: 'member', id, uri: '/', organizationId: null }
    const told = { action: 'member.sync', subject, before: null, after: null } as const
    await writeEvent(tx, systemContext('test', arrival()), { ...told, outcome: 'done' })
  })
  await updateMember(org.as('admin'), { org: org.slug, id, roles: ['contributor', 'approver'] })
  const held = await read.select().from(roleGrants).where(eq(roleGrants.principalId, id))
  expect(held.map(({ role, givenBy }) => `${role} by ${givenBy}`).toSorted()).toEqual([
    'approver by hand',
    'contributor by group',
  ])
})
