import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { database } from '@/db/client'
import { runModels, versions } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import { createDataset } from '../datasets/create'
import { getDatasetVersionItem, listDatasets, listDatasetVersions } from '../datasets/queries'
import { registerDatasetVersion } from '../datasets/register'
import { edgesOf } from '../lineage/testing'
import { createLoggedModel } from '../logged-models/create'
import { deleteLoggedModel } from '../logged-models/report'
import { createModel } from '../models/create'
import { createRegistered } from '../registered/create'
import { registerFromSource } from '../registered/register'
import { recordOutput } from '../runs/outputs'
import { getRun } from '../runs/queries'
import { projectOf } from '../runs/testing'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { uploaded } from '../testing/registry'
import { evidenceDigest } from '../versions/evidence'
import { boundBy } from '../versions/insert'
import { registerVersion } from '../versions/register'
import { loggedModelRef } from './ids'
import { logInputs } from './inputs'
import { logOutputs } from './outputs'
import { searchLoggedDatasets } from './search-datasets'
import { trackedRun } from './testing'
import { updateTrackedRun } from './update'

let hub: TestHub
let acme: TestOrganization
let ana: Ctx
const project = 'default'

beforeAll(async () => {
  hub = await testHub()
})
beforeEach(async () => {
  acme = await hub.organization()
  ana = acme.as('contributor')
})
afterAll(() => hub.close())

interface Said {
  name?: string
  digest?: string
  source?: string | object
  sourceType?: string
  context?: string
  profile?: string
}

const said = ({ name = 'iris', digest = 'd1', source = {}, context, ...rest }: Said = {}) => ({
  dataset: {
    ...{ name, digest, sourceType: 'code' },
    ...rest,
    source: typeof source === 'string' ? source : JSON.stringify(source),
  },
  tags: context === undefined ? [] : [{ key: 'mlflow.data.context', value: context }],
})

const log = (run: string, datasets: ReturnType<typeof said>[], ctx = ana) =>
  logInputs(ctx, { org: acme.slug, project, run, datasets })

async function inputsOf(run: number) {
  const { inputs } = await getRun(ana, { org: acme.slug, project, run })
  return inputs.map(({ name, resolved }) => `${name} ${resolved}`)
}

const done = async () => (await acme.events()).filter(({ outcome }) => outcome === 'done')

