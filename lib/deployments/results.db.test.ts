import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { defineMetric } from '../metrics/define'
import { updateModel } from '../models/update'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { writeAssignments } from './assignments'
import { evaluate } from './evaluate'
import { getKserve } from './get-kserve'
import { observeDeployment } from './observe'
import { deploymentResults } from './results'
import { reviseDeployment } from './revise'
import { stopDeployment } from './stop'
import { approvedModel, deploymentOf, deploys } from './testing'

let hub: TestHub
let acme: TestOrganization
const org = () => acme.slug
let names = 0
let deployment = ''

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
  await approvedModel(acme, 'churn', 3)
  await approvedModel(acme, 'secret', 1)
  const secret = { org: org(), model: 'secret', accessMode: 'restricted' } as const
  await updateModel(acme.as('admin'), secret)
})
afterAll(() => hub.close())

beforeEach(async () => {
  names += 1
  deployment = await deploymentOf(acme, `d${names}`)
})

const split = (variants: Record<string, number>) =>
  deploys(acme.as('admin'), org(), deployment, variants)
const observe = (variant: string, good: number, of: number, more: { revision?: number } = {}) =>
  observeDeployment(acme.as('contributor'), {
    org: org(),
    deployment,
    observations: [
      { variant, metric: 'accuracy', value: 1, count: good, ...more },
      { variant, metric: 'accuracy', value: 0, count: of - good, ...more },
    ],
  })
const results = (more: { metric?: string; from?: string; to?: string } = {}) =>
  deploymentResults(acme.as('reader'), { org: org(), deployment, ...more })

/** Asks which version serves so many users. */
async function ask(users: number) {
  for (let user = 0; user < users; user++)
    await evaluate(acme.as('reader'), { org: org(), deployment, targetingKey: `user-${user}` })
  await writeAssignments()
}

const churn = { 'model://churn/v2': 10, 'model://churn/v1': 90 }

describe('the results of a deployment', () => {
  it('are empty before anything is deployed, and before anything is reported', async () => {
    expect(await results()).toEqual({
      ...{ deployment, metric: null, direction: null, unit: '', metrics: [], hours: 1 },
      ...{ from: null, to: null, splits: [], variants: [], hidden: 0, points: [] },
    })
    const { at } = await split(churn)
    expect(await results()).toMatchObject({
      ...{ metric: null, metrics: [], from: at, points: [] },
      splits: [
        { revision: 1, until: null, assigned: 0, variants: [{ weight: 10 }, { weight: 90 }] },
      ],
      variants: [
        { name: 'v2', weight: 10, baseline: false, count: 0, mean: null, verdict: 'unclear' },
        { name: 'v1', weight: 90, baseline: true, count: 0, mean: null, verdict: null },
      ],
    })
  })

  it('say which variant is better, by the direction of the metric', async () => {
    await split(churn)
    await observe('v1', 700, 1000)
    await observe('v2', 190, 200)
    const found = await results()
    expect(found).toMatchObject({ metric: 'accuracy', direction: 'higher', metrics: ['accuracy'] })
    expect(found.variants).toMatchObject([
      {
        ...{ name: 'v2', uri: 'model://churn/v2', count: 200, mean: 0.95 },
        ...{ verdict: 'better', label: 'v2 is better' },
        why: expect.stringContaining('The difference from v1 lies between +'),
      },
      { name: 'v1', baseline: true, count: 1000, mean: 0.7, verdict: null, label: null },
    ])
    await defineMetric(acme.as('maintainer'), { org: org(), key: 'accuracy', direction: 'lower' })
    expect((await results()).variants[0]).toMatchObject({ verdict: 'worse', label: 'v2 is worse' })
    await defineMetric(acme.as('maintainer'), { org: org(), key: 'accuracy', direction: null })
  })

  it('say that and why it is not yet clear', async () => {
    await split(churn)
    await observe('v1', 70, 100)
    await observe('v2', 5, 6)
    expect((await results()).variants[0]).toMatchObject({
      ...{ verdict: 'unclear', label: 'not yet clear', difference: null },
      why: 'v2 has 6 values to compare, and needs 20.',
    })
    await observe('v2', 15, 24)
    expect((await results()).variants[0]).toMatchObject({
      verdict: 'unclear',
      why: expect.stringMatching(/: it may be none\.$/),
    })
  })

  it('show how often each was given out beside how often it should have been', async () => {
    await split(churn)
    await ask(300)
    const [now] = (await results()).splits
    const [v2, v1] = now?.variants ?? []
    expect(now?.assigned).toBe(300)
    expect((v2?.assigned ?? 0) + (v1?.assigned ?? 0)).toBe(300)
    // Ten in a hundred, give or take four standard errors.
    expect(v2?.assigned).toBeGreaterThan(9)
    expect(v2?.assigned).toBeLessThan(51)
    expect((await results()).points).toMatchObject([
      {
        variants: [
          { assigned: v2?.assigned, count: 0 },
          { assigned: v1?.assigned, count: 0 },
        ],
      },
    ])
  })

  it('are of the metric that is asked for; one that nobody reported has no values', async () => {
    await split(churn)
    await observe('v1', 1, 2)
    const observations = [{ variant: 'v1', metric: 'latency_ms', value: 12.5, count: 3 }]
    await observeDeployment(acme.as('contributor'), { org: org(), deployment, observations })
    expect(await results({ metric: 'latency_ms' })).toMatchObject({
      ...{ direction: 'lower', metrics: ['accuracy', 'latency_ms'] },
      variants: [{ count: 0 }, { count: 3, mean: 12.5, interval: { low: 12.5, high: 12.5 } }],
    })
    expect((await results({ metric: 'none' })).variants).toMatchObject([{ count: 0 }, { count: 0 }])
  })
})

