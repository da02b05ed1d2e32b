import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Ctx } from '../actor'
import { moveAlias } from '../aliases/move'
import { createDataset } from '../datasets/create'
import { registerDatasetVersion } from '../datasets/register'
import { createDeployment } from '../deployments/create'
import { createExperiment } from '../experiments/create'
import { deleteExperiment } from '../experiments/delete'
import { archiveModel, deleteModel } from '../models/life'
import { updateModel } from '../models/update'
import { createProject } from '../projects/create'
import { createRun } from '../runs/create'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { modelOf, registered, uploaded } from '../testing/registry'
import { approveVersion } from '../versions/decide'
import { find } from './find'

let hub: TestHub
let acme: TestOrganization
let ana: Ctx
let org: string

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
  org = acme.slug
  ana = acme.as('contributor')
  await modelOf(ana, org, 'churn')
  await updateModel(acme.as('maintainer'), { org, model: 'churn', name: 'Customer Churn' })
  for (let version = 1; version <= 3; version++) await registered(ana, org, { model: 'churn' })
  await approveVersion(acme.as('approver'), { org, model: 'churn', version: 2 })
  await moveAlias(acme.as('maintainer'), { org, model: 'churn', alias: 'production', version: 2 })
  await modelOf(ana, org, 'penguins')
  await createProject(ana, { org, name: 'Churn lab', slug: 'churn-lab' })
  for (let run = 1; run <= 2; run++)
    await createRun(ana, { org, project: 'churn-lab', step: 'train', inputs: [] })
  await createDataset(ana, { org, slug: 'churn-data' })
  const sha256 = await uploaded(ana, org, 'rows')
  const files = [{ name: 'rows.csv', sha256 }]
  await registerDatasetVersion(ana, { org, dataset: 'churn-data', version: '2024-q1', files })
})
afterAll(() => hub.close())

const found = async (q: string, ctx = ana) =>
  (await find(ctx, { org, q })).items.map(({ kind, title }) => `${kind}: ${title}`)

it('finds whatever has the word in its name, each kind for itself', async () => {
  const { items } = await find(ana, { org, q: 'churn' })
  expect(items).toEqual([
    {
      kind: 'model',
      title: 'Customer Churn',
      detail: 'model://churn',
      url: `/${org}/models/churn`,
    },
    {
      kind: 'dataset',
      title: 'churn-data',
      detail: 'dataset://churn-data',
      url: `/${org}/datasets/churn-data`,
    },
    { kind: 'project', title: 'Churn lab', detail: 'churn-lab', url: `/${org}/projects/churn-lab` },
  ])
})

it('finds a version by its number in every way of writing it', async () => {
  for (const q of ['churn v3', 'churn/3', 'model://churn/v3', `model://${org}/churn/v3`])
    expect((await find(ana, { org, q })).items[0], q).toEqual({
      kind: 'version',
      title: 'Customer Churn v3',
      detail: 'model://churn/v3',
      url: `/${org}/models/churn/versions/v3`,
      state: 'pending',
    })
})

it('shows the last versions while no number is typed yet', async () => {
  const versions = [3, 2, 1].map((number) => `version: Customer Churn v${number}`)
  for (const q of ['churn v', 'model://churn/'])
    expect((await found(q)).slice(0, 3), q).toEqual(versions)
})

it('finds a version by what it is called', async () => {
  expect((await find(ana, { org, q: 'churn/prod' })).items[0]).toMatchObject({
    title: 'Customer Churn v2',
    detail: 'model://churn/v2 · production',
    state: 'approved',
  })
  expect(await found('churn/latest')).toContain('version: Customer Churn v2')
  expect(await found('churn newest')).toContain('version: Customer Churn v3')
})

it('finds a run by its number, a version of a dataset by its name, a member by name or address', async () => {
  expect(await found('#2')).toEqual(['run: churn-lab #2'])
  expect((await find(ana, { org, q: 'run://churn-lab/1' })).items).toMatchObject([
    { kind: 'run', url: `/${org}/projects/churn-lab/runs/1`, detail: 'run://churn-lab/1 · train' },
  ])
  expect(await found('churn-data 2024')).toEqual(['dataset_version: churn-data 2024-q1'])
  const [{ title, url } = { title: '', url: '' }] = (await find(ana, { org, q: `@${org}.ex` }))
    .items
  expect(await found(title)).toContain(`person: ${title}`)
  expect(decodeURIComponent(url)).toContain(`owner:${title.toLowerCase()}@${org}.example`)
})