describe('a dataset that a client logs', () => {
  it('is a version of a dataset of that name, and an input of the run', async () => {
    const { run, number } = await trackedRun(ana, acme.slug)
    const before = (await done()).length
    const source = { url: 'https://ana:pass@example.com/iris.csv' }
    const profile = '{"num_rows":150}'
    await log(run, [
      said({ name: 'Iris Flowers', source, sourceType: 'http', context: 'train', profile }),
    ])

    expect(await inputsOf(number)).toEqual(['train dataset://iris-flowers/d1'])
    const version = await getDatasetVersionItem(ana, {
      ...{ org: acme.slug, dataset: 'iris-flowers', version: 'd1' },
    })
    const kept = 'https://ana:***@example.com/iris.csv'
    expect(version).toMatchObject({
      fileCount: 0,
      source: { type: 'http', place: kept },
      properties: { source_type: 'http', source: { url: kept }, profile: { num_rows: 150 } },
    })
    const events = (await done()).slice(before)
    expect(events.map(({ action }) => action)).toEqual([
      'run.input',
      'dataset.create',
      'dataset_version.register',
    ])
    const uri = 'dataset://iris-flowers/d1'
    expect(events[0]).toMatchObject({
      subject: { kind: 'run', uri: `run://default/${number}` },
      after: { inputs: [{ name: 'train', uri, resolved: uri }] },
    })
    expect(JSON.stringify(events)).not.toContain('pass')
    expect(await edgesOf(acme.id)).toEqual([
      `dataset_version iris-flowers/d1 → run default/${number} input`,
      `external_data ${kept} → dataset_version iris-flowers/d1 derived`,
    ])
    const { items } = await listDatasets(ana, { org: acme.slug, project })
    expect(items).toMatchObject([
      { slug: 'iris-flowers', properties: { mlflow_name: 'Iris Flowers' } },
    ])
  })

  it('is one version, whichever run takes it; a second context of a run is passed over', async () => {
    const [one, other] = [await trackedRun(ana, acme.slug), await trackedRun(ana, acme.slug)]
    const twice = [said({ context: 'train' }), said({ context: 'eval' })]
    await log(one.run, twice)
    const before = (await done()).length
    await log(one.run, [said({ context: 'test' })])
    expect(await done()).toHaveLength(before)
    await log(other.run, [said({ context: 'eval' }), said({ digest: 'd2', context: 'eval' })])
    expect(await inputsOf(one.number)).toEqual(['train dataset://iris/d1'])
    expect(await inputsOf(other.number)).toEqual([
      'eval dataset://iris/d1',
      'eval-2 dataset://iris/d2',
    ])
    expect(
      (await listDatasetVersions(ana, { org: acme.slug, dataset: 'iris' })).items,
    ).toHaveLength(2)
    const experiments = { org: acme.slug, project, experiments: [0, 7] }
    expect(await searchLoggedDatasets(ana, experiments)).toEqual([
      { experiment: 0, name: 'iris', digest: 'd1', context: 'eval' },
      { experiment: 0, name: 'iris', digest: 'd1', context: 'train' },
      { experiment: 0, name: 'iris', digest: 'd2', context: 'eval' },
    ])
  })

  it('is made once by ten clients that log it at the same time', async () => {
    const runs = []
    for (let at = 0; at < 10; at++) runs.push(await trackedRun(ana, acme.slug))
    const all = [said({ name: 'b' }), said({ name: 'a' }), said({ name: 'a', digest: 'd2' })]
    await Promise.all(runs.map(({ run }, at) => log(run, at % 2 ? all : [...all].reverse())))
    const { items } = await listDatasets(ana, { org: acme.slug })
    expect(items.map(({ slug, versionCount }) => `${slug} ${versionCount}`).sort()).toEqual([
      'a 2',
      'b 1',
    ])
    for (const { number } of runs) expect(await inputsOf(number)).toHaveLength(3)
  })

  it('never becomes a version of a dataset that holds files, or of one of another project', async () => {
    await projectOf(acme.as('admin'), acme.slug, 'other')
    await createDataset(ana, { org: acme.slug, slug: 'iris', projects: ['other'] })
    const { run, number } = await trackedRun(ana, acme.slug)
    await createDataset(ana, { org: acme.slug, slug: 'pets', projects: [project] })
    const sha256 = await uploaded(ana, acme.slug, 'a,b')
    const pets = { org: acme.slug, dataset: 'pets', version: 'v1' }
    await registerDatasetVersion(ana, { ...pets, files: [{ name: 'pets.csv', sha256 }] })
    await log(run, [said(), said({ name: 'pets', digest: 'x' })])
    expect(await inputsOf(number)).toEqual([
      'iris dataset://iris-default/d1',
      'pets dataset://pets-default/x',
    ])
    expect((await getDatasetVersionItem(ana, { ...pets, version: 'latest' })).version).toBe('v1')
  })

  it.each(['latest', 'a/b', ' x', '数据'])('may have the digest %s', async (digest) => {
    const { run, number } = await trackedRun(ana, acme.slug)
    await log(run, [said({ name: '数据', digest })])
    await log(run, [said({ name: '数据', digest })])
    expect(await inputsOf(number)).toHaveLength(1)
  })

  it('of one name in two spellings goes to two places where their digests are the same', async () => {
    const { run, number } = await trackedRun(ana, acme.slug)
    await log(run, [said({ name: 'Iris' }), said({ name: 'iris' })])
    expect(new Set(await inputsOf(number)).size).toBe(2)
  })
})

