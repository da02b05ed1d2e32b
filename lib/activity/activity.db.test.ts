import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { auditLeaves } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import { moveAlias } from '../aliases/move'
import { createComment } from '../comments/create'
import { grantModel } from '../grants/grant'
import { createModel } from '../models/create'
import type { getModel } from '../models/queries'
import { updateModel } from '../models/update'
import { createProject } from '../projects/create'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { queriesOf } from '../testing/queries'
import { modelOf, registered } from '../testing/registry'
import { approveVersion } from '../versions/decide'
import { getEvent, listActivity } from './queries'

let hub: TestHub
let acme: TestOrganization

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
  const mia = acme.as('maintainer')
  for (const model of ['chosen', 'other']) {
    await modelOf(mia, acme.slug, model)
    await registered(mia, acme.slug, { model })
  }
  await createProject(mia, { org: acme.slug, name: 'Lab', slug: 'lab' })
})
afterAll(() => hub.close())

async function idOf(model: string): Promise<string> {
  const events = await acme.events()
  const made = events.find(({ subject }) => subject.uri === `model://${model}/`)
  return made?.subject.id ?? ''
}

describe('a token for some models', () => {
  it.each(['auditor', 'admin'] as const)(
    'of an %s reads the events of these models and no other',
    async (role) => {
      const token = await acme.token(role, { modelIds: [await idOf('chosen')] })
      const { items } = await listActivity(token, { org: acme.slug })
      expect(items.map(({ action, subject }) => [action, subject.uri])).toEqual([
        ['version.register', 'model://chosen/v1'],
        ['model.create', 'model://chosen/'],
      ])
      const search = { org: acme.slug, project: 'lab' }
      expect((await listActivity(token, search)).items).toEqual([])
      await expect(listActivity(token, { org: acme.slug, model: 'other' })).rejects.toMatchObject({
        kind: 'not_found',
      })
      const open = await acme.token(role)
      expect((await listActivity(open, { org: acme.slug })).items.length).toBeGreaterThan(4)
    },
  )
})

describe('a refusal', () => {
  const refused = { outcome: 'refused' } as const

  it('through a token is shown to the person behind it, and to nobody else without the log', async () => {
    const org = acme.slug
    const token = await acme.token('reader')
    await expect(approveVersion(token, { org, model: 'chosen', version: 1 })).rejects.toMatchObject(
      { kind: 'forbidden' },
    )
    const seenBy = async (ctx: Parameters<typeof getModel>[0]) =>
      (await listActivity(ctx, { org, model: 'chosen', ...refused })).items.length
    expect(await seenBy(acme.as('reader'))).toBe(1)
    expect(await seenBy(token)).toBe(1)
    expect(await seenBy(acme.as('contributor'))).toBe(0)
    expect(await seenBy(acme.as('auditor'))).toBe(1)
  })
})

describe('a stretch of time', () => {
  it('is found wherever it lies, also where the log was not written in order of time', async () => {
    const other = await hub.organization()
    const mia = other.as('maintainer')
    const hour = 3_600_000
    const start = Date.parse('2026-01-01T00:00:00Z')
    for (let n = 0; n < 12; n++) {
      // Six moments two hours apart, with two events at each.
      const at = new Date(start + Math.floor(n / 2) * 2 * hour)
      const ctx = { ...mia, now: () => at }
      await createProject(ctx, { org: other.slug, name: `P${n}`, slug: `p${n}` })
    }
    const olga = other.as('auditor')
    const found = async (window: { from?: string; to?: string }) => {
      const { items } = await listActivity(olga, {
        org: other.slug,
        action: 'project.create',
        ...window,
      })
      return items.map(({ subject }) => Number(/p(\d+)$/.exec(subject.uri)?.[1]))
    }
    const hoursIn = (hours: number) => new Date(start + hours * hour).toISOString()
    expect(await found({ from: hoursIn(8) })).toEqual([11, 10, 9, 8])
    expect(await found({ to: hoursIn(4) })).toEqual([3, 2, 1, 0])
    expect(await found({ from: hoursIn(4), to: hoursIn(5) })).toEqual([5, 4])
    expect(await found({ from: hoursIn(-9), to: hoursIn(99) })).toHaveLength(12)
    expect(await found({ from: hoursIn(99) })).toEqual([])
  })
})

it('tells who was given a role to those who may ask who has access, and to whoever gave it', async () => {
  const org = acme.slug
  const given = { org, model: 'chosen', person: acme.personId('reader'), role: 'reader' } as const
  await grantModel(acme.as('maintainer'), given)
  const attempt = grantModel(acme.as('contributor'), given)
  await expect(attempt).rejects.toMatchObject({ kind: 'forbidden' })
  const told = async (ctx: Ctx, filter = {}) => {
    const { items } = await listActivity(ctx, { org, model: 'chosen', ...filter })
    return items.filter(({ action }) => action === 'model.grant').map(({ outcome }) => outcome)
  }
  for (const role of ['reader', 'approver'] as const) {
    expect(await told(acme.as(role))).toEqual([])
    expect(await told(acme.as(role), { action: 'model.grant' })).toEqual([])
  }
  expect(await told(acme.as('contributor'))).toEqual(['refused'])
  expect(await told(acme.as('maintainer'))).toEqual(['done'])
  for (const role of ['admin', 'auditor'] as const)
    expect(await told(acme.as(role))).toEqual(['refused', 'done'])
})

