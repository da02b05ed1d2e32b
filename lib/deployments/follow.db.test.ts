import { and, eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { models } from '@/db/schema/tables'
import { moveAlias, removeAlias } from '../aliases/move'
import { systemContext } from '../context'
import { newId } from '../ids'
import { createRecall } from '../lineage/recall'
import { setModelPolicy } from '../policies/set'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { registered } from '../testing/registry'
import { approveVersion, rejectVersion } from '../versions/decide'
import { followAll, followMoved } from './follow'
import { getDeployment, listRevisions } from './queries'
import { approvedModel, deploymentOf, deploys } from './testing'
import { updateDeployment } from './update'

let hub: TestHub
let acme: TestOrganization
const mia = () => acme.as('maintainer')
const at = (deployment: string) => ({ org: acme.slug, deployment })
const on = (name: string, split: Record<string, number>) => deploys(mia(), acme.slug, name, split)
const eventsOf = async (name: string) =>
  (await acme.events()).filter(
    ({ subject, action }) =>
      subject.uri === `/${acme.slug}/deployments/${name}` && action === 'deployment.follow',
  )
const now = async (name: string) => {
  const { variants, revision, followProblem } = await getDeployment(mia(), at(name))
  return {
    revision,
    problem: followProblem,
    serves: variants.map((one) => `${one.name} ${one.uri} ${one.weight}`),
  }
}

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
})
afterAll(() => hub.close())

async function another(model: string) {
  const { version } = await registered(acme.as('contributor'), acme.slug, {
    ...{ model, content: `${model} ${Math.random()}` },
  })
  await approveVersion(acme.as('approver'), { org: acme.slug, model, version })
}
const points = (model: string, alias: string, version: number) =>
  moveAlias(mia(), { org: acme.slug, model, alias, version })

async function idOf(slug: string) {
  const of = and(eq(models.organizationId, acme.id), eq(models.slug, slug))
  const [found] = await hub.database.read.select({ id: models.id }).from(models).where(of)
  return found?.id ?? ''
}

