import { afterAll, beforeAll, expect, it } from 'vitest'
import { contextFromSession, systemContext } from '../context'
import { createOrganization } from '../organizations/create'
import { signIn } from '../sessions/sign-in'
import { arrival, type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { addMember } from './add'
import { changePassword } from './password'
import { listMembers } from './queries'
import { removeMember } from './remove'

let hub: TestHub
let org: TestOrganization
beforeAll(async () => {
  hub = await testHub()
})
afterAll(() => hub.close())
beforeAll(async () => {
  org = await hub.organization()
})

const lastEvent = async () => (await org.events()).at(-1)

it('gives someone new a password to be handed over, and records who came with which roles', async () => {
  const added = await addMember(org.as('admin'), {
    org: org.slug,
    email: ' Zoe@Example.test ',
    name: 'Zoe',
    roles: ['approver', 'reader', 'approver'],
  })
  expect(added).toMatchObject({
    name: 'Zoe',
    email: 'zoe@example.test',
    roles: ['reader', 'approver'],
  })
  const password = added.initialPassword ?? ''
  const session = await signIn({ email: 'zoe@example.test', password }, arrival())
  const ctx = await contextFromSession(session.secret, arrival())
  expect(ctx?.memberships).toMatchObject([{ slug: org.slug }])
  const event = await lastEvent()
  expect(event).toMatchObject({
    action: 'member.add',
    outcome: 'done',
    actor: { id: org.personId('admin'), kind: 'person' },
    subject: { kind: 'member', id: added.id, uri: `/${org.slug}/settings/members` },
    before: null,
    after: { roles: ['reader', 'approver'] },
  })
  expect(JSON.stringify(event).toLowerCase()).not.toContain('zoe')
})

it('hands no roles to an account that is of nobody here: they are invited; the host takes them in', async () => {
  const elsewhere = await hub.organization()
  const email = `ana@${elsewhere.slug}.example`
  const draft = { org: org.slug, email, name: 'The chief', roles: ['admin' as const] }
  await expect(addMember(org.as('admin'), draft)).rejects.toMatchObject({
    kind: 'conflict',
    code: 'invite_instead',
    fields: { email: expect.stringContaining('Invite them by a link') },
  })
  const { items } = await listMembers(org.as('admin'), { org: org.slug, limit: 100 })
  expect(items.map((one) => one.email)).not.toContain(email)
  expect(await org.takeIn(email, ['reader'])).toMatchObject({
    id: elsewhere.personId('contributor'),
    name: 'Ana',
    initialPassword: null,
  })
})

it('takes nobody in whose first password another organization still knows, until they change it', async () => {
  const elsewhere = await hub.organization()
  const email = 'handed@example.test'
  const draft = { email, name: 'Hana', roles: ['reader' as const] }
  const { initialPassword } = await addMember(elsewhere.as('admin'), {
    ...draft,
    org: elsewhere.slug,
  })
  const known = { kind: 'conflict', code: 'password_known' }
  const add = () => addMember(org.as('admin'), { ...draft, org: org.slug })
  await expect(add()).rejects.toMatchObject(known)
  const host = systemContext('host', { ...arrival(), via: 'host' })
  const founding = { slug: 'founded-late', name: 'Late', admin: { email, name: 'Hana' } }
  await expect(createOrganization(host, founding)).rejects.toMatchObject(known)
  const current = initialPassword ?? ''
  const session = await signIn({ email, password: current }, arrival())
  const hana = await contextFromSession(session.secret, arrival())
  if (!hana) throw new Error('Hana is not signed in.')
  await changePassword(hana, { current, next: 'a password of her own' })
  await expect(add()).rejects.toMatchObject({ code: 'invite_instead' })
  await expect(org.takeIn(email, ['reader'])).resolves.toMatchObject({ name: 'Hana' })
})

it('takes back someone who was removed', async () => {
  const draft = { org: org.slug, email: 'back@example.test', name: 'Bo', roles: ['admin' as const] }
  const first = await addMember(org.as('admin'), draft)
  await removeMember(org.as('admin'), { org: org.slug, id: first.id })
  const again = await addMember(org.as('admin'), { ...draft, roles: ['reader'] })
  expect(again).toMatchObject({ id: first.id, roles: ['reader'], initialPassword: null })
})

it('refuses a present member, and needs a name for someone new', async () => {
  const email = `ana@${org.slug}.example`
  const present = addMember(org.as('admin'), { org: org.slug, email, roles: ['reader'] })
  await expect(present).rejects.toMatchObject({ kind: 'conflict' })
  const nameless = { org: org.slug, email: 'who@example.test', roles: ['reader' as const] }
  await expect(addMember(org.as('admin'), nameless)).rejects.toMatchObject({
    kind: 'invalid',
    fields: { name: expect.any(String) },
  })
})

it('adds one and the same person once when two admins do it together', async () => {
  const twin = {
    org: org.slug,
    email: 'twin@example.test',
    name: 'Tess',
    roles: ['reader' as const],
  }
  const both = await Promise.allSettled([1, 2].map(() => addMember(org.as('admin'), twin)))
  expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
})

it.each([
  { roles: [] },
  { roles: ['owner'] },
  { email: 'nobody' },
  { email: `${'x'.repeat(250)}@y.test` },
  { name: 'nul\0' },
])('refuses bad input %j', async (wrong) => {
  const fine = { org: org.slug, email: 'fine@example.test', name: 'Fine', roles: ['reader'] }
  // What a door hands over has not been checked.
  const raw = { ...fine, ...wrong } as Parameters<typeof addMember>[1]
  await expect(addMember(org.as('admin'), raw)).rejects.toMatchObject({ kind: 'invalid' })
})

it('is for admins only, and records who tried', async () => {
  const draft = { org: org.slug, email: 'x@example.test', name: 'X', roles: ['reader' as const] }
  await expect(addMember(org.as('maintainer'), draft)).rejects.toMatchObject({
    kind: 'forbidden',
    message: 'Needs the admin role. You are a maintainer.',
  })
  expect(await lastEvent()).toMatchObject({
    action: 'member.add',
    outcome: 'refused',
    reason: 'Needs the admin role. You are a maintainer.',
    actor: { id: org.personId('maintainer') },
  })
  const token = await org.token('admin', { scopes: ['read', 'write'] })
  await expect(addMember(token, draft)).rejects.toMatchObject({ kind: 'forbidden' })
})

it('finds nothing in an organization of others', async () => {
  const other = await hub.organization()
  const draft = { org: other.slug, email: 'x@example.test', name: 'X', roles: ['reader' as const] }
  await expect(addMember(org.as('admin'), draft)).rejects.toMatchObject({ kind: 'not_found' })
  const list = listMembers(org.as('admin'), { org: other.slug })
  await expect(list).rejects.toMatchObject({ kind: 'not_found' })
})

it('lists members by name in pages, each with their roles', async () => {
  const small = await hub.organization()
  const names: string[] = []
  let cursor: string | undefined
  do {
    const page = await listMembers(small.as('reader'), { org: small.slug, limit: 4, cursor })
    names.push(...page.items.map(({ name, roles }) => `${name} ${roles.join()}`))
    cursor = page.nextCursor ?? undefined
  } while (cursor)
  expect(names).toEqual([
    'Ada admin',
    'Ana contributor',
    'Ben approver',
    'Mia maintainer',
    'Otto auditor',
    'Rita reader',
  ])
  const wrong = listMembers(small.as('reader'), { org: small.slug, cursor: 'x' })
  await expect(wrong).rejects.toMatchObject({ kind: 'invalid' })
})