it('names the people of whom a record speaks, which itself holds their ids', async () => {
  const org = acme.slug
  const rita = acme.personId('reader')
  const mia = acme.as('maintainer')
  await grantModel(mia, { org, model: 'other', person: rita, role: 'reader' })
  await updateModel(mia, { org, model: 'other', owner: rita })
  const { items } = await listActivity(mia, { org, model: 'other', limit: 2 })
  expect(items.map(({ after, names }) => ({ after, names }))).toEqual([
    {
      after: { ownerId: rita, maintainer: rita },
      names: { [rita]: 'Rita', [acme.personId('maintainer')]: 'Mia' },
    },
    { after: { person: rita, role: 'reader' }, names: { [rita]: 'Rita' } },
  ])
})

it('names the people whom a comment mentions, and never what it says', async () => {
  const org = acme.slug
  const rita = acme.personId('reader')
  const mia = acme.as('maintainer')
  await createComment(mia, { org, model: 'other', body: `Hush <@${rita}>` })
  const { items } = await listActivity(mia, { org, model: 'other', limit: 1 })
  expect(items).toMatchObject([{ after: { mentions: [rita] }, names: { [rita]: 'Rita' } }])
  expect(JSON.stringify(items)).not.toContain('Hush')
})

describe('a filter', () => {
  let other: TestOrganization
  let ana: Ctx
  let olga: Ctx
  beforeAll(async () => {
    other = await hub.organization()
    ana = other.as('contributor')
    olga = other.as('auditor')
    const mia = other.as('maintainer')
    await createProject(mia, { org: other.slug, name: 'Lab', slug: 'lab' })
    await createModel(ana, { org: other.slug, name: 'churn', slug: 'churn', projects: ['lab'] })
    await createModel(ana, { org: other.slug, name: 'churn 2', slug: 'churn2' })
    for (const model of ['churn', 'churn', 'churn2']) await registered(ana, other.slug, { model })
    await moveAlias(mia, { org: other.slug, model: 'churn', alias: 'live', version: 1 })
    await moveAlias(mia, { org: other.slug, model: 'churn', alias: 'live', version: 2 })
    await createComment(ana, { org: other.slug, model: 'churn', version: 1, body: 'Hm' })
    const token = await other.token('reader')
    await approveVersion(token, { org: other.slug, model: 'churn', version: 1 }).catch(() => null)
  })

  type Search = Omit<Parameters<typeof listActivity>[1], 'org'>
  async function found(search: Search, ctx = olga) {
    const { items } = await listActivity(ctx, { org: other.slug, ...search })
    return items.map(({ action, subject }) => `${action} ${subject.uri}`).reverse()
  }

  it('by subject finds one thing by its URI, and all in another by how theirs begin', async () => {
    const v1 = ['version.register model://churn/v1', 'comment.create model://churn/v1']
    expect(await found({ subject: 'model://churn/v1', outcome: 'done' })).toEqual(v1)
    expect(await found({ subject: 'model://churn/' })).toHaveLength(7)
    expect(await found({ subject: 'model://churn' })).toHaveLength(7)
    expect(await found({ subject: 'model://churn*', action: 'model.create' })).toEqual([
      'model.create model://churn/',
      'model.create model://churn2/',
    ])
    expect(await found({ subject: 'model://ch_rn/' })).toEqual([])
    expect(await found({ subject: 'model://%' })).toEqual([])
  })

  it('by version finds what was said of it and the aliases that led to it', async () => {
    expect(await found({ model: 'churn', version: 'v1' })).toEqual([
      'version.register model://churn/v1',
      'alias.move model://churn/live',
      'alias.move model://churn/live',
      'comment.create model://churn/v1',
      'version.approve model://churn/v1',
    ])
    expect(await found({ model: 'churn', version: 2 })).toEqual([
      'version.register model://churn/v2',
      'alias.move model://churn/live',
    ])
    expect(await found({ model: 'churn', version: 9 })).toEqual([])
    await expect(found({ version: 1 })).rejects.toMatchObject({ kind: 'invalid' })
  })

  it('by version still finds what was recorded before the model had another name', async () => {
    const org = other.slug
    await updateModel(other.as('maintainer'), { org, model: 'churn2', slug: 'churn-two' })
    expect(await found({ model: 'churn-two', version: 1 })).toEqual([
      'version.register model://churn2/v1',
    ])
  })

  it('by action takes several, and the first words of others', async () => {
    const of = async (action: string) =>
      [...new Set((await found({ action })).map((line) => line.split(' ')[0]))].sort()
    expect(await of('version.register')).toEqual(['version.register'])
    expect(await of('version.register,version.approve')).toEqual([
      'version.approve',
      'version.register',
    ])
    expect(await of('alias,project')).toEqual(['alias.move', 'project.create'])
    expect(await of('comment.create,alias')).toEqual(['alias.move', 'comment.create'])
    await expect(found({ action: 'version.approve,' })).rejects.toMatchObject({ kind: 'invalid' })
  })

  it('by person takes an address or me, and their tokens with them', async () => {
    const by = (actor: string, ctx = olga) => found({ actor, action: 'version' }, ctx)
    const rita = `RITA@${other.slug}.example`
    expect(await by(rita)).toEqual(['version.approve model://churn/v1'])
    expect(await by(`nobody@${other.slug}.example`)).toEqual([])
    expect(await by(`rita@${acme.slug}.example`)).toEqual([])
    expect(await found({ actor: 'me' })).toEqual([])
    await expect(by('somebody')).rejects.toMatchObject({ kind: 'invalid' })
  })

  it('by project finds its own events and those of its models', async () => {
    const lines = await found({ project: 'lab' })
    expect(lines[0]).toMatch(/^project.create/)
    expect(lines).toContain('version.register model://churn/v2')
    expect(lines.join()).not.toContain('churn2')
  })

  it('by door and by day finds no others', async () => {
    expect(await found({ via: 'api' })).toEqual(['version.approve model://churn/v1'])
    const today = new Date().toISOString().slice(0, 10)
    expect((await found({ from: '2020-01-01', to: '2020-01-02' })).length).toBe(0)
    expect((await found({ from: today })).length).toBeGreaterThan(5)
    await expect(found({ from: '2026-02-30' })).rejects.toMatchObject({
      fields: { from: expect.stringContaining('Write a date') },
    })
    await expect(found({ from: 'yesterday' })).rejects.toMatchObject({ kind: 'invalid' })
  })

  it('costs the same few queries however many events there are', async () => {
    const asked = {
      model: 'churn',
      version: 1,
      project: 'lab',
      actor: 'me',
      action: 'version,alias',
    }
    const one = await queriesOf(() => found({ ...asked, limit: 1 }))
    expect(await queriesOf(() => found({ ...asked, limit: 500 }))).toBe(one)
    expect(one).toBeLessThanOrEqual(6)
  })

  it('lets everybody read what they did themselves, without addresses', async () => {
    const { items } = await listActivity(ana, { org: other.slug, actor: 'me' })
    expect(items.length).toBeGreaterThan(4)
    expect(new Set(items.map(({ actor }) => actor.id))).toEqual(
      new Set([other.personId('contributor')]),
    )
    expect(items.every(({ origin }) => origin === null)).toBe(true)
    await expect(found({ actor: other.personId('reader') }, ana)).rejects.toMatchObject({
      kind: 'forbidden',
    })
  })
})

