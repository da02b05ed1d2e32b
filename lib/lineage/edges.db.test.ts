import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createDataset } from '../datasets/create'
import { registerDatasetVersion } from '../datasets/register'
import { createRun } from '../runs/create'
import { finishRun } from '../runs/finish'
import { recordOutput } from '../runs/outputs'
import { getRun } from '../runs/queries'
import { projectOf, ranJob } from '../runs/testing'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { modelOf, uploaded } from '../testing/registry'
import { registerVersion } from '../versions/register'
import type { Json } from '../view'
import { edgesOf } from './testing'

let hub: TestHub
let acme: TestOrganization
const ana = () => acme.as('contributor')
const edges = () => edgesOf(acme.id)

beforeAll(async () => {
  hub = await testHub()
})
afterAll(() => hub.close())
beforeEach(async () => {
  acme = await hub.organization()
  await projectOf(ana(), acme.slug, 'jobs')
})

const makes = (...models: string[]) => ({
  'valohai.model-versions': models.map((model) => `model://${model}/`),
})

/** A running run with one output. */
async function running(name = 'a.bin', content = 'bytes') {
  const { run } = await createRun(ana(), { org: acme.slug, project: 'jobs' })
  const at = { org: acme.slug, project: 'jobs', run }
  await recordOutput(ana(), { ...at, name, sha256: await uploaded(ana(), acme.slug, content) })
  return at
}

const fileOf = async (run: number) =>
  (await getRun(ana(), { org: acme.slug, project: 'jobs', run })).outputs[0]?.uri ?? ''

describe('what a run takes', () => {
  it('leads to it, be it a version, a dataset version, a file or an address outside', async () => {
    await createDataset(ana(), { org: acme.slug, slug: 'pets' })
    const files = [{ name: 'p.csv', sha256: await uploaded(ana(), acme.slug, 'p') }]
    await registerDatasetVersion(ana(), { org: acme.slug, dataset: 'pets', version: 'v1', files })
    await ranJob(ana(), acme.slug, 'jobs', {
      outputs: { 'model.bin': 'w', 'log.txt': 'l' },
      sidecars: { 'model.bin': makes('m') },
    })
    const { outputs } = await getRun(ana(), { org: acme.slug, project: 'jobs', run: 1 })
    const log = outputs.find(({ name }) => name === 'log.txt')?.uri ?? ''
    const inputs = [
      { name: 'model', uri: 'model://m/v1' },
      { name: 'again', uri: 'model://m/newest' },
      { name: 'pets', uri: 'dataset://pets/latest' },
      { name: 'log', uri: log },
      { name: 'outside', uri: 's3://bucket/a.csv?X-Amz-Signature=abc' },
    ]
    await createRun(ana(), { org: acme.slug, project: 'jobs', inputs })
    await createRun(ana(), { org: acme.slug, project: 'jobs', inputs: inputs.slice(4) })
    expect(await edges()).toEqual([
      'dataset_version pets/v1 → run jobs/2 input',
      'external_data s3://bucket/a.csv?X-Amz-Signature=*** → run jobs/2 input',
      'external_data s3://bucket/a.csv?X-Amz-Signature=*** → run jobs/3 input',
      'file log.txt → run jobs/2 input',
      'file model.bin → version m/v1 derived, quiet',
      'file p.csv → dataset_version pets/v1 derived, quiet',
      'run jobs/1 → file log.txt output',
      'run jobs/1 → file model.bin output, quiet',
      'run jobs/1 → version m/v1 registered',
      'version m/v1 → run jobs/2 input',
    ])
  })
})

describe('a file of a run', () => {
  it('is quiet when its run registers it, under whatever name', async () => {
    await modelOf(ana(), acme.slug, 'm')
    const at = await running()
    expect(await edges()).toEqual(['run jobs/1 → file a.bin output'])
    const files = [{ name: 'renamed', sha256: await uploaded(ana(), acme.slug, 'bytes') }]
    await registerVersion(ana(), { org: acme.slug, model: 'm', files, run: 'run://jobs/1' })
    await finishRun(ana(), { ...at, state: 'completed', sidecars: { 'a.bin': makes('n') } })
    expect(await edges()).toEqual([
      'file a.bin → version m/v1 derived, quiet',
      'file a.bin → version n/v1 derived, quiet',
      'run jobs/1 → file a.bin output, quiet',
      'run jobs/1 → version m/v1 registered',
      'run jobs/1 → version n/v1 registered',
    ])
  })

  it('speaks up when something else takes it, and stays loud', async () => {
    const at = await running()
    await finishRun(ana(), { ...at, state: 'completed', sidecars: { 'a.bin': makes('m') } })
    expect(await edges()).toContain('run jobs/1 → file a.bin output, quiet')
    const inputs = [{ name: 'file', uri: await fileOf(at.run) }]
    await createRun(ana(), { org: acme.slug, project: 'jobs', inputs })
    expect(await edges()).toEqual([
      'file a.bin → run jobs/2 input',
      'file a.bin → version m/v1 derived, quiet',
      'run jobs/1 → file a.bin output',
      'run jobs/1 → version m/v1 registered',
    ])
  })

  it('is not hushed by what is registered after something took it', async () => {
    const at = await running()
    const inputs = [{ name: 'file', uri: await fileOf(at.run) }]
    await createRun(ana(), { org: acme.slug, project: 'jobs', inputs })
    await finishRun(ana(), { ...at, state: 'completed', sidecars: { 'a.bin': makes('m') } })
    expect(await edges()).toContain('run jobs/1 → file a.bin output')
  })

  it('leaves the lineage when other bytes replace it', async () => {
    const at = await running()
    const sha256 = await uploaded(ana(), acme.slug, 'other')
    await recordOutput(ana(), { ...at, name: 'a.bin', sha256 })
    expect(await edges()).toEqual(['run jobs/1 → file a.bin output'])
  })
})

