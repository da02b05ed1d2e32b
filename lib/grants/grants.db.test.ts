import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { roleGrants } from '@/db/schema/tables'
import type { Ctx, Role, Scope } from '../actor'
import { contextFromSession } from '../context'
import { removeMember } from '../members/remove'
import { createModel } from '../models/create'
import { getModel } from '../models/queries'
import { updateModel } from '../models/update'
import { createProject } from '../projects/create'
import { updateProject } from '../projects/update'
import { startSession } from '../sessions/session'
import { arrival, type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { modelOf, registered } from '../testing/registry'
import { approveVersion } from '../versions/decide'
import { grantModel, grantProject } from './grant'
import { listModelAccess, listProjectAccess } from './queries'
import { revokeModel, revokeProject } from './revoke'
import type { Access } from './view'

let hub: TestHub
let acme: TestOrganization
let org: string
let maintainer: Ctx
beforeAll(async () => {
  hub = await testHub()
})
afterAll(() => hub.close())
beforeEach(async () => {
  acme = await hub.organization()
  org = acme.slug
  await modelOf(acme.as('maintainer'), org, 'churn')
  await createProject(acme.as('maintainer'), { org, name: 'lab' })
  maintainer = await now('maintainer')
})

/** Who made both, with the roles there that this gave her. */
const mia = () => maintainer
const rita = () => acme.personId('reader')
const lastEvent = async () => (await acme.events()).at(-1)

/** The person of this role with what they hold at this moment. */
async function now(role: Role): Promise<Ctx> {
  const { secret } = await startSession(acme.personId(role), arrival().origin)
  const ctx = await contextFromSession(secret, arrival())
  if (!ctx) throw new Error('The session has ended.')
  return ctx
}

interface Wanted {
  person?: string
  role?: Role
}

type Given = 'reader'

/** The same promises for both on which roles are given. */
const places = {
  model: {
    uri: () => 'model://churn/',
    // What is no such role is for the command to say.
    grant: (ctx: Ctx, { person = rita(), role = 'contributor' }: Wanted = {}) =>
      grantModel(ctx, { org, model: 'churn', person, role: role as Given }),
    revoke: (ctx: Ctx, id: string) => revokeModel(ctx, { org, model: 'churn', id }),
    list: (ctx: Ctx) => listModelAccess(ctx, { org, model: 'churn' }),
    edit: async () => updateModel(await now('reader'), { org, model: 'churn', name: 'Churned' }),
  },
  project: {
    uri: () => `/${org}/projects/lab`,
    grant: (ctx: Ctx, { person = rita(), role = 'maintainer' }: Wanted = {}) =>
      grantProject(ctx, { org, project: 'lab', person, role: role as Given }),
    revoke: (ctx: Ctx, id: string) => revokeProject(ctx, { org, project: 'lab', id }),
    list: (ctx: Ctx) => listProjectAccess(ctx, { org, project: 'lab' }),
    edit: async () => updateProject(await now('reader'), { org, project: 'lab', name: 'Bench' }),
  },
}

describe.each(Object.entries(places))('a role on a %s', (kind, place) => {
  it('lets its holder do there what it says, until it is revoked; both are recorded', async () => {
    const refused = { kind: 'forbidden' }
    await expect(place.edit()).rejects.toMatchObject(refused)
    const grant = await place.grant(mia())
    expect(grant.person).toEqual({ id: rita(), name: 'Rita', email: `rita@${org}.example` })
    const held = { person: rita(), role: grant.role }
    expect(await lastEvent()).toMatchObject({
      action: `${kind}.grant`,
      actor: { id: acme.personId('maintainer') },
      subject: { kind, uri: place.uri() },
      before: null,
      after: held,
    })
    await place.edit()
    await place.revoke(mia(), grant.id)
    expect(await lastEvent()).toMatchObject({
      action: `${kind}.revoke`,
      subject: { kind, uri: place.uri() },
      before: held,
      after: null,
    })
    await expect(place.edit()).rejects.toMatchObject(refused)
  })

  it('is given by e-mail address too, whatever its case', async () => {
    const { person } = await place.grant(mia(), { person: ` RITA@${org}.example ` })
    expect(person?.id).toBe(rita())
  })

  it('is given and revoked by a maintainer; who tries besides is recorded', async () => {
    const { id } = await place.grant(mia())
    const reason = 'Needs the maintainer role. You are a contributor.'
    const ana = acme.as('contributor')
    const attempts = {
      grant: () => place.grant(ana, { role: 'reader' }),
      revoke: () => place.revoke(ana, id),
    }
    for (const [verb, attempt] of Object.entries(attempts)) {
      await expect(attempt()).rejects.toMatchObject({ kind: 'forbidden', message: reason })
      const refusal = { action: `${kind}.${verb}`, outcome: 'refused', reason }
      expect(await lastEvent()).toMatchObject(refusal)
    }
    expect(await grantsOf(rita())).toHaveLength(2)
  })

  it('that decides on versions is given and taken by admins only', async () => {
    const role = 'approver'
    const message =
      'Who approves is chosen by an admin of the organization. Needs the admin role. You are a maintainer.'
    await expect(place.grant(mia(), { role })).rejects.toMatchObject({ kind: 'forbidden', message })
    expect(await lastEvent()).toMatchObject({ action: `${kind}.grant`, outcome: 'refused' })
    const { id } = await place.grant(acme.as('admin'), { role })
    await expect(place.revoke(mia(), id)).rejects.toMatchObject({ kind: 'forbidden', message })
    expect(await lastEvent()).toMatchObject({ action: `${kind}.revoke`, outcome: 'refused' })
    await place.revoke(acme.as('admin'), id)
  })

  it('is held once: of many that give it at the same time one does', async () => {
    const all = await Promise.allSettled(Array.from({ length: 8 }, () => place.grant(mia())))
    const lost = all.filter((one) => one.status === 'rejected')
    expect(lost).toHaveLength(7)
    for (const { reason } of lost) expect(reason).toMatchObject({ kind: 'conflict' })
    const given = (await acme.events()).filter(({ action }) => action === `${kind}.grant`)
    expect(given).toHaveLength(1)
  })

  it('is taken once: of two that revoke it at the same time one finds it gone', async () => {
    const { id } = await place.grant(mia())
    const both = await Promise.allSettled([place.revoke(mia(), id), place.revoke(mia(), id)])
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { kind: 'not_found' },
    })
  })

  it.each([
    [{ person: 'nobody@example.com' }, /has no member nobody@example.com. Add them under Settings/],
    [{ person: '' }, /Give the e-mail address of a member/],
    [{ person: '01987654-0000-7000-8000-000000000000' }, /has no member/],
    [{ role: 'admin' }, /admin holds for the whole organization/],
    [{ role: 'auditor' }, /auditor holds for the whole organization/],
    [{ role: 'owner' }, /Give one of reader, contributor, maintainer, approver/],
  ] as [Wanted, RegExp][])('refuses %j with what to do', async (wrong, message) => {
    const before = (await acme.events()).length
    await expect(place.grant(mia(), wrong)).rejects.toMatchObject({
      kind: 'invalid',
      message: expect.stringMatching(message),
      fields: { [Object.keys(wrong)[0] ?? '']: expect.any(String) },
    })
    expect(await acme.events()).toHaveLength(before)
  })

  it('is revoked where it was given, not from elsewhere', async () => {
    const { id } = await place.grant(mia())
    const other = kind === 'model' ? places.project : places.model
    await expect(other.revoke(mia(), id)).rejects.toMatchObject({ kind: 'not_found' })
    await expect(place.revoke(mia(), 'nonsense')).rejects.toMatchObject({ kind: 'not_found' })
    const organizationWide = (await grantsOf(rita())).find(({ scopeId }) => scopeId === acme.id)
    const wide = place.revoke(mia(), organizationWide?.id ?? '')
    await expect(wide).rejects.toMatchObject({ kind: 'not_found' })
  })

  it('goes to no former member, also not to one who leaves at that moment', async () => {
    const leaves = removeMember(acme.as('admin'), { org, id: rita() })
    await Promise.allSettled([leaves, place.grant(mia())])
    expect(await grantsOf(rita())).toEqual([])
    await expect(place.grant(mia())).rejects.toMatchObject({ kind: 'invalid' })
  })

  it('does not exist for another organization', async () => {
    const { id } = await place.grant(mia())
    const stranger = (await hub.organization()).as('admin')
    const tried = [place.grant(stranger), place.revoke(stranger, id), place.list(stranger)]
    for (const one of await Promise.allSettled(tried))
      expect(one).toMatchObject({ reason: { kind: 'not_found' } })
  })

  it('is told to maintainers, admins and auditors', async () => {
    for (const role of ['maintainer', 'admin', 'auditor'] as const)
      expect((await place.list(acme.as(role))).items.length).toBeGreaterThan(0)
    for (const role of ['reader', 'contributor', 'approver'] as const)
      await expect(place.list(acme.as(role))).rejects.toMatchObject({ kind: 'forbidden' })
  })
})

