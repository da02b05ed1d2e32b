import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Ctx } from '../actor'
import { deleteDataset, restoreDataset } from '../datasets/life'
import { deleteModel } from '../models/life'
import { deleteProject } from '../projects/life'
import { projectOf } from '../runs/testing'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { modelOf, registered } from '../testing/registry'
import { deleteVersion } from '../versions/life'
import { listDeleted } from './deleted'
import { datasetOf, daysOn } from './testing'

let hub: TestHub
let acme: TestOrganization
let mia: Ctx

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
  mia = acme.as('maintainer')
  await projectOf(mia, acme.slug, 'lab')
  await modelOf(mia, acme.slug, 'churn')
  await modelOf(mia, acme.slug, 'spam')
  await registered(mia, acme.slug, { model: 'spam' })
  await registered(mia, acme.slug, { model: 'churn' })
  await datasetOf(mia, acme.slug, 'rows')
  const org = acme.slug
  await deleteProject(mia, { org, project: 'lab' })
  await deleteVersion(mia, { org, model: 'churn', version: 1 })
  await deleteVersion(mia, { org, model: 'spam', version: 1 })
  await deleteModel(mia, { org, model: 'spam' })
  await deleteDataset(mia, { org, dataset: 'rows' })
})
afterAll(() => hub.close())

const listed = async (ctx: Ctx) =>
  (await listDeleted(ctx, { org: acme.slug })).items.map(({ uri }) => uri)
const everything = () => [
  'dataset://rows/',
  'model://spam/',
  'model://churn/v1',
  `/${acme.slug}/projects/lab`,
]

describe('the list of what was deleted', () => {
  it('holds every kind, last deleted first, with who did it and until when it can come back', async () => {
    const { items } = await listDeleted(mia, { org: acme.slug })
    expect(items.map(({ uri }) => uri)).toEqual(everything())
    expect(items[2]).toMatchObject({
      kind: 'version',
      name: 'churn v1',
      slug: 'churn',
      version: 1,
      deletedBy: { id: acme.personId('maintainer'), name: 'Mia' },
      abilities: { restore: { ok: true } },
    })
    const [first] = items
    const days = Date.parse(first?.restorableUntil ?? '') - Date.parse(first?.deletedAt ?? '')
    expect(days).toBe(30 * 86_400_000)
  })

  it('is empty for who could restore none of it; an auditor reads all and restores nothing', async () => {
    for (const role of ['reader', 'contributor', 'approver'] as const)
      expect([role, await listed(acme.as(role))]).toEqual([role, []])
    const { items } = await listDeleted(acme.as('auditor'), { org: acme.slug })
    expect(items).toHaveLength(4)
    expect(items.every(({ abilities }) => !abilities.restore.ok)).toBe(true)
  })

  it('holds for the maintainer of one model what is of that model', async () => {
    const events = await acme.events()
    const id = events.find(({ subject }) => subject.uri === 'model://churn/')?.subject.id ?? ''
    const rita = acme.as('reader')
    const grant = { scope: 'model', scopeId: id, role: 'maintainer' } as const
    const memberships = rita.memberships.map((one) => ({ ...one, grants: [...one.grants, grant] }))
    expect(await listed({ ...rita, memberships })).toEqual(['model://churn/v1'])
  })

  it('shows a token that may only read, and why it cannot restore', async () => {
    const token = await acme.token('maintainer', { scopes: ['read'] })
    const { items } = await listDeleted(token, { org: acme.slug })
    expect(items[0]?.abilities.restore).toEqual({
      ok: false,
      reason: 'This token lacks the scope write. Use one that carries it.',
    })
  })

  it('pages without losing or repeating any', async () => {
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await listDeleted(mia, { org: acme.slug, limit: 1, cursor })
      seen.push(...page.items.map(({ uri }) => uri))
      cursor = page.nextCursor ?? undefined
    } while (cursor)
    expect(seen).toEqual(everything())
  })

  it('forgets what came back, and what cannot come back any more', async () => {
    await restoreDataset(mia, { org: acme.slug, dataset: 'rows' })
    expect(await listed(mia)).toEqual(everything().slice(1))
    expect(await listed(daysOn(mia, 31))).toEqual([])
  })

  it('does not exist for another organization', async () => {
    const other = await hub.organization()
    await expect(listDeleted(other.as('admin'), { org: acme.slug })).rejects.toMatchObject({
      kind: 'not_found',
    })
  })
})