describe('a dataset version', () => {
  const sidecar = (entry: string | object) => ({ 'valohai.dataset-versions': [entry] as Json[] })
  const register = (version: string, more: object) =>
    registerDatasetVersion(ana(), { org: acme.slug, dataset: 'pets', version, ...more })

  it('comes from its run, or from the version it began with, and from what others made', async () => {
    await ranJob(ana(), acme.slug, 'jobs', {
      outputs: { 'a.csv': 'a' },
      sidecars: { 'a.csv': sidecar('dataset://pets/v1') },
    })
    await ranJob(ana(), acme.slug, 'jobs', { outputs: { 'b.csv': 'b' } })
    const sha256 = await uploaded(ana(), acme.slug, 'c')
    const files = [{ datum: await fileOf(2) }, { name: 'c.csv', sha256 }]
    await register('v2', { from: 'v1', files })
    expect(await edges()).toEqual([
      'dataset_version pets/v1 → dataset_version pets/v2 derived',
      'file a.csv → dataset_version pets/v1 derived, quiet',
      'file a.csv → dataset_version pets/v2 derived, quiet',
      'file b.csv → dataset_version pets/v2 derived',
      'file c.csv → dataset_version pets/v2 derived, quiet',
      'run jobs/1 → dataset_version pets/v1 registered',
      'run jobs/1 → file a.csv output, quiet',
      'run jobs/2 → file b.csv output',
    ])
  })

  it('makes a file that another had for its own speak up when it takes it', async () => {
    await ranJob(ana(), acme.slug, 'jobs', {
      outputs: { 'a.csv': 'a' },
      sidecars: { 'a.csv': sidecar('dataset://pets/v1') },
    })
    await register('v2', { files: [{ datum: await fileOf(1) }] })
    expect(await edges()).toEqual([
      'file a.csv → dataset_version pets/v1 derived, quiet',
      'file a.csv → dataset_version pets/v2 derived',
      'run jobs/1 → dataset_version pets/v1 registered',
      'run jobs/1 → file a.csv output',
    ])
  })

  it('of many files is linked to all of them at once', async () => {
    await createDataset(ana(), { org: acme.slug, slug: 'pets' })
    const sha256 = await uploaded(ana(), acme.slug, 'same')
    const files = Array.from({ length: 20_000 }, (_, n) => ({ name: `f${n}`, sha256 }))
    await register('v1', { files })
    expect(await edges()).toHaveLength(20_000)
  })
})

it('keeps the same files of a run apart by name, and leads from the first where the name is another', async () => {
  await modelOf(ana(), acme.slug, 'm')
  const at = await running('b.bin', 'same')
  const sha256 = await uploaded(ana(), acme.slug, 'same')
  await recordOutput(ana(), { ...at, name: 'c.bin', sha256 })
  const files = ['c.bin', 'other.bin'].map((name) => ({ name, sha256 }))
  await registerVersion(ana(), { org: acme.slug, model: 'm', files, run: 'run://jobs/1' })
  expect(await edges()).toEqual([
    'file b.bin → version m/v1 derived, quiet',
    'file c.bin → version m/v1 derived, quiet',
    'run jobs/1 → file b.bin output, quiet',
    'run jobs/1 → file c.bin output, quiet',
    'run jobs/1 → version m/v1 registered',
  ])
})

it('registers nothing in the lineage for what nobody made here', async () => {
  await modelOf(ana(), acme.slug, 'm')
  const files = [{ name: 'a', sha256: await uploaded(ana(), acme.slug, 'a') }]
  await registerVersion(ana(), { org: acme.slug, model: 'm', files })
  expect(await edges()).toEqual([])
})