describe('a logged dataset whose source is ours', () => {
  async function petsWith(content: string) {
    await createDataset(ana, { org: acme.slug, slug: 'pets' })
    const sha256 = await uploaded(ana, acme.slug, content)
    const files = [{ name: 'pets.csv', sha256 }]
    await registerDatasetVersion(ana, { org: acme.slug, dataset: 'pets', version: 'v1', files })
    return sha256
  }

  it.each([
    ['its URI', () => ({ uri: 'dataset://pets/v1' })],
    ['an alias of it', () => ({ path: 'dataset://pets/latest' })],
    [
      'an address of this hub',
      () => ({
        url: `http://localhost:3000/api/v1/${acme.slug}/datasets/pets/versions/v1/files/pets.csv`,
      }),
    ],
    ['the digest of its file', (sha256: string) => ({ path: '/data/x.csv', sha256 })],
  ])('is that very version, by %s', async (_, sourceBy) => {
    const sha256 = await petsWith('a,b')
    const { run, number } = await trackedRun(ana, acme.slug)
    await log(run, [said({ name: 'train', source: sourceBy(sha256), context: 'train' })])
    expect(await inputsOf(number)).toEqual(['train dataset://pets/v1'])
    expect((await listDatasets(ana, { org: acme.slug })).items).toHaveLength(1)
  })

  it('is made of it where another part of the same version was logged before', async () => {
    await petsWith('a,b')
    const { run, number } = await trackedRun(ana, acme.slug)
    const source = { uri: 'dataset://pets/v1' }
    await log(run, [said({ name: 'train', source })])
    await log(run, [said({ name: 'test', digest: 'd2', source })])
    expect(await inputsOf(number)).toEqual(['train dataset://pets/v1', 'test dataset://test/d2'])
    expect(await edgesOf(acme.id)).toContain(
      'dataset_version pets/v1 → dataset_version test/d2 derived',
    )
  })

  it('is made of the file of a run', async () => {
    const maker = await trackedRun(ana, acme.slug)
    const sha256 = await uploaded(ana, acme.slug, 'made')
    const at = { org: acme.slug, project, run: maker.number }
    await recordOutput(ana, { ...at, name: 'data/train.csv', sha256 })
    const { run } = await trackedRun(ana, acme.slug)
    const uri = `mlflow-artifacts:/0/${maker.run}/artifacts/data/train.csv`
    await log(run, [said({ source: { uri } })])
    expect(await edgesOf(acme.id)).toContain(
      'file data/train.csv → dataset_version iris/d1 derived',
    )
  })

  it.each([
    { uri: 'dataset://nothing/v1' },
    { uri: 'datum://nothing' },
    { uri: `mlflow-artifacts:/0/${'0'.repeat(32)}/artifacts/x` },
    { digest: '0'.repeat(64) },
    'no JSON',
    '{"a":"\\u0000"}',
  ])('is only what the client says where there is no such thing: %j', async (source) => {
    const { run, number } = await trackedRun(ana, acme.slug)
    await log(run, [said({ source })])
    expect(await inputsOf(number)).toEqual(['iris dataset://iris/d1'])
  })
})

describe('the inputs of a run', () => {
  it('bind a version made before only as far as the run had them when it ended', async () => {
    const { run, number } = await trackedRun(ana, acme.slug)
    const at = { org: acme.slug, project, run }
    await log(run, [said({ name: 'early' })])
    await createModel(ana, { org: acme.slug, name: 'bound', slug: 'bound' })
    const source = { org: acme.slug, model: 'bound', run: `run://${project}/${number}` }
    await registerVersion(ana, source)
    await log(run, [said({ name: 'while it runs' })])
    await updateTrackedRun(ana, { ...at, status: 'FINISHED' })
    await log(run, [said({ name: 'late' })])
    await registerVersion(ana, source)
    const db = database().read
    const made = await db
      .select()
      .from(versions)
      .where(eq(versions.organizationId, acme.id))
      .orderBy(versions.number)
    const bound = await Promise.all(
      made.map(async (version) => {
        const evidence = await boundBy(db, version)
        const inputs = evidence.inputs.map(({ name }) => name).sort()
        return { inputs, isEvidence: evidenceDigest(evidence) === version.evidenceDigest }
      }),
    )
    expect(bound).toEqual([
      { inputs: ['early', 'while it runs'], isEvidence: true },
      { inputs: ['early', 'late', 'while it runs'], isEvidence: true },
    ])
  })

  it('are told by who runs it, and that another tried is recorded', async () => {
    const { run } = await trackedRun(ana, acme.slug)
    await log(run, [said()])
    const before = (await acme.events()).length
    await expect(log(run, [said()], acme.as('maintainer'))).rejects.toMatchObject({
      kind: 'forbidden',
    })
    await expect(log(run, [said()], acme.as('reader'))).rejects.toMatchObject({ kind: 'forbidden' })
    const events = (await acme.events()).slice(before)
    expect(events.map(({ action, outcome }) => `${action} ${outcome}`)).toEqual([
      'run.input refused',
      'run.input refused',
    ])
    expect((await listDatasets(ana, { org: acme.slug })).items).toHaveLength(1)
  })

  it.each([
    ['a name that is too long', said({ name: 'x'.repeat(501) })],
    ['a digest that is too long', said({ digest: 'x'.repeat(37) })],
    ['a source that is too long', said({ source: 'x'.repeat(65_536) })],
    ['a context that is too long', said({ context: 'x'.repeat(501) })],
    ['a NUL', said({ name: 'a\0b' })],
  ])('refuse %s, and leave nothing behind', async (_, dataset) => {
    const { run, number } = await trackedRun(ana, acme.slug)
    await expect(log(run, [said({ name: 'fine' }), dataset])).rejects.toMatchObject({
      kind: 'invalid',
    })
    expect(await inputsOf(number)).toEqual([])
    expect((await listDatasets(ana, { org: acme.slug })).items).toEqual([])
  })
})

