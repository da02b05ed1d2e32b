import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contextFromToken } from '../context'
import { grantProject } from '../grants/grant'
import { createRecall } from '../lineage/recall'
import { archiveModel } from '../models/life'
import { archiveProject } from '../projects/life'
import { arrival, type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { rejectVersion, withdrawVersion } from '../versions/decide'
import { decideMany } from '../versions/decide-many'
import { approveOrOverride } from '../versions/decided'
import { archiveVersion } from '../versions/life'
import { getVersion } from '../versions/queries'
import { getDeployment } from './queries'
import { listServing } from './serving'
import { approvedModel, deploymentOf, deploys } from './testing'

let hub: TestHub
let acme: TestOrganization
const mia = () => acme.as('maintainer')
const ben = () => acme.as('approver')
const on = (name: string, split: Record<string, number>) => deploys(mia(), acme.slug, name, split)
const of = (model: string, version: number) => ({ org: acme.slug, model, version })
const serves = async (deployment: string) => {
  const { variants, revision } = await getDeployment(mia(), { org: acme.slug, deployment })
  return { revision, serves: variants.map(({ uri, weight }) => `${uri} ${weight}`) }
}
const lastEvents = async (count: number) =>
  (await acme.events()).slice(-count).map(({ action, outcome }) => `${action} ${outcome}`)

/** Ben with a say in the project `shop`, too, so that he may stop what is deployed there. */
async function benWhoStops() {
  await grantProject(acme.as('admin'), {
    ...{ org: acme.slug, project: 'shop', role: 'maintainer' },
    person: acme.personId('approver'),
  }).catch(() => undefined)
  return contextFromToken(await acme.secret('approver', { scopes: ['read', 'write', 'decide'] }), {
    ...arrival(),
    via: 'api',
  })
}

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
  await approvedModel(acme, 'calm', 1)
})
afterAll(() => hub.close())

describe('a version that serves', () => {
  it('says where, and goes on when it is rejected without more: the answer warns of it', async () => {
    await approvedModel(acme, 'm1', 2)
    await deploymentOf(acme, 'a1')
    await deploymentOf(acme, 'a2', { target: 'staging' })
    await on('a1', { 'model://m1/v1': 90, 'model://m1/v2': 10 })
    await on('a2', { 'model://m1/v2': 100 })
    expect(await listServing(acme.as('reader'), { org: acme.slug, model: 'm1' })).toMatchObject([
      { deployment: 'a1', target: 'production', version: 2, weight: 10, revision: 1 },
      { deployment: 'a1', version: 1, weight: 90 },
      { deployment: 'a2', target: 'staging', version: 2, weight: 100 },
    ])
    expect(await getVersion(mia(), of('m1', 2))).toMatchObject({
      serving: [{ deployment: 'a1' }, { deployment: 'a2' }],
      warnings: [],
    })
    const rejected = await rejectVersion(ben(), { ...of('m1', 2), note: 'biased' })
    expect(rejected).toMatchObject({
      ...{ state: 'rejected', stopped: [] },
      serving: [{ deployment: 'a1' }, { deployment: 'a2' }],
      warnings: [{ code: 'still_serves', message: 'v2 is rejected, and serves a1, a2.' }],
    })
    expect((await serves('a1')).revision).toBe(1)
  })

  it('is stopped everywhere with its rejection, each place with its own event', async () => {
    await approvedModel(acme, 'm2', 2)
    await deploymentOf(acme, 'b1')
    await deploymentOf(acme, 'b2')
    await on('b1', { 'model://m2/v1': 60, 'model://m2/v2': 40 })
    await on('b2', { 'model://m2/v2': 100 })
    const ctx = await benWhoStops()
    const answer = await rejectVersion(ctx, { ...of('m2', 2), note: 'biased', stop: true })
    expect(answer).toMatchObject({
      ...{ state: 'rejected', serving: [], warnings: [] },
      stopped: [
        { deployment: 'b1', revision: 2 },
        { deployment: 'b2', revision: 2 },
      ],
    })
    expect(await serves('b1')).toEqual({ revision: 2, serves: ['model://m2/v1 100'] })
    expect(await serves('b2')).toEqual({ revision: 2, serves: [] })
    expect(await lastEvents(3)).toEqual([
      'version.reject done',
      'deployment.stop done',
      'deployment.stop done',
    ])
    const { current } = await getDeployment(mia(), { org: acme.slug, deployment: 'b1' })
    expect(current).toMatchObject({ kind: 'stop', note: 'model://m2/v2 was rejected: biased' })
  })

  it('is not rejected at all where one of its places may not be stopped', async () => {
    await approvedModel(acme, 'm3', 1)
    await deploymentOf(acme, 'c1', { project: 'elsewhere' })
    await on('c1', { 'model://m3/v1': 100 })
    const ctx = await benWhoStops()
    const tried = rejectVersion(ctx, { ...of('m3', 1), note: 'bad', stop: true })
    await expect(tried).rejects.toMatchObject({
      kind: 'forbidden',
      message: expect.stringContaining('You may not stop c1'),
    })
    expect(await getVersion(mia(), of('m3', 1))).toMatchObject({ state: 'approved' })
    expect(await serves('c1')).toMatchObject({ revision: 1 })
    expect(await lastEvents(1)).toEqual(['version.reject refused'])
  })

  it('is stopped with a withdrawal, and among many decisions, but not with an approval', async () => {
    await approvedModel(acme, 'm4', 2)
    await deploymentOf(acme, 'd1')
    await on('d1', { 'model://m4/v1': 50, 'model://m4/v2': 50 })
    const ctx = await benWhoStops()
    await withdrawVersion(ctx, { ...of('m4', 1), note: 'look again', stop: true })
    expect(await serves('d1')).toEqual({ revision: 2, serves: ['model://m4/v2 100'] })
    const decisions = [
      { uri: 'model://m4/v2', decision: 'reject' as const, note: 'bad', stop: true },
    ]
    expect(await decideMany(ctx, { org: acme.slug, decisions })).toMatchObject({
      results: [{ ok: true, state: 'rejected' }],
    })
    expect(await serves('d1')).toEqual({ revision: 3, serves: [] })
    await expect(approveOrOverride(ctx, { ...of('m4', 1), stop: true })).rejects.toMatchObject({
      kind: 'invalid',
    })
  })

  it('names among many decisions what serves on', async () => {
    await approvedModel(acme, 'm5', 1)
    await deploymentOf(acme, 'e1')
    await on('e1', { 'model://m5/v1': 100 })
    const decisions = [{ uri: 'model://m5/v1', decision: 'reject' as const, note: 'bad' }]
    expect(await decideMany(ben(), { org: acme.slug, decisions })).toMatchObject({
      results: [{ ok: true, state: 'rejected', serving: ['e1'] }],
    })
  })

  it('is never left serving by a rejection that stops it and a revision at the same moment', async () => {
    for (let round = 0; round < 5; round++) {
      const model = await approvedModel(acme, `race-${round}`, 1)
      const name = await deploymentOf(acme, `race-${round}`)
      await on(name, { 'model://calm/v1': 100 })
      const ctx = await benWhoStops()
      const [revised, rejected] = await Promise.allSettled([
        on(name, { 'model://calm/v1': 50, [`model://${model}/v1`]: 50 }),
        rejectVersion(ctx, { ...of(model, 1), note: 'bad', stop: true }),
      ])
      expect(rejected.status).toBe('fulfilled')
      if (revised.status === 'rejected')
        expect(revised.reason).toMatchObject({ code: 'not_approved' })
      expect((await serves(name)).serves).toEqual(['model://calm/v1 100'])
    }
  })
})

