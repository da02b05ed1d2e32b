import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Ctx } from '../actor'
import { createComment } from '../comments/create'
import { grantModel } from '../grants/grant'
import type { getModel } from '../models/queries'
import { updateModel } from '../models/update'
import { createProject } from '../projects/create'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { modelOf, registered } from '../testing/registry'
import { approveVersion } from '../versions/decide'
import { listActivity } from './queries'

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