describe('who has access', () => {
  it('says where each role comes from, those given right here first, in pages', async () => {
    await updateModel(mia(), { org, model: 'churn', projects: ['lab'] })
    const { id } = await grantModel(mia(), { org, model: 'churn', person: rita(), role: 'reader' })
    await grantProject(mia(), { org, project: 'lab', person: rita(), role: 'contributor' })
    const first = await listModelAccess(mia(), { org, model: 'churn', limit: 2 })
    const second = await listModelAccess(mia(), {
      org,
      model: 'churn',
      cursor: first.nextCursor ?? undefined,
    })
    const all = [...first.items, ...second.items]
    expect(all.map(({ person }) => person?.name)).toEqual([
      'Mia',
      'Rita',
      'Ada',
      'Ana',
      'Ben',
      'Otto',
    ])
    expect(rolesOf(all, 'Rita')).toEqual([
      { role: 'reader', from: 'model', project: null, through: null, id },
      { role: 'contributor', from: 'project', project: 'lab', through: null, id: null },
      { role: 'reader', from: 'organization', project: null, through: null, id: null },
    ])
    expect(second.nextCursor).toBeNull()
    const bad = listModelAccess(mia(), { org, model: 'churn', cursor: 'WzFd' })
    await expect(bad).rejects.toMatchObject({ kind: 'invalid' })
  })

  it('to a restricted model is with those who have a role on it, admins and auditors: whoever sees it', async () => {
    await updateModel(mia(), { org, model: 'churn', accessMode: 'restricted', projects: ['lab'] })
    await grantProject(mia(), { org, project: 'lab', person: rita(), role: 'reader' })
    const { items } = await listModelAccess(await now('maintainer'), { org, model: 'churn' })
    const told = items.map(({ person }) => person?.id)
    for (const role of [
      'reader',
      'contributor',
      'maintainer',
      'admin',
      'approver',
      'auditor',
    ] as const) {
      const seen = await getModel(await now(role), { org, model: 'churn' }).then(
        () => true,
        () => false,
      )
      expect({ role, seen }).toEqual({ role, seen: told.includes(acme.personId(role)) })
    }
  })
})

