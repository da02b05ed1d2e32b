import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { Ctx } from '../actor'
import { ensureExperiments } from '../experiments/project'
import { createModel } from '../models/create'
import { updateModel } from '../models/update'
import { registerFromSource } from '../registered/register'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { modelOf, registered, uploaded } from '../testing/registry'
import { loggedModelRef } from '../tracking/ids'
import { seedCandidate, seedTracked } from '../tracking/seeded'
import { isExternal } from './origin'
import { getVersion } from './queries'

let hub: TestHub
let acme: TestOrganization
let mia: Ctx
let org: string

beforeAll(async () => {
  hub = await testHub()
})
afterAll(() => hub.close())
beforeEach(async () => {
  acme = await hub.organization()
  org = acme.slug
  mia = acme.as('maintainer')
  await createModel(mia, { org, name: 'Churn', slug: 'churn' })
})

const register = (source: string, more: object = {}) =>
  registerFromSource(mia, { org, project: 'default', name: 'churn', source, ...more })
const origin = async (ctx = mia, version: number | string = 1) =>
  (await getVersion(ctx, { org, model: 'churn', version })).origin

it('is told of a version from elsewhere, whose bytes are not here, without its secrets', async () => {
  const runLink = 'https://ana:s3cret@example.com/run?X-Amz-Signature=abc'
  await register('https://example.com/model', { runId: 'r1', runLink })
  const told = await origin()
  expect(told).toMatchObject({ external: true, runId: 'r1', copyOf: null, description: null })
  expect(told?.source).toBe('https://example.com/model')
  expect(told?.runLink).toBe('https://ana:***@example.com/run?X-Amz-Signature=***')
})

it('is told of a logged model: which, of which run, and what its MLmodel says', async () => {
  await ensureExperiments(mia, { org, project: 'default' })
  const made = await seedTracked(mia, org, { project: 'default' })
  const sha256 = await uploaded(mia, org, 'flavors:\n  sklearn:\n    sklearn_version: 1.5.0\n')
  const id = loggedModelRef(await seedCandidate(mia, made, { name: 'forest', sha256 }))
  await register(`models:/${id}`, { modelId: id })
  expect(await origin()).toMatchObject({
    source: `models:/${id}`,
    external: false,
    loggedModel: { id, name: 'forest', run: `run://default/${made.run}` },
    description: { flavors: [{ name: 'sklearn' }] },
  })
})

it('says which version it is a copy of, and tells nothing of one that the reader may not see', async () => {
  await modelOf(mia, org, 'secret')
  await registered(mia, org, { model: 'secret' })
  await register('models:/secret/1')
  expect(await origin()).toMatchObject({ source: 'models:/secret/1', copyOf: 'model://secret/v1' })
  await updateModel(acme.as('admin'), { org, model: 'secret', accessMode: 'restricted' })
  const told = await origin(acme.as('reader'))
  expect(told).toMatchObject({ source: null, copyOf: null })
  expect(JSON.stringify(told)).not.toContain('secret')
})

it('is none of a version that no MLflow client registered', async () => {
  await registered(mia, org, { model: 'churn' })
  expect(await origin()).toBeUndefined()
})

it.each([
  ['s3://bucket/model', true],
  ['HTTPS://example.com/m', true],
  ['models:/m-0123', false],
  ['runs:/abc/model', false],
  ['mlflow-artifacts:/0/abc/artifacts/model', false],
  ['dummy-source', false],
  ['', false],
])('takes %s for one that lies elsewhere: %s', (source, external) => {
  expect(isExternal(source)).toBe(external)
})
