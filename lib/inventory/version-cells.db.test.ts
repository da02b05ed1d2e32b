import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Ctx } from '../actor'
import { deleteDataset } from '../datasets/life'
import { datasetOf, trained } from '../life/testing'
import { updateModel } from '../models/update'
import { createProject } from '../projects/create'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { queriesOf } from '../testing/queries'
import { modelOf } from '../testing/registry'
import { approveVersion } from '../versions/decide'
import { registerVersion } from '../versions/register'
import type { Json } from '../view'
import { versionCells } from './version-cells'

let hub: TestHub
let acme: TestOrganization
let ana: Ctx
let mia: Ctx

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
  ana = acme.as('contributor')
  mia = acme.as('maintainer')
  await createProject(ana, { org: acme.slug, name: 'lab', slug: 'lab' })
})
afterAll(() => hub.close())

async function made(model: string, versions: Record<string, Json>[]): Promise<void> {
  await modelOf(ana, acme.slug, model)
  for (const params of versions) await registerVersion(ana, { org: acme.slug, model, params })
}

const cells = (
  shown: { model: string; version: number }[],
  params: string[] = [],
  ctx: Ctx = ana,
  rest: { datasets: boolean; offer: boolean; latest?: boolean } = { datasets: true, offer: true },
) => versionCells(ctx, { org: acme.slug, shown, params, ...rest })

describe('what a page of versions was made with', () => {
  it('is the chosen parameters as they were, whatever they are', async () => {
    await made('churn', [{ depth: 6, 'a, "b"': [1, { c: null }], seed: 1 }, { depth: 'auto' }])
    const shown = [1, 2].map((version) => ({ model: 'churn', version }))
    const { params, offered } = await cells(shown, ['depth', 'a, "b"'])
    expect(params).toEqual({
      'model://churn/v1': { depth: 6, 'a, "b"': [1, { c: null }] },
      'model://churn/v2': { depth: 'auto' },
    })
    expect(offered).toEqual(['depth', 'a, "b"', 'seed'])
  })

  it('is the dataset versions that its run took', async () => {
    await datasetOf(ana, acme.slug, 'pets')
    await datasetOf(ana, acme.slug, 'food')
    await modelOf(ana, acme.slug, 'vet')
    const inputs = ['dataset://pets/v1', 'dataset://food/latest', 'dataset://pets/latest']
    await trained(ana, acme.slug, { project: 'lab', model: 'vet', content: 'w', inputs })
    const shown = [{ model: 'vet', version: 1 }]
    expect((await cells(shown)).datasets).toEqual({
      'model://vet/v1': ['dataset://food/v1', 'dataset://pets/v1'],
    })
    await deleteDataset(mia, { org: acme.slug, dataset: 'food', force: true })
    expect((await cells(shown)).datasets).toEqual({ 'model://vet/v1': ['dataset://pets/v1'] })
  })

  it('is told with the number that latest means, where it means one', async () => {
    const shown = [1, 2].map((version) => ({ model: 'churn', version }))
    const rest = { datasets: false, offer: false, latest: true }
    expect((await cells(shown, [], ana, rest)).latest).toEqual({})
    await approveVersion(acme.as('approver'), { org: acme.slug, model: 'churn', version: 1 })
    expect((await cells(shown, [], ana, rest)).latest).toEqual({ churn: 1 })
  })

  it('asks as often for one version as for many', async () => {
    const shown = [1, 2].map((version) => ({ model: 'churn', version }))
    expect(await queriesOf(() => cells(shown.slice(0, 1), ['depth']))).toBe(3)
    expect(await queriesOf(() => cells(shown, ['depth', 'seed']))).toBe(3)
    const bare = { datasets: false, offer: false }
    expect(await queriesOf(() => cells(shown, [], ana, bare))).toBe(0)
  })
})

it('tells nothing of a model that the caller may not see', async () => {
  await made('secret', [{ hidden: 1 }])
  await updateModel(mia, { org: acme.slug, model: 'secret', accessMode: 'restricted' })
  const shown = [{ model: 'secret', version: 1 }]
  expect(await cells(shown, ['hidden'], acme.as('auditor'))).toMatchObject({ offered: ['hidden'] })
  expect(await cells(shown, ['hidden'], acme.as('reader'))).toEqual({
    params: {},
    datasets: {},
    latest: {},
    offered: [],
  })
})