describe('a recall', () => {
  it('tells where what it reaches serves, and stops it there when asked to', async () => {
    await approvedModel(acme, 'm6', 2)
    await deploymentOf(acme, 'f1')
    await on('f1', { 'model://m6/v1': 70, 'model://m6/v2': 30 })
    const recall = (uri: string, stop: boolean) =>
      createRecall(mia(), { org: acme.slug, uri, reason: 'wrong labels', stop })
    expect(await recall('model://m6/v1', false)).toMatchObject({
      serving: [{ deployment: 'f1', uri: 'model://m6/v1', weight: 70 }],
      stopped: [],
    })
    expect(await recall('model://m6/v2', true)).toMatchObject({
      serving: [],
      stopped: [{ deployment: 'f1', revision: 2 }],
    })
    expect(await serves('f1')).toEqual({ revision: 2, serves: ['model://m6/v1 100'] })
    expect(await lastEvents(2)).toEqual(['recall.create done', 'deployment.stop done'])
  })
})

describe('what serves', () => {
  it('is held: its version, its model and its project are put away only by force', async () => {
    await approvedModel(acme, 'm7', 2)
    await deploymentOf(acme, 'g1', { project: 'kept' })
    await on('g1', { 'model://m7/v1': 100 })
    const held = { code: 'held', message: expect.stringContaining(`/${acme.slug}/deployments/g1`) }
    await expect(archiveVersion(mia(), of('m7', 1))).rejects.toMatchObject(held)
    await expect(archiveModel(mia(), { org: acme.slug, model: 'm7' })).rejects.toMatchObject(held)
    const project = { org: acme.slug, project: 'kept' }
    await expect(archiveProject(mia(), project)).rejects.toMatchObject(held)
    await archiveVersion(mia(), { ...of('m7', 1), force: true })
    expect(await getVersion(mia(), of('m7', 1))).toMatchObject({
      warnings: expect.arrayContaining([
        { code: 'still_serves', message: 'v1 is archived, and serves g1.' },
      ]),
    })
  })
})