describe('one event', () => {
  it('is read by its id by who may read it, with the text that is hashed', async () => {
    const org = acme.slug
    const [listed] = (await listActivity(acme.as('reader'), { org, model: 'chosen' })).items
    const event = await getEvent(acme.as('reader'), { org, event: listed?.id ?? '' })
    expect(event).toMatchObject({ ...listed, leaf: null, proof: null })
    expect(JSON.parse(event.body ?? '')).toMatchObject({ id: listed?.id, action: listed?.action })
    const olga = await getEvent(acme.as('auditor'), { org, event: listed?.id ?? '' })
    expect(olga.origin).toMatchObject({ userAgent: 'test' })
  })

  it('is nothing to who may not see it, is of another organization, or is none', async () => {
    const org = acme.slug
    const [made] = (await listActivity(acme.as('auditor'), { org, action: 'project.create' })).items
    const id = made?.id ?? ''
    const absent = { kind: 'not_found' }
    await expect(getEvent(acme.as('reader'), { org, event: id })).rejects.toMatchObject(absent)
    expect((await getEvent(acme.as('maintainer'), { org, event: id })).origin).toBeNull()
    const other = await hub.organization()
    const elsewhere = getEvent(other.as('admin'), { org: other.slug, event: id })
    await expect(elsewhere).rejects.toMatchObject(absent)
    for (const event of ['x', '0', '999', acme.id])
      await expect(getEvent(acme.as('admin'), { org, event })).rejects.toMatchObject(absent)
    const limited = await acme.token('admin', { modelIds: [await idOf('chosen')] })
    await expect(getEvent(limited, { org, event: id })).rejects.toMatchObject(absent)
  })

  it('is known by its place in the log once it is sealed', async () => {
    const other = await hub.organization()
    const [event] = (await listActivity(other.as('auditor'), { org: other.slug })).items
    await hub.database.write.transaction((tx) =>
      tx.insert(auditLeaves).values({
        logId: other.id,
        index: 0,
        eventId: event?.id ?? '',
        hash: Buffer.alloc(32, 1),
      }),
    )
    const sealed = await getEvent(other.as('auditor'), { org: other.slug, event: '0' })
    expect(sealed).toMatchObject({
      id: event?.id,
      index: 0,
      leaf: Buffer.alloc(32, 1).toString('base64'),
      proof: `/api/v1/${other.slug}/audit/proof?index=0`,
    })
    const { items } = await listActivity(other.as('auditor'), { org: other.slug })
    expect(items.at(-1)?.index).toBe(0)
  })
})
