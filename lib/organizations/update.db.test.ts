import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { contextFromSession } from '../context'
import { startSession } from '../sessions/session'
import { arrival, type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { getOrganization } from './queries'
import { updateOrganization } from './update'

let hub: TestHub
let org: TestOrganization
beforeAll(async () => {
  hub = await testHub()
})
afterAll(() => hub.close())
beforeEach(async () => {
  org = await hub.organization()
})

it('turns four eyes off for who works alone, and records that', async () => {
  const after = await updateOrganization(org.as('admin'), { org: org.slug, fourEyes: false })
  expect(after).toEqual({ slug: org.slug, name: org.slug, fourEyes: false })
  expect((await org.events()).at(-1)).toMatchObject({
    action: 'organization.update',
    actor: { id: org.personId('admin') },
    subject: { kind: 'organization', id: org.id, uri: `/${org.slug}` },
    before: { fourEyes: true },
    after: { fourEyes: false },
  })
  const { secret } = await startSession(org.personId('reader'), arrival().origin)
  const ctx = await contextFromSession(secret, arrival())
  if (!ctx) throw new Error('Rita is not signed in.')
  await expect(getOrganization(ctx, { org: org.slug })).resolves.toEqual(after)
})

it('is for admins only, and records who tried', async () => {
  const tried = updateOrganization(org.as('approver'), { org: org.slug, fourEyes: false })
  await expect(tried).rejects.toMatchObject({ kind: 'forbidden' })
  expect((await org.events()).at(-1)).toMatchObject({
    action: 'organization.update',
    outcome: 'refused',
    actor: { id: org.personId('approver') },
  })
})

it('refuses an empty name, no change at all, and the organization of others', async () => {
  const admin = org.as('admin')
  const other = await hub.organization()
  await expect(updateOrganization(admin, { org: org.slug, name: ' ' })).rejects.toMatchObject({
    kind: 'invalid',
  })
  await expect(updateOrganization(admin, { org: org.slug })).rejects.toMatchObject({
    kind: 'invalid',
  })
  await expect(updateOrganization(admin, { org: other.slug, name: 'Mine' })).rejects.toMatchObject({
    kind: 'not_found',
  })
})
