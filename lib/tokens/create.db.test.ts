import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { tokens } from '@/db/schema/tables'
import { contextFromToken } from '../context'
import { newId } from '../ids'
import { me } from '../me'
import { addMember } from '../members/add'
import { createModel } from '../models/create'
import { hashSecret } from '../secret'
import { arrival, type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { createToken } from './create'
import { listTokens } from './queries'

let hub: TestHub
let org: TestOrganization
beforeAll(async () => {
  hub = await testHub()
  org = await hub.organization()
  await createModel(org.as('maintainer'), { org: org.slug, name: 'churn' })
  await createModel(org.as('maintainer'), { org: org.slug, name: 'fraud' })
})
afterAll(() => hub.close())

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString()
const request = (more: Partial<Parameters<typeof createToken>[1]> = {}) => ({
  org: org.slug,
  name: 'ci',
  scopes: ['read' as const, 'write' as const],
  expiresAt: inDays(30),
  ...more,
})
const lastEvent = async () => (await org.events()).at(-1)

it('shows the secret once, keeps its hash, and works at once as its owner', async () => {
  const made = await createToken(org.as('contributor'), request())
  expect(made.secret).toMatch(/^hub_[\w-]{43}$/)
  expect(made).toMatchObject({
    name: 'ci',
    prefix: made.secret.slice(0, 8),
    owner: { id: org.personId('contributor'), name: 'Ana' },
    scopes: ['read', 'write'],
    models: null,
    lastUsedAt: null,
    revokedAt: null,
  })
  const [row] = await hub.database.read.select().from(tokens).where(eq(tokens.id, made.id))
  expect(row?.hash).toBe(hashSecret(made.secret))
  expect(JSON.stringify(row)).not.toContain(made.secret)
  const ctx = await contextFromToken(made.secret, arrival())
  expect(me(ctx)).toEqual({
    actor: { id: made.id, kind: 'token', name: 'ci' },
    organization: { slug: org.slug, name: org.slug },
    roles: ['contributor'],
    token: { scopes: ['read', 'write'], expiresAt: made.expiresAt },
  })
})

it('is recorded without the secret or the name', async () => {
  const made = await createToken(org.as('contributor'), request({ name: 'laptop of Ana' }))
  const event = await lastEvent()
  expect(event).toMatchObject({
    action: 'token.create',
    actor: { id: org.personId('contributor'), kind: 'person' },
    subject: { kind: 'token', id: made.id, uri: `/${org.slug}/settings/tokens` },
    before: null,
    after: { owner: org.personId('contributor'), scopes: ['read', 'write'], models: null },
  })
  expect(JSON.stringify(event)).not.toMatch(/hub_|laptop/)
})

it('refuses a scope that none of the roles can use, and records that', async () => {
  const tooMuch = createToken(org.as('contributor'), request({ scopes: ['read', 'decide'] }))
  await expect(tooMuch).rejects.toMatchObject({
    kind: 'forbidden',
    message: 'None of your roles can use the scope decide. Leave it out.',
  })
  expect(await lastEvent()).toMatchObject({ action: 'token.create', outcome: 'refused' })
})

it('gives the scope write to whoever is contributor of a single model', async () => {
  const auditor = org.as('auditor')
  const [membership] = auditor.memberships
  if (!membership) throw new Error('The auditor is no member.')
  const grant = { scope: 'model' as const, scopeId: org.id, role: 'contributor' as const }
  const grants = [...membership.grants, grant]
  const ctx = { ...auditor, memberships: [{ ...membership, grants }] }
  await expect(createToken(ctx, request())).resolves.toMatchObject({ scopes: ['read', 'write'] })
  await expect(createToken(auditor, request())).rejects.toMatchObject({ kind: 'forbidden' })
})

it('is made by a person who is signed in, never by another token, and the attempt is recorded', async () => {
  const token = await org.token('admin', { expiresAt: new Date(Date.now() + 60_000) })
  for (const scopes of [['read'], ['read', 'admin']] as const)
    await expect(createToken(token, request({ scopes: [...scopes] }))).rejects.toMatchObject({
      kind: 'forbidden',
      message: 'Make tokens signed in at the web; a token cannot make another.',
    })
  expect(await lastEvent()).toMatchObject({ action: 'token.create', outcome: 'refused' })
})

it('limits a token to the models named', async () => {
  const limited = await createToken(org.as('maintainer'), request({ models: ['churn'] }))
  expect(limited.models).toEqual(['churn'])
  const { items } = await listTokens(org.as('maintainer'), { org: org.slug, limit: 1 })
  expect(items).toMatchObject([{ id: limited.id, models: ['churn'] }])
})

it('refuses the scope admin together with chosen models, and what is still like that can do nothing', async () => {
  const both = request({ scopes: ['read', 'admin'], models: ['churn'] })
  await expect(createToken(org.as('admin'), both)).rejects.toMatchObject({
    kind: 'invalid',
    fields: { scopes: expect.stringContaining('whole organization') },
  })
  const old = await org.token('admin', { scopes: ['read', 'admin'], modelIds: [newId()] })
  const addition = { org: org.slug, email: 'x@x.example', name: 'X', roles: ['admin' as const] }
  await expect(addMember(old, addition)).rejects.toMatchObject({
    kind: 'forbidden',
    message: 'This token is limited to chosen models, so it cannot manage people and roles.',
  })
})

it.each([
  { expiresAt: inDays(367) },
  { expiresAt: inDays(-1) },
  { expiresAt: 'tomorrow' },
  { expiresAt: '2027-02-31' },
  { scopes: [] },
  { scopes: ['root'] },
  { name: '' },
  { name: 'nul\0' },
  { models: [] },
  { models: ['No Slug'] },
])('refuses bad input %j', async (wrong) => {
  // What a door hands over has not been checked.
  const raw = { ...request(), ...wrong } as Parameters<typeof createToken>[1]
  await expect(createToken(org.as('contributor'), raw)).rejects.toMatchObject({ kind: 'invalid' })
})

it('takes a bare date as 00:00 UTC', async () => {
  const date = inDays(10).slice(0, 10)
  const made = await createToken(org.as('contributor'), request({ expiresAt: date }))
  expect(made.expiresAt).toBe(`${date}T00:00:00.000Z`)
})

it('finds nothing in an organization of others', async () => {
  const other = await hub.organization()
  await createModel(other.as('maintainer'), { org: other.slug, name: 'secret-model' })
  const there = createToken(org.as('admin'), request({ org: other.slug }))
  await expect(there).rejects.toMatchObject({ kind: 'not_found' })
  const theirs = createToken(org.as('admin'), request({ models: ['secret-model'] }))
  await expect(theirs).rejects.toMatchObject({ kind: 'not_found' })
})