describe('logged models of a run', () => {
  async function logged(ctx = ana) {
    const { model } = await createLoggedModel(ctx, { org: acme.slug, project, experiment: 0 })
    return loggedModelRef(model.id)
  }

  it('are what it took, of anybody, and what it made, of its own', async () => {
    const { run } = await trackedRun(ana, acme.slug)
    const [mine, others] = [await logged(), await logged(acme.as('maintainer'))]
    const at = { org: acme.slug, project, run }
    await logInputs(ana, { ...at, models: [others, others] })
    expect((await done()).at(-1)).toMatchObject({
      action: 'run.input',
      after: { models: [others] },
    })
    const count = (await done()).length
    await logInputs(ana, { ...at, models: [others] })
    await logOutputs(ana, { ...at, models: [{ model: mine, step: 3 }, { model: mine }] })
    await logOutputs(ana, { ...at, models: [{ model: mine, step: 4 }] })
    expect(await done()).toHaveLength(count)
    const rows = await hub.database.read.select().from(runModels)
    const ofRun = rows.filter(({ runId }) => runId.replaceAll('-', '') === run)
    expect(ofRun.map(({ role, step }) => `${role} ${step}`).sort()).toEqual(['input 0', 'output 3'])
    await expect(logOutputs(ana, { ...at, models: [{ model: others }] })).rejects.toMatchObject({
      kind: 'forbidden',
    })
  })

  it('lead to it by the versions registered of them, before or after', async () => {
    const model = await logged()
    const register = { org: acme.slug, project, name: 'pets', source: `models:/${model}` }
    await createRegistered(ana, { org: acme.slug, project, name: 'pets' })
    const [before, after] = [await trackedRun(ana, acme.slug), await trackedRun(ana, acme.slug)]
    const take = (run: string) => logInputs(ana, { org: acme.slug, project, run, models: [model] })
    await take(before.run)
    await registerFromSource(ana, register)
    await take(after.run)
    expect(await edgesOf(acme.id)).toEqual([
      `version pets/v1 → run default/${before.number} input`,
      `version pets/v1 → run default/${after.number} input`,
    ])
  })

  it('are there', async () => {
    const { run } = await trackedRun(ana, acme.slug)
    const gone = await logged()
    await deleteLoggedModel(ana, { org: acme.slug, project, model: gone })
    const at = { org: acme.slug, project, run }
    for (const model of [gone, 'm-1', `m-${'0'.repeat(32)}`]) {
      await expect(logInputs(ana, { ...at, models: [model] })).rejects.toMatchObject({
        kind: 'not_found',
      })
      await expect(logOutputs(ana, { ...at, models: [{ model }] })).rejects.toMatchObject({
        kind: 'not_found',
      })
    }
  })
})
