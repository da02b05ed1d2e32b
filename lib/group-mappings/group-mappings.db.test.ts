import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { Ctx } from '../actor'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { listGroupMappings } from './queries'
import { removeGroupMapping, setGroupMapping } from './set'

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
const listed = async () => (await listGroupMappings(admin, { org: org.slug })).items

it('says what a group gives, in place of what was said before, and records both', async () => {
  const group = '/ml/leads'
  await setGroupMapping(admin, { org: org.slug, group, roles: ['reader', 'approver'] })
  const second = await setGroupMapping(admin, { org: org.slug, group, roles: ['maintainer'] })
  expect(second).toEqual({ group, roles: ['maintainer'], teams: [] })
  expect(await listed()).toEqual([second])
  expect(await lastEvent()).toMatchObject({
    action: 'group_mapping.set',
    subject: { kind: 'group_mapping', uri: `/${org.slug}/settings/groups?change=/ml/leads` },
    before: { roles: ['reader', 'approver'], teams: [] },
    after: { roles: ['maintainer'], teams: [] },
  })
  await removeGroupMapping(admin, { org: org.slug, group })
  expect(await listed()).toEqual([])
  expect(await lastEvent()).toMatchObject({ action: 'group_mapping.remove', after: null })
  const again = removeGroupMapping(admin, { org: org.slug, group })
  await expect(again).rejects.toMatchObject({ kind: 'not_found' })
})

it.each([
  [{ roles: [] }, 'roles'],
  [{ roles: ['owner'] }, 'roles.0'],
  [{ group: ' ' }, 'group'],
  [{ group: 'nul\0' }, 'group'],
  [{ group: 'x'.repeat(301) }, 'group'],
  [{ teams: ['none'] }, 'teams'],
])('refuses bad input %j', async (wrong, field) => {
  const fine = { org: org.slug, group: 'ml', roles: ['reader'] }
  // What a door hands over has not been checked.
  const raw = { ...fine, ...wrong } as Parameters<typeof setGroupMapping>[1]
  await expect(setGroupMapping(admin, raw)).rejects.toMatchObject({
    kind: 'invalid',
    fields: { [field]: expect.any(String) },
  })
  expect(await listed()).toEqual([])
})

it('is for admins only, and records who tried', async () => {
  const draft = { org: org.slug, group: 'ml', roles: ['admin' as const] }
  const tried = setGroupMapping(org.as('maintainer'), draft)
  await expect(tried).rejects.toMatchObject({ kind: 'forbidden' })
  expect(await lastEvent()).toMatchObject({ action: 'group_mapping.set', outcome: 'refused' })
  const other = await hub.organization()
  const foreign = setGroupMapping(other.as('admin'), draft)
  await expect(foreign).rejects.toMatchObject({ kind: 'not_found' })
})

it('keeps one whole of two that are set at once', async () => {
  const roles = ['reader', 'contributor', 'maintainer'] as const
  await Promise.all(
    roles.map((role) =>
      setGroupMapping(admin, { org: org.slug, group: 'ml', roles: [role, 'auditor'] }),
    ),
  )
  const [mapping] = await listed()
  expect(mapping?.roles).toHaveLength(2)
})