describe('a deployment that follows', () => {
  it('gets a revision by the hub when latest moves, with the reason, and none while it does not', async () => {
    await approvedModel(acme, 'm1', 2)
    await deploymentOf(acme, 'd1', { follows: true })
    await on('d1', { 'model://m1/v1': 90, 'model://m1/latest': 10 })
    expect(await followAll()).toBe(0)
    await another('m1')
    expect(await followMoved([await idOf('m1')])).toBe(1)
    expect(await now('d1')).toEqual({
      ...{ revision: 2, problem: null },
      serves: ['v1 model://m1/v1 90', 'v3 model://m1/v3 10'],
    })
    expect(await eventsOf('d1')).toMatchObject([
      {
        ...{ actor: { kind: 'system' }, via: 'worker', outcome: 'done' },
        note: 'model://m1/latest moved from v2 to v3',
        after: { revision: 2, kind: 'follow' },
      },
    ])
    const { items } = await listRevisions(mia(), at('d1'))
    expect(items[0]).toMatchObject({ kind: 'follow', by: { kind: 'system', name: 'Model Hub' } })
    expect(await followAll()).toBe(0)
  })

  it('goes after aliases, keeps given names, and leaves numbers and pinned content alone', async () => {
    await approvedModel(acme, 'm2', 3)
    await points('m2', 'stable', 1)
    await deploymentOf(acme, 'd2', { follows: true })
    await on('d2', { 'model://m2/stable': 60, 'model://m2/v3': 40 })
    await points('m2', 'stable', 2)
    expect(await followMoved([await idOf('m2')])).toBe(1)
    expect((await now('d2')).serves).toEqual(['v2 model://m2/v2 60', 'v3 model://m2/v3 40'])
    await another('m2')
    expect(await followAll()).toBe(0)
  })

  it('gives both their part where two names come to mean the same version', async () => {
    await approvedModel(acme, 'm3', 2)
    await points('m3', 'stable', 1)
    await deploymentOf(acme, 'd3', { follows: true })
    await on('d3', { 'model://m3/stable': 90, 'model://m3/latest': 10 })
    await points('m3', 'stable', 2)
    await followAll()
    expect((await now('d3')).serves).toEqual(['v2 model://m3/v2 90', 'v2-2 model://m3/v2 10'])
    await another('m3')
    await followAll()
    expect((await now('d3')).serves).toEqual(['v2 model://m3/v2 90', 'v3 model://m3/v3 10'])
  })

  it('makes one revision where two processes see the move at once', async () => {
    await approvedModel(acme, 'm4', 1)
    await deploymentOf(acme, 'd4', { follows: true })
    await on('d4', { 'model://m4/latest': 100 })
    await another('m4')
    const all = await Promise.all(Array.from({ length: 8 }, () => followAll()))
    expect(all.reduce((sum, moved) => sum + moved, 0)).toBe(1)
    expect((await now('d4')).revision).toBe(2)
  })

  it('tells once of each reason why it cannot, keeps serving, and goes on when it can', async () => {
    await approvedModel(acme, 'm5', 2)
    await points('m5', 'stable', 1)
    await deploymentOf(acme, 'd5', { follows: true })
    await on('d5', { 'model://m5/stable': 100 })
    await registered(acme.as('contributor'), acme.slug, { model: 'm5', content: 'third' })
    await points('m5', 'stable', 3)
    for (let round = 0; round < 3; round++) expect(await followAll()).toBe(0)
    expect(await now('d5')).toMatchObject({
      ...{ revision: 1, serves: ['v1 model://m5/v1 100'] },
      problem: expect.stringContaining('v3 of m5 is pending'),
    })
    await removeAlias(mia(), { org: acme.slug, model: 'm5', alias: 'stable' })
    for (let round = 0; round < 3; round++) expect(await followAll()).toBe(0)
    expect(await eventsOf('d5')).toMatchObject([
      { outcome: 'refused', reason: expect.stringContaining('pending') },
      { outcome: 'refused', reason: expect.stringContaining('no alias stable') },
    ])
    await points('m5', 'stable', 1)
    expect(await followAll()).toBe(0)
    expect(await now('d5')).toMatchObject({ revision: 1, problem: null })
    await points('m5', 'stable', 2)
    expect(await followAll()).toBe(1)
    expect(await now('d5')).toMatchObject({ revision: 2, problem: null })
  })

  it('goes back when latest does: what is rejected is followed by nobody', async () => {
    await approvedModel(acme, 'm6', 2)
    await deploymentOf(acme, 'd6', { follows: true })
    await on('d6', { 'model://m6/latest': 100 })
    const of = { org: acme.slug, model: 'm6', note: 'bad' }
    await rejectVersion(acme.as('approver'), { ...of, version: 2 })
    await followAll()
    expect(await now('d6')).toMatchObject({ revision: 2, serves: ['v1 model://m6/v1 100'] })
    await rejectVersion(acme.as('approver'), { ...of, version: 1 })
    await followAll()
    expect(await now('d6')).toMatchObject({
      ...{ revision: 2, serves: ['v1 model://m6/v1 100'] },
      problem: expect.stringContaining('Nothing is approved'),
    })
  })

  it('stays where it is unless it is told to follow', async () => {
    await approvedModel(acme, 'm7', 1)
    await deploymentOf(acme, 'd7')
    await on('d7', { 'model://m7/latest': 100 })
    await another('m7')
    expect(await followAll()).toBe(0)
    await updateDeployment(mia(), { ...at('d7'), follows: true })
    expect(await followAll()).toBe(1)
    expect((await now('d7')).serves).toEqual(['v2 model://m7/v2 100'])
  })

  it('means by latest what the policy means by it', async () => {
    await approvedModel(acme, 'm8', 2)
    await setModelPolicy(acme.as('admin'), { org: acme.slug, model: 'm8', exclude: ['recalled'] })
    await deploymentOf(acme, 'd8', { follows: true })
    await on('d8', { 'model://m8/latest': 100 })
    await createRecall(mia(), { org: acme.slug, uri: 'model://m8/v2', reason: 'wrong labels' })
    await followAll()
    expect((await now('d8')).serves).toEqual(['v1 model://m8/v1 100'])
  })
})

it('goes on with the others where something unforeseen is wrong with one', async () => {
  await approvedModel(acme, 'm-broken', 1)
  for (const name of ['e1', 'e2', 'e3']) {
    await deploymentOf(acme, name, { follows: true })
    await on(name, { 'model://m-broken/latest': 100 })
  }
  await another('m-broken')
  let broken = true
  const ctx = systemContext('worker', {
    ...{ via: 'worker', requestId: newId() },
    origin: { ip: null, userAgent: null, client: null },
  })
  const once = () => {
    if (!broken) return newId()
    broken = false
    throw new Error('broken')
  }
  expect(await followAll({ ...ctx, newId: once })).toBe(2)
  expect(broken).toBe(false)
  expect(await followAll()).toBe(1)
})