describe('over revisions', () => {
  it('a version is one as long as the versions of now serve together, whatever their parts', async () => {
    await split({ 'model://churn/v1': 100 })
    await observe('v1', 1, 1000)
    const { at } = await split(churn)
    await observe('v1', 50, 100)
    await observe('v2', 50, 100)
    await split({ 'model://churn/v2': 50, 'model://churn/v1': 50 })
    await observe('v1', 50, 100)
    await observe('v2', 50, 100)
    const found = await results()
    expect(found.from).toBe(at)
    expect(found.splits.map(({ revision }) => revision)).toEqual([3, 2])
    expect(found.splits[1]?.until).toBe(found.splits[0]?.at)
    expect(found.variants).toMatchObject([
      { name: 'v2', count: 200, mean: 0.5, baseline: false },
      { name: 'v1', count: 200, mean: 0.5, baseline: true },
    ])
    // With a time that is asked for, everything in it counts.
    const all = await results({ from: '2020-01-01' })
    expect(all.splits.map(({ revision }) => revision)).toEqual([3, 2, 1])
    expect(all.variants).toMatchObject([{ count: 200 }, { name: 'v1', count: 1200 }])
    expect(all.hours).toBeGreaterThan(24)
  })

  it('is told apart from a variant that had its name before', async () => {
    const made = (model: string) => [
      { name: 'champion', model, weight: 90 },
      { name: 'new', model: 'model://churn/v3', weight: 10 },
    ]
    const revise = (model: string) =>
      reviseDeployment(acme.as('admin'), { org: org(), deployment, variants: made(model) })
    await revise('model://churn/v1')
    await observe('champion', 1, 10)
    await revise('model://churn/v2')
    await observe('champion', 9, 10)
    await observe('champion', 1, 10, { revision: 1 })
    const found = await results({ from: '2020-01-01' })
    const named = found.variants.map(({ name, weight, count, mean }) => [name, weight, count, mean])
    expect(named).toContainEqual(['champion', 90, 10, 0.9])
    expect(named).toContainEqual(['champion (churn/v1)', null, 20, 0.1])
  })

  it('what serves nothing any more tells of what it served last', async () => {
    await split(churn)
    await observe('v1', 5, 10)
    await stopDeployment(acme.as('maintainer'), { org: org(), deployment, note: 'enough' })
    const found = await results()
    expect(found.splits).toMatchObject([{ revision: 1, until: expect.any(String) }])
    expect(found.variants[1]).toMatchObject({ name: 'v1', count: 10 })
  })

  it('a time before the first revision, or an odd one, is no error', async () => {
    await split(churn)
    expect(await results({ from: '2019-01-01', to: '2020-01-01' })).toMatchObject({
      ...{ splits: [], variants: [], points: [] },
    })
    expect(await results({ from: '2030-01-01', to: '2020-01-01' })).toMatchObject({ splits: [] })
    await expect(results({ from: 'yesterday' })).rejects.toMatchObject({ kind: 'invalid' })
  })
})

it('names no variant of a model that the caller may not see', async () => {
  await split({ 'model://secret/v1': 40, 'model://churn/v1': 60 })
  const found = await results()
  expect(found).toMatchObject({
    hidden: 1,
    variants: [{ name: 'churn-v1', uri: 'model://churn/v1' }],
  })
  expect(JSON.stringify(found)).not.toContain('secret')
  await observeDeployment(acme.as('admin'), {
    ...{ org: org(), deployment },
    observations: [
      { variant: 'secret-v1', metric: 'secret_gain', value: 1, count: 1 },
      { variant: 'churn-v1', metric: 'gain', value: 1, count: 1 },
    ],
  })
  expect(await results()).toMatchObject({ metrics: ['gain'], metric: 'gain' })
  const admins = await deploymentResults(acme.as('admin'), { org: org(), deployment })
  expect(admins.metrics).toEqual(['gain', 'secret_gain'])
  const asked = { org: org(), deployment, revision: 1 }
  await expect(getKserve(acme.as('reader'), asked)).rejects.toMatchObject({ kind: 'forbidden' })
})

describe('a revision for KServe', () => {
  it('names the files where the hub has them', async () => {
    await split(churn)
    const text = await getKserve(acme.as('reader'), { org: org(), deployment, revision: 1 })
    const [canary] = parseAllDocuments(text).map((document) => document.toJS())
    expect(canary).toMatchObject({
      kind: 'InferenceService',
      metadata: {
        name: deployment,
        annotations: {
          'modelhub.org/revision': `http://localhost:3000/${org()}/deployments/${deployment}/revisions/1`,
        },
      },
      spec: {
        predictor: {
          canaryTrafficPercent: 10,
          model: {
            storageUri: `http://localhost:3000/api/v1/${org()}/models/churn/versions/2/archive.zip`,
          },
        },
      },
    })
  })

  it('is not there for one that is not there, and for one that serves nothing', async () => {
    await split(churn)
    await stopDeployment(acme.as('maintainer'), { org: org(), deployment, note: 'enough' })
    const asked = (revision: number) =>
      getKserve(acme.as('reader'), { org: org(), deployment, revision })
    await expect(asked(3)).rejects.toMatchObject({ kind: 'not_found' })
    await expect(asked(2)).rejects.toMatchObject({
      kind: 'conflict',
      message: `Revision 2 of ${deployment} serves nothing, so there is nothing to hand over.`,
    })
  })
})