it('finds a model whose name is misspelled, after those that are spelled so', async () => {
  expect(await found('pengins')).toEqual(['model: penguins'])
  expect(await found('pegnuins')).toEqual(['model: penguins'])
  await modelOf(ana, org, 'pengins-2')
  expect(await found('pengins')).toEqual(['model: pengins-2', 'model: penguins'])
})

it('takes signs as they are and not for patterns', async () => {
  for (const q of ['%', '_', '\\', "'", '&|!', '(', ':*', 'dataset://'])
    expect(await found(q), q).toEqual([])
})

it('shows what changed last where nothing is asked for', async () => {
  await modelOf(ana, org, 'fresh')
  expect((await found(''))[0]).toBe('model: fresh')
})

it('shows nothing of a restricted model to those who do not see it', async () => {
  await modelOf(ana, org, 'quiet-credit')
  await registered(ana, org, { model: 'quiet-credit' })
  await updateModel(acme.as('admin'), { org, model: 'quiet-credit', accessMode: 'restricted' })
  const reader = acme.as('reader')
  for (const q of ['quiet', 'quite-credit', 'quiet-credit v1', 'quiet-credit/newest', '']) {
    expect(await found(q, reader), q).not.toContainEqual(expect.stringContaining('quiet'))
    if (q !== 'quite-credit')
      expect(await found(q, acme.as('admin')), q).toContainEqual(expect.stringContaining('quiet'))
  }
})

it('says of what is archived that it is, and knows nothing of what is deleted', async () => {
  const admin = acme.as('admin')
  await modelOf(ana, org, 'oldie')
  await archiveModel(admin, { org, model: 'oldie' })
  expect((await find(ana, { org, q: 'oldie' })).items).toMatchObject([
    { title: 'oldie', detail: 'model://oldie · archived' },
  ])
  await deleteModel(admin, { org, model: 'oldie' })
  expect(await found('oldie')).toEqual([])
})

it('is of one organization alone', async () => {
  const other = await hub.organization()
  await modelOf(other.as('contributor'), other.slug, 'elsewhere')
  expect(await found('elsewhere')).toEqual([])
  await expect(find(ana, { org: other.slug, q: '' })).rejects.toMatchObject({ kind: 'not_found' })
})

it('answers 20 at most, the best of each kind', async () => {
  for (let at = 0; at < 8; at++) {
    await modelOf(ana, org, `many-${at}`)
    await createProject(ana, { org, name: `many ${at}`, slug: `many-${at}` })
    await createDataset(ana, { org, slug: `many-${at}` })
    await registered(ana, org, { model: `many-${at}` })
  }
  const kinds = (await find(ana, { org, q: 'many 1' })).items.map(({ kind }) => kind)
  expect(kinds.length).toBeLessThanOrEqual(20)
  expect(new Set(kinds)).toEqual(new Set(['version', 'model', 'dataset', 'project']))
})

it('finds an experiment of an MLflow client by its name, until it is deleted', async () => {
  const { experiment } = await createExperiment(ana, {
    org,
    project: 'churn-lab',
    name: 'Tariff sweep',
  })
  expect((await find(ana, { org, q: 'tariff sw' })).items).toEqual([
    {
      kind: 'experiment',
      title: 'Tariff sweep',
      detail: `churn-lab · ${experiment}`,
      url: `/${org}/projects/churn-lab/experiments/${experiment}`,
    },
  ])
  await deleteExperiment(acme.as('maintainer'), { org, project: 'churn-lab', experiment })
  expect(await found('tariff')).toEqual([])
})

it('finds a deployment by its name, with where it serves', async () => {
  const at = { org, name: 'tills-abroad', project: 'churn-lab', target: 'staging' }
  await createDeployment(acme.as('maintainer'), at)
  expect((await find(ana, { org, q: 'abroad' })).items).toEqual([
    {
      kind: 'deployment',
      title: 'tills-abroad',
      detail: 'staging',
      url: `/${org}/deployments/tills-abroad`,
    },
  ])
})
