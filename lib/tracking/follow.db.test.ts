import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Ctx } from '../actor'
import { createExperiment } from '../experiments/create'
import { ensureExperiments } from '../experiments/project'
import { createModel } from '../models/create'
import { updateModel } from '../models/update'
import { paths } from '../paths'
import { projectOf } from '../runs/testing'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { registered } from '../testing/registry'
import { followLink } from './follow'
import { loggedModelRef } from './ids'
import { seedCandidate, seedTracked } from './seeded'

let hub: TestHub
let acme: TestOrganization
let mia: Ctx
let org: string

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
  org = acme.slug
  mia = acme.as('maintainer')
  await projectOf(mia, org, 'lab')
  await ensureExperiments(mia, { org, project: 'lab' })
  await createModel(mia, { org, name: 'Churn', slug: 'churn' })
  await registered(mia, org, { model: 'churn' })
})
afterAll(() => hub.close())

it('leads to a run by its id, whatever project and experiment the link names', async () => {
  const { run, id } = await seedTracked(mia, org, { project: 'lab' })
  const link = { experiment: '77', run: id.replaceAll('-', '') }
  expect(await followLink(mia, { org, ...link })).toBe(paths.run(org, 'lab', run))
})

it('leads to the run that logged a model', async () => {
  const made = await seedTracked(mia, org, { project: 'lab' })
  const candidate = loggedModelRef(await seedCandidate(mia, made))
  const link = { experiment: '0', candidate }
  expect(await followLink(mia, { org, ...link })).toBe(paths.run(org, 'lab', made.run))
})

it('leads to an experiment of the project of the address, which is `default` where none is named', async () => {
  const { experiment } = await createExperiment(mia, { org, project: 'lab', name: 'one' })
  const link = { experiment: String(experiment) }
  expect(await followLink(mia, { org, project: 'lab', ...link })).toBe(
    paths.experiment(org, 'lab', experiment),
  )
  expect(await followLink(mia, { org, ...link })).toBeNull()
  await ensureExperiments(mia, { org, project: 'default' })
  expect(await followLink(mia, { org, experiment: '0' })).toBe(paths.experiment(org, 'default', 0))
})

it('leads to a model and to its version by the name that clients call it', async () => {
  expect(await followLink(mia, { org, model: 'churn' })).toBe(paths.model(org, 'churn'))
  expect(await followLink(mia, { org, model: 'churn', version: '1' })).toBe(
    paths.version(org, 'churn', 1),
  )
})

it('leads to the lists of models and of experiments', async () => {
  expect(await followLink(mia, { org, list: 'models' })).toBe(paths.models(org))
  expect(await followLink(mia, { org, project: 'lab', list: 'experiments' })).toBe(
    paths.experiments(org, 'lab'),
  )
})

it.each([
  { run: 'f'.repeat(32) },
  { run: '../../evil' },
  { run: '' },
  { candidate: `m-${'f'.repeat(32)}` },
  { candidate: 'x' },
  { experiment: '999' },
  { experiment: '99999999999999999999' },
  { experiment: "0'; drop table runs" },
  { model: 'none' },
  { model: '../lab' },
  { model: 'churn', version: '2' },
  { model: 'churn', version: '1.5' },
  { model: 'churn', version: '-1' },
  { project: 'none', list: 'experiments' as const },
])('leads nowhere where there is nothing: %j', async (link) => {
  expect(await followLink(mia, { org, project: 'lab', ...link })).toBeNull()
})

it('leads nobody to a model that they may not see, nor to what is of another organization', async () => {
  await createModel(mia, { org, name: 'Secret', slug: 'secret' })
  await updateModel(acme.as('admin'), { org, model: 'secret', accessMode: 'restricted' })
  expect(await followLink(acme.as('reader'), { org, model: 'secret' })).toBeNull()
  expect(await followLink(acme.as('admin'), { org, model: 'secret' })).toBe(
    paths.model(org, 'secret'),
  )
  const { id } = await seedTracked(mia, org, { project: 'lab' })
  const other = await hub.organization()
  const link = { org: other.slug, run: id.replaceAll('-', '') }
  expect(await followLink(other.as('admin'), link)).toBeNull()
})
