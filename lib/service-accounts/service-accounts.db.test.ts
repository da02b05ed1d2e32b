import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Ctx } from '../actor'
import { contextFromToken } from '../context'
import { grantModel, grantOrganization } from '../grants/grant'
import { me } from '../me'
import { updateMember } from '../members/update'
import { createProject } from '../projects/create'
import { listReviews } from '../reviews/inbox'
import { createRun } from '../runs/create'
import { arrival, type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { modelOf, registered } from '../testing/registry'
import { listTokens } from '../tokens/queries'
import { revokeToken } from '../tokens/revoke'
import { approveVersion } from '../versions/decide'
import { registerVersion } from '../versions/register'
import { createServiceAccount } from './create'
import { disableServiceAccount } from './disable'
import { getServiceAccount, listServiceAccounts } from './queries'
import { createServiceAccountToken } from './token'
import { updateServiceAccount } from './update'

let hub: TestHub
let acme: TestOrganization
let org: string
let ada: Ctx
beforeAll(async () => {
  hub = await testHub()
})
afterAll(() => hub.close())
beforeEach(async () => {
  acme = await hub.organization()
  org = acme.slug
  ada = acme.as('admin')
})

const lastEvent = async () => (await acme.events()).at(-1)
const tomorrow = () => new Date(Date.now() + 86_400_000).toISOString()
const asApi = (secret: string) => contextFromToken(secret, { ...arrival(), via: 'api' })
const robot = (over: object = {}) =>
  createServiceAccount(ada, { org, name: 'Nightly trainer', slug: 'trainer', ...over })
const ref = () => ({ org, account: 'trainer' })
const token = (ctx: Ctx, over: object = {}) =>
  createServiceAccountToken(ctx, {
    ...{ ...ref(), name: 'cluster', scopes: ['read', 'write'], expiresAt: tomorrow() },
    ...over,
  })

it('is made with someone who answers for it: the maker, or who is named', async () => {
  const made = await robot({ description: 'Trains at night', owner: `ana@${org}.example` })
  expect(made).toMatchObject({
    ...{ slug: 'trainer', roles: [], tokens: 0, disabledAt: null },
    owner: { id: acme.personId('contributor'), name: 'Ana', kind: 'person' },
  })
  expect(await lastEvent()).toMatchObject({
    action: 'service_account.create',
    subject: { kind: 'service_account', id: made.id },
    after: { slug: 'trainer', owner: acme.personId('contributor') },
  })
  expect((await robot({ slug: 'other' })).owner.id).toBe(acme.personId('admin'))
  await expect(robot()).rejects.toMatchObject({ kind: 'conflict' })
  const stranger = (await hub.organization()).personId('reader')
  await expect(robot({ slug: 'x', owner: stranger })).rejects.toMatchObject({
    fields: { owner: expect.any(String) },
  })
  const list = await listServiceAccounts(acme.as('reader'), { org })
  expect(list.items.map(({ slug }) => slug)).toEqual(['other', 'trainer'])
})

describe('its token', () => {
  beforeEach(async () => {
    await robot({ owner: acme.personId('contributor') })
    await grantOrganization(ada, { org, serviceAccount: 'trainer', role: 'contributor' })
  })

  it('acts as the service account: so says GET /me, and so does the record', async () => {
    const made = await token(acme.as('contributor'))
    expect(made).toMatchObject({
      ...{ scopes: ['read', 'write'], models: null },
      owner: { name: 'Ana' },
      serviceAccount: { slug: 'trainer', name: 'Nightly trainer' },
      secret: expect.stringMatching(/^hub_/),
    })
    const { id } = await getServiceAccount(ada, ref())
    expect(await lastEvent()).toMatchObject({
      action: 'token.create',
      after: { owner: acme.personId('contributor'), serviceAccount: id },
    })
    const ctx = await asApi(made.secret)
    expect(me(ctx)).toMatchObject({
      actor: { id, kind: 'service_account', name: 'Nightly trainer' },
      ...{ roles: ['contributor'], token: { scopes: ['read', 'write'] } },
    })
    await createProject(ctx, { org, name: 'Lab' })
    expect(await lastEvent()).toMatchObject({
      actor: { id, kind: 'service_account' },
      ...{ onBehalfOf: acme.personId('contributor'), token: made.id },
    })
  })

  it('is made by its owner or an admin, and by nobody else, nor by a token', async () => {
    await expect(token(ada)).resolves.toBeTruthy()
    await expect(token(acme.as('maintainer'))).rejects.toMatchObject({
      kind: 'forbidden',
      message:
        'Its tokens are made by whoever answers for it, or by an admin. Needs the admin role. You are a maintainer.',
    })
    expect(await lastEvent()).toMatchObject({ action: 'token.create', outcome: 'refused' })
    const own = await acme.token('contributor', { scopes: ['read', 'write', 'admin'] })
    await expect(token(own)).rejects.toMatchObject({ kind: 'forbidden' })
    const { secret } = await token(ada)
    await expect(token(await asApi(secret))).rejects.toMatchObject({ kind: 'forbidden' })
  })

  it.each([
    { scopes: ['decide'] },
    { scopes: ['read', 'admin'] },
    { scopes: [] },
    { expiresAt: '2020-01-01' },
    { expiresAt: '2999-01-01' },
    { expiresAt: undefined },
    { name: '' },
    { models: [] },
  ])('is not made of bad input %j', async (wrong) => {
    await expect(token(ada, wrong)).rejects.toMatchObject({ kind: 'invalid' })
    expect((await getServiceAccount(ada, ref())).tokens).toBe(0)
  })

  it('may be limited to some models', async () => {
    const mia = acme.as('maintainer')
    await modelOf(mia, org, 'churn')
    await modelOf(mia, org, 'fraud')
    const { secret } = await token(ada, { models: ['churn'] })
    const ctx = await asApi(secret)
    await expect(registered(ctx, org, { model: 'churn' })).resolves.toBeTruthy()
    await expect(registered(ctx, org, { model: 'fraud' })).rejects.toMatchObject({
      kind: 'not_found',
    })
    await expect(token(ada, { models: ['absent'] })).rejects.toMatchObject({ kind: 'not_found' })
  })

  it('registers a version as its owner, who then does not approve it; and it never approves', async () => {
    await modelOf(acme.as('maintainer'), org, 'churn')
    const ana = acme.personId('contributor')
    await grantModel(ada, { org, model: 'churn', person: ana, role: 'approver' })
    const ctx = await asApi((await token(ada)).secret)
    const version = await registered(ctx, org, { model: 'churn' })
    expect(version.registeredBy).toMatchObject({ kind: 'service_account', name: 'Nightly trainer' })
    const decision = { org, model: 'churn', version: 1 }
    await expect(
      approveVersion(await acme.signedIn('contributor'), decision),
    ).rejects.toMatchObject({
      kind: 'forbidden',
      message: expect.stringContaining('You registered this version'),
    })
    await expect(approveVersion(ctx, decision)).rejects.toMatchObject({ kind: 'forbidden' })
    expect(await lastEvent()).toMatchObject({
      ...{ action: 'version.approve', outcome: 'refused', actor: { kind: 'service_account' } },
    })
    await expect(approveVersion(acme.as('approver'), decision)).resolves.toBeTruthy()
  })

  it('makes both the service account and its owner maintainers of a model', async () => {
    const ctx = await asApi((await token(ada)).secret)
    await modelOf(ctx, org, 'fresh')
    const events = await acme.events()
    const id = events.find(({ action }) => action === 'model.create')?.subject.id
    const held = async (of: Ctx) =>
      of.memberships[0]?.grants.filter(({ scopeId }) => scopeId === id).map(({ role }) => role)
    expect(await held(await asApi((await token(ada)).secret))).toEqual(['maintainer'])
    expect(await held(await acme.signedIn('contributor'))).toEqual(['maintainer'])
  })

  it('sees its own tokens and not those of whoever answers for it', async () => {
    const made = await token(ada)
    await acme.secret('contributor')
    const ctx = await asApi(made.secret)
    const seen = await listTokens(ctx, { org })
    expect(seen.items.map(({ name }) => name)).toEqual(['cluster'])
    const owners = await listTokens(acme.as('contributor'), { org })
    expect(owners.items.map(({ name }) => name).toSorted()).toEqual([
      'cluster',
      'contributor token',
    ])
    const chosen = await listTokens(ada, { org, serviceAccount: 'trainer' })
    expect(chosen.items.map(({ name }) => name)).toEqual(['cluster'])
  })

  it('is revoked by its owner, and ends at once', async () => {
    const made = await token(ada)
    await revokeToken(acme.as('contributor'), { org, id: made.id })
    await expect(asApi(made.secret)).rejects.toMatchObject({ kind: 'unauthenticated' })
  })
})

it('is handed over without its tokens, and counts as the new owner from then on', async () => {
  await robot({ owner: acme.personId('contributor') })
  const made = await token(acme.as('contributor'))
  const edited = await updateServiceAccount(ada, { ...ref(), owner: acme.personId('maintainer') })
  expect(edited.owner.name).toBe('Mia')
  expect(await lastEvent()).toMatchObject({
    action: 'service_account.update',
    before: { owner: acme.personId('contributor'), tokens: [made.id] },
    after: { owner: acme.personId('maintainer') },
  })
  // Who answered for it until now has the secret still.
  await expect(asApi(made.secret)).rejects.toMatchObject({ kind: 'unauthenticated' })
  const { secret } = await token(acme.as('maintainer'))
  expect((await asApi(secret)).actor).toMatchObject({ ownerId: acme.personId('maintainer') })
  await expect(token(acme.as('contributor'))).rejects.toMatchObject({ kind: 'forbidden' })
  await expect(updateServiceAccount(ada, ref())).rejects.toMatchObject({ kind: 'invalid' })
})

it.each(['registered a version', 'made the run of one'])(
  'does not approve by whoever made its token, once it %s',
  async (what) => {
    await robot({ owner: acme.personId('contributor') })
    await grantOrganization(ada, { org, serviceAccount: 'trainer', role: 'contributor' })
    await updateMember(ada, { org, id: acme.personId('admin'), roles: ['admin', 'approver'] })
    await modelOf(acme.as('maintainer'), org, 'churn')
    await createProject(acme.as('maintainer'), { org, name: 'Lab' })
    const ctx = await asApi((await token(ada)).secret)
    const made = async () => {
      if (what === 'registered a version') return registered(ctx, org, { model: 'churn' })
      const { run } = await createRun(ctx, { org, project: 'lab' })
      const other = await asApi((await token(acme.as('contributor'), { name: 'other' })).secret)
      return registerVersion(other, { org, model: 'churn', run: `run://lab/${run}` })
    }
    const { version } = await made()
    const decision = { org, model: 'churn', version }
    await expect(approveVersion(await acme.signedIn('admin'), decision)).rejects.toMatchObject({
      kind: 'forbidden',
      message: expect.stringContaining('someone else must decide'),
    })
    const waiting = async (who: 'admin' | 'approver') =>
      (await listReviews(await acme.signedIn(who), { org })).items.map(({ version }) => version)
    expect(await waiting('admin')).toEqual([])
    await expect(approveVersion(acme.as('approver'), decision)).resolves.toBeTruthy()
  },
)

it('is disabled for good: its tokens end at once, its roles go, its name stays', async () => {
  await robot()
  await grantOrganization(ada, { org, serviceAccount: 'trainer', role: 'contributor' })
  const made = await token(ada)
  await disableServiceAccount(ada, ref())
  await expect(asApi(made.secret)).rejects.toMatchObject({ kind: 'unauthenticated' })
  expect(await lastEvent()).toMatchObject({
    action: 'service_account.disable',
    before: { tokens: [made.id], roles: [{ role: 'contributor', scope: 'organization' }] },
  })
  expect(await getServiceAccount(ada, ref())).toMatchObject({
    ...{ roles: [], tokens: 0, disabledAt: expect.any(String) },
  })
  for (const late of [
    () => disableServiceAccount(ada, ref()),
    () => updateServiceAccount(ada, { ...ref(), name: 'x' }),
    () => token(ada),
    () => robot(),
  ])
    await expect(late()).rejects.toMatchObject({ kind: 'conflict' })
})

it('keeps no token alive that is made while it is disabled', async () => {
  await robot()
  const [made] = await Promise.allSettled([token(ada), disableServiceAccount(ada, ref())])
  if (made.status === 'fulfilled')
    await expect(asApi(made.value.secret)).rejects.toMatchObject({ kind: 'unauthenticated' })
  expect((await getServiceAccount(ada, ref())).tokens).toBe(0)
})

it('is for admins to make, change and disable, and does not exist for others', async () => {
  await robot({ owner: acme.personId('contributor') })
  const ana = acme.as('contributor')
  for (const attempt of [
    () => createServiceAccount(ana, { org, name: 'Mine' }),
    () => updateServiceAccount(ana, { ...ref(), name: 'Mine' }),
    () => disableServiceAccount(ana, ref()),
  ]) {
    await expect(attempt()).rejects.toMatchObject({ kind: 'forbidden' })
    expect(await lastEvent()).toMatchObject({ outcome: 'refused' })
  }
  const other = await hub.organization()
  const foreign = getServiceAccount(other.as('admin'), ref())
  await expect(foreign).rejects.toMatchObject({ kind: 'not_found' })
})