it('opens a restricted model, and closes it again to whoever revokes their own', async () => {
  await updateModel(mia(), { org, model: 'churn', accessMode: 'restricted' })
  const seen = async (role: Role) => getModel(await now(role), { org, model: 'churn' })
  await expect(seen('reader')).rejects.toMatchObject({ kind: 'not_found' })
  await places.model.grant(await now('maintainer'), { role: 'reader' })
  expect(await seen('reader')).toMatchObject({ slug: 'churn' })
  // The last maintainer may go: admins stay.
  const own = (await listModelAccess(await now('maintainer'), { org, model: 'churn' })).items
  const [grant] = rolesOf(own, 'Mia')
  await places.model.revoke(await now('maintainer'), grant?.id ?? '')
  await expect(seen('maintainer')).rejects.toMatchObject({ kind: 'not_found' })
  expect(await seen('admin')).toMatchObject({ slug: 'churn' })
})

it('in a project opens its restricted models, so no maintainer of the organization gives one to themselves', async () => {
  const ada = acme.as('admin')
  await createProject(ada, { org, name: 'vault' })
  const projects = ['vault']
  await createModel(ada, { org, name: 'secret', accessMode: 'restricted', projects })
  const own = {
    org,
    project: 'vault',
    person: acme.personId('maintainer'),
    role: 'reader',
  } as const
  const attempt = grantProject(mia(), own)
  await expect(attempt).rejects.toMatchObject({
    kind: 'forbidden',
    message: expect.stringContaining('on this itself'),
  })
  expect(await lastEvent()).toMatchObject({ action: 'project.grant', outcome: 'refused' })
  const look = async () => getModel(await now('maintainer'), { org, model: 'secret' })
  await expect(look()).rejects.toMatchObject({ kind: 'not_found' })
  const { id } = await grantProject(ada, own)
  expect(await look()).toMatchObject({ slug: 'secret' })
  await expect(revokeProject(mia(), { org, project: 'vault', id })).rejects.toMatchObject({
    kind: 'forbidden',
  })
})

it('of an approver on one model lets them decide there and nowhere else', async () => {
  await modelOf(mia(), org, 'other')
  for (const model of ['churn', 'other']) await registered(mia(), org, { model })
  await places.model.grant(acme.as('admin'), { role: 'approver' })
  const approve = async (model: string) =>
    approveVersion(await now('reader'), { org, model, version: 1 })
  expect(await approve('churn')).toMatchObject({ state: 'approved' })
  await expect(approve('other')).rejects.toMatchObject({ kind: 'forbidden' })
})

describe.each(Object.entries(places))('a token on a %s', (kind, place) => {
  it('gives and takes roles with the scope admin alone, and never when limited to models', async () => {
    const { id } = await place.grant(mia(), { role: 'reader' })
    const refused = async (token: Ctx, message: string) => {
      const attempts = { grant: () => place.grant(token), revoke: () => place.revoke(token, id) }
      for (const [verb, attempt] of Object.entries(attempts)) {
        await expect(attempt()).rejects.toMatchObject({ kind: 'forbidden', message })
        expect(await lastEvent()).toMatchObject({ action: `${kind}.${verb}`, outcome: 'refused' })
      }
    }
    const scopes: Scope[] = ['read', 'write', 'decide']
    await refused(
      await acme.token('maintainer', { scopes }),
      'This token lacks the scope admin. Use one that carries it.',
    )
    const { modelId } = await idsOf()
    await refused(
      await acme.token('maintainer', { scopes: [...scopes, 'admin'], modelIds: [modelId] }),
      'This token is limited to chosen models, so it cannot manage people and roles.',
    )
    await place.revoke(await acme.token('maintainer', { scopes: ['admin'] }), id)
  })
})

async function idsOf() {
  const made = (await acme.events()).find(({ action }) => action === 'model.create')
  return { modelId: made?.subject.id ?? '' }
}

function rolesOf(all: Access[], name: string): Access['grants'] {
  return all.find(({ person }) => person?.name === name)?.grants ?? []
}

function grantsOf(personId: string) {
  return hub.database.read.select().from(roleGrants).where(eq(roleGrants.principalId, personId))
}
