import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDataset } from '../datasets/create'
import { deleteDataset } from '../datasets/life'
import { registerDatasetVersion } from '../datasets/register'
import { updateModel } from '../models/update'
import { getRun } from '../runs/queries'
import { projectOf, ranJob } from '../runs/testing'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { modelOf, registered, sha256, uploaded } from '../testing/registry'
import { approveVersion, rejectVersion } from '../versions/decide'
import { resolveUri } from './resolve'

let hub: TestHub
let acme: TestOrganization
const ana = () => acme.as('contributor')
const resolve = (uri: string, ctx = ana()) => resolveUri(ctx, { org: acme.slug, uri })
const refused = (uri: string, ctx = ana()) => expect(resolve(uri, ctx)).rejects

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
})
afterAll(() => hub.close())

const approve = (model: string, version: number) =>
  approveVersion(acme.as('approver'), { org: acme.slug, model, version })

describe('resolving a model', () => {
  it('answers the version, pinned, with its files', async () => {
    await modelOf(ana(), acme.slug, 'churn')
    const { digest } = await registered(ana(), acme.slug, { model: 'churn', content: 'one' })
    await approve('churn', 1)
    const files = [
      {
        name: 'model.bin',
        size: 3,
        sha256: sha256('one'),
        url: `/api/v1/${acme.slug}/models/churn/versions/v1/files/model.bin`,
      },
    ]
    const uri = `model://churn/v1@${digest}`
    const answer = {
      uri,
      model: 'churn',
      version: 1,
      digest,
      state: 'approved',
      warnings: [],
      files,
    }
    for (const asked of ['model://churn/latest', `model://${acme.slug}/churn/1`, uri])
      expect(await resolve(asked)).toEqual(answer)
    expect(await resolve('model://churn/v1/model.bin')).toEqual({
      ...answer,
      uri: `${uri}/model.bin`,
    })
  })

  it('means by latest the highest approved, whatever came after or was taken back', async () => {
    await modelOf(ana(), acme.slug, 'moving')
    for (const content of ['1', '2', '3'])
      await registered(ana(), acme.slug, { model: 'moving', content })
    const versionOf = async (name: string) => {
      const found = await resolve(`model://moving/${name}`)
      return 'version' in found ? found.version : null
    }
    expect(await versionOf('newest')).toBe(3)
    await approve('moving', 1)
    await approve('moving', 2)
    expect(await versionOf('latest')).toBe(2)
    await rejectVersion(acme.as('approver'), {
      org: acme.slug,
      model: 'moving',
      version: 2,
      note: 'Drifts.',
    })
    expect(await versionOf('latest')).toBe(1)
    expect(await resolve('model://moving/v2')).toMatchObject({ state: 'rejected' })
  })

  it('follows a model to its new name', async () => {
    await modelOf(ana(), acme.slug, 'old-name')
    await registered(ana(), acme.slug, { model: 'old-name' })
    const admin = acme.as('maintainer')
    await updateModel(admin, { org: acme.slug, model: 'old-name', slug: 'new-name' })
    expect(await resolve('model://old-name/v1')).toMatchObject({
      model: 'new-name',
      uri: expect.stringMatching(/^model:\/\/new-name\/v1@/),
    })
  })

  it('records the first use of an hour as an event', async () => {
    await modelOf(ana(), acme.slug, 'used')
    await registered(ana(), acme.slug, { model: 'used' })
    // One moment for both: the hour may turn meanwhile.
    const at = new Date()
    const token = { ...(await acme.token('reader')), now: () => at }
    for (const uri of ['model://used/v1', 'model://used/newest']) await resolve(uri, token)
    const uses = (await acme.events()).filter(
      ({ action, subject }) => action === 'version.use' && subject.uri === 'model://used/v1',
    )
    expect(uses).toMatchObject([{ actor: { kind: 'token' }, after: { how: 'resolve', count: 1 } }])
  })

  it('says what to do when it cannot', async () => {
    await modelOf(ana(), acme.slug, 'waiting')
    await refused('model://waiting/newest').toMatchObject({ code: 'no_versions' })
    await registered(ana(), acme.slug, { model: 'waiting' })
    await refused('model://waiting/latest').toMatchObject({
      kind: 'not_found',
      code: 'nothing_approved',
      message: 'Nothing is approved for waiting yet. Newest is v1, pending.',
      details: { newest: { version: 1, state: 'pending', uri: 'model://waiting/v1' } },
    })
    await refused(`model://waiting/v1@sha256:${'0'.repeat(64)}`).toMatchObject({
      kind: 'conflict',
      code: 'digest_mismatch',
    })
    for (const uri of ['model://waiting/', 'waiting', 's3://a/b', 'run://a/1'])
      await refused(uri).toMatchObject({ kind: 'invalid' })
    for (const uri of ['model://nowhere/v1', 'model://waiting/v7', 'model://waiting/production'])
      await refused(uri).toMatchObject({ kind: 'not_found' })
  })

  it('hides what the caller may not see', async () => {
    await modelOf(ana(), acme.slug, 'closed')
    await registered(ana(), acme.slug, { model: 'closed' })
    const globex = await hub.organization()
    await refused('model://closed/v1', globex.as('admin')).toMatchObject({ kind: 'not_found' })
    await expect(
      resolveUri(globex.as('admin'), { org: globex.slug, uri: `model://${acme.slug}/closed/v1` }),
    ).rejects.toMatchObject({ kind: 'not_found' })
    const accessMode = 'restricted'
    await updateModel(acme.as('maintainer'), { org: acme.slug, model: 'closed', accessMode })
    await refused('model://closed/v1', acme.as('reader')).toMatchObject({ kind: 'not_found' })
    expect(await resolve('model://closed/v1', acme.as('auditor'))).toMatchObject({ version: 1 })
  })
})

describe('resolving a dataset', () => {
  it('answers the version with its files, and latest as the newest', async () => {
    await createDataset(ana(), { org: acme.slug, slug: 'pets' })
    const digest = await uploaded(ana(), acme.slug, 'a,b')
    const files = [{ name: 'a.csv', sha256: digest }]
    await registerDatasetVersion(ana(), { org: acme.slug, dataset: 'pets', version: 'v1', files })
    const answer = await resolve('dataset://pets/latest')
    expect(answer).toEqual({
      uri: 'dataset://pets/v1',
      dataset: 'pets',
      version: 'v1',
      digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      warnings: [],
      files: [
        {
          name: 'a.csv',
          size: 3,
          sha256: digest,
          url: `/api/v1/${acme.slug}/datasets/pets/versions/v1/files/a.csv`,
          uri: expect.stringMatching(/^datum:\/\/[0-9a-f-]{36}$/),
          properties: {},
        },
      ],
    })
    expect(await resolve(`dataset://${acme.slug}/pets/v1`)).toEqual(answer)
    await refused('dataset://pets/v2').toMatchObject({ kind: 'not_found' })
    await refused('dataset://nowhere/v1').toMatchObject({ kind: 'not_found' })
    await refused('dataset://pets/').toMatchObject({ kind: 'invalid' })
  })

  it('answers the files that fit a pattern, and says when none does', async () => {
    await createDataset(ana(), { org: acme.slug, slug: 'photos' })
    const digest = await uploaded(ana(), acme.slug, 'photo')
    const names = ['cats/a.png', 'cats/old/b.png', 'dogs/c.png', 'readme.txt']
    const files = names.map((name) => ({ name, sha256: digest }))
    await registerDatasetVersion(ana(), { org: acme.slug, dataset: 'photos', version: '*1', files })
    const namesOf = async (uri: string) => (await resolve(uri)).files.map(({ name }) => name)
    expect(await namesOf('dataset://photos/latest/cats/*')).toEqual(['cats/a.png'])
    expect(await namesOf('dataset://photos/%2A1/**/*.png')).toEqual(names.slice(0, 3))
    expect(await resolve('dataset://photos/latest/*.txt')).toMatchObject({
      uri: 'dataset://photos/%2A1/*.txt',
    })
    await refused('dataset://photos/latest/*.csv').toMatchObject({
      kind: 'not_found',
      message: 'No file of dataset://photos/%2A1 matches *.csv.',
    })
  })
})

describe('resolving a file', () => {
  it('answers one that a run made, and one that was uploaded', async () => {
    await projectOf(ana(), acme.slug, 'lab')
    const { run } = await ranJob(ana(), acme.slug, 'lab', {
      outputs: { 'out/a.csv': 'made' },
      sidecars: { 'out/a.csv': { rows: 3 } },
    })
    const { outputs } = await getRun(ana(), { org: acme.slug, project: 'lab', run })
    const uri = outputs[0]?.uri ?? ''
    expect(await resolve(uri)).toEqual({
      uri,
      digest: `sha256:${sha256('made')}`,
      warnings: [],
      files: [
        {
          name: 'out/a.csv',
          size: 4,
          sha256: sha256('made'),
          url: `/api/v1/${acme.slug}/files/${uri.slice(8)}/content`,
          uri,
          properties: { rows: 3 },
        },
      ],
    })
    await createDataset(ana(), { org: acme.slug, slug: 'brought' })
    const files = [{ name: 'b.csv', sha256: await uploaded(ana(), acme.slug, 'brought') }]
    const dataset = { org: acme.slug, dataset: 'brought' }
    const made = await registerDatasetVersion(ana(), { ...dataset, version: 'v1', files })
    const [file] = made.files
    expect(await resolve(file?.uri ?? '')).toMatchObject({
      files: [{ name: 'b.csv', uri: file?.uri }],
    })
    await deleteDataset(acme.as('maintainer'), dataset)
    await refused(file?.uri ?? '').toMatchObject({ kind: 'not_found' })
  })

  it('asks for the project of an alias', async () => {
    await refused('datum://best').toMatchObject({
      kind: 'invalid',
      message: 'datum://best is an alias of a project. Say which: project=<name>.',
    })
    await projectOf(ana(), acme.slug, 'bare')
    await expect(
      resolveUri(ana(), { org: acme.slug, uri: 'datum://best', project: 'bare' }),
    ).rejects.toMatchObject({
      kind: 'not_found',
      message: 'The project bare has no file alias best.',
    })
  })
})
