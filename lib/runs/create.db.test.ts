import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDataset } from '../datasets/create'
import { registerDatasetVersion } from '../datasets/register'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { modelOf, registered, sha256, uploaded } from '../testing/registry'
import { approveVersion } from '../versions/decide'
import { createRun } from './create'
import { getRun } from './queries'
import { getReproduction } from './reproduction'
import { projectOf, ranJob } from './testing'

let hub: TestHub
let acme: TestOrganization
const ana = () => acme.as('contributor')
const start = (project: string, inputs: { name: string; uri: string }[] = []) =>
  createRun(ana(), { org: acme.slug, project, inputs })
const input = (uri: string) => [{ name: 'in', uri }]

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
  await projectOf(ana(), acme.slug, 'penguins')
})
afterAll(() => hub.close())

async function eventsOf(uri: string) {
  return (await acme.events()).filter(({ subject }) => subject.uri === uri)
}

async function approvedModel(model: string) {
  await modelOf(ana(), acme.slug, model)
  const version = await registered(ana(), acme.slug, { model, content: `weights of ${model}` })
  await approveVersion(acme.as('approver'), { org: acme.slug, model, version: 1 })
  return version
}

describe('starting a run', () => {
  it('takes no more files than an answer can tell, however often the same', async () => {
    const { slug: org } = acme
    await createDataset(ana(), { org, slug: 'wide', projects: ['penguins'] })
    const digest = await uploaded(ana(), org, 'x')
    const files = Array.from({ length: 600 }, (_, at) => ({ name: `${at}`, sha256: digest }))
    await registerDatasetVersion(ana(), { org, dataset: 'wide', version: 'v1', files })
    const many = Array.from({ length: 1000 }, (_, at) => ({
      name: `i${at}`,
      uri: 'dataset://wide/v1/*9',
    }))
    await expect(start('penguins', many)).rejects.toMatchObject({
      kind: 'invalid',
      message: expect.stringContaining('more than 500000 files together'),
    })
    expect((await start('penguins', many.slice(0, 3))).inputs).toHaveLength(3)
  })

  it('keeps no password of an address that its definition has by default', async () => {
    const addresses = ['https://bot:pw@data.example/a.csv', 'dataset://pets/v1']
    const inputs = [{ name: 'data', default: addresses }, 'odd']
    const definition = { yaml: 'valohai.yaml', step: { name: 'train', inputs } }
    const { run } = await createRun(ana(), { org: acme.slug, project: 'penguins', definition })
    const record = await getReproduction(ana(), { org: acme.slug, project: 'penguins', run })
    expect(record.definition?.step).toEqual({
      name: 'train',
      inputs: [
        { name: 'data', default: ['https://bot:***@data.example/a.csv', 'dataset://pets/v1'] },
        'odd',
      ],
    })
  })

  it('takes the next number, runs at once and leaves one event that says what went in', async () => {
    await projectOf(ana(), acme.slug, 'first')
    const ci = await acme.token('contributor')
    const made = await createRun(ci, {
      org: acme.slug,
      project: 'first',
      step: 'train',
      command: 'node train.mjs',
      commit: { id: 'abc123', branch: 'main', dirty: true, remote: 'https://bot:pw@git.example/x' },
      image: 'node:20',
      packages: [{ name: 'ml-random-forest', version: '2.1.0' }],
      params: { trees: 50, nested: { a: [1, null] } },
    })
    expect(made).toEqual({ run: 1, uri: 'run://first/1', inputs: [] })
    const run = await getRun(ana(), { org: acme.slug, project: 'first', run: 1 })
    expect(run).toMatchObject({
      state: 'running',
      step: 'train',
      command: 'node train.mjs',
      commit: {
        id: 'abc123',
        branch: 'main',
        dirty: true,
        remote: 'https://bot:***@git.example/x',
      },
      packages: [{ name: 'ml-random-forest', version: '2.1.0' }],
      params: { trees: 50, nested: { a: [1, null] } },
      createdBy: { kind: 'token', name: 'contributor token (token of Ana)' },
      finishedAt: null,
    })
    expect(await eventsOf('run://first/1')).toMatchObject([
      {
        action: 'run.create',
        outcome: 'done',
        actor: { kind: 'token' },
        onBehalfOf: acme.personId('contributor'),
        before: null,
        after: { run: 1, step: 'train', commit: 'abc123', image: 'node:20', inputs: [] },
      },
    ])
  })

  it('pins a model by digest, records the use, and hands out its files', async () => {
    const { digest } = await approvedModel('pinned')
    const made = await start('penguins', input('model://pinned/latest'))
    const resolved = `model://pinned/v1@${digest}`
    expect(made.inputs).toEqual([
      {
        name: 'in',
        uri: 'model://pinned/latest',
        resolved,
        kind: 'version',
        files: [
          {
            name: 'model.bin',
            size: 17,
            sha256: sha256('weights of pinned'),
            url: `/api/v1/${acme.slug}/models/pinned/versions/v1/files/model.bin`,
            datum: null,
            properties: {},
          },
        ],
      },
    ])
    const uses = (await eventsOf('model://pinned/v1')).filter((e) => e.action === 'version.use')
    expect(uses).toMatchObject([{ outcome: 'done', after: { run: made.uri, digest } }])
    expect(await eventsOf(made.uri)).toMatchObject([
      { after: { inputs: [{ name: 'in', uri: 'model://pinned/latest', resolved }] } },
    ])
  })

  it('keeps what an input meant when latest moves on', async () => {
    const { digest } = await approvedModel('moves')
    const made = await start('penguins', input('model://moves/latest'))
    await registered(ana(), acme.slug, { model: 'moves', content: 'better' })
    await approveVersion(acme.as('approver'), { org: acme.slug, model: 'moves', version: 2 })
    const run = await getRun(ana(), { org: acme.slug, project: 'penguins', run: made.run })
    expect(run.inputs).toEqual(made.inputs)
    expect(run.inputs[0]?.resolved).toBe(`model://moves/v1@${digest}`)
  })

  it('takes newest, a number, a digest, one file, and several URIs for one name', async () => {
    const { digest } = await approvedModel('many')
    await registered(ana(), acme.slug, { model: 'many', content: 'second' })
    const uris = [
      'model://many/newest',
      `model://${acme.slug}/many/1`,
      `model://many/v1@${digest}`,
      'model://many/v1/model.bin',
    ]
    const { inputs, uri } = await start(
      'penguins',
      uris.map((uri) => ({ name: 'same', uri })),
    )
    expect(inputs.map(({ name }) => name)).toEqual(['same', 'same', 'same', 'same'])
    expect(inputs.map(({ resolved }) => resolved.replace(/@sha256:.{64}/, '@'))).toEqual([
      'model://many/v2@',
      'model://many/v1@',
      'model://many/v1@',
      'model://many/v1@/model.bin',
    ])
    expect(inputs[3]?.files).toHaveLength(1)
    const uses = (await acme.events()).filter((event) => event.after?.run === uri)
    expect(uses.map(({ subject }) => subject.uri)).toEqual(['model://many/v2', 'model://many/v1'])
  })

  it('takes a dataset version, the newest of a dataset, a file of a run and what lies outside', async () => {
    await createDataset(ana(), { org: acme.slug, slug: 'pets' })
    const digest = await uploaded(ana(), acme.slug, 'a,b')
    const files = [{ name: 'data/a b.csv', sha256: digest }]
    await registerDatasetVersion(ana(), { org: acme.slug, dataset: 'pets', version: 'v 1', files })
    const job = await ranJob(ana(), acme.slug, 'penguins', {
      outputs: { 'sub/out.csv': '1,2' },
      sidecars: { 'sub/out.csv': { quality: 0.9 } },
    })
    const before = await getRun(ana(), { org: acme.slug, project: 'penguins', run: job.run })
    const datum = before.outputs[0]?.uri ?? ''
    const { inputs } = await start('penguins', [
      { name: 'named', uri: 'dataset://pets/v%201' },
      { name: 'newest', uri: `dataset://${acme.slug}/pets/latest` },
      { name: 'file', uri: datum },
      { name: 'outside', uri: 's3://bucket/2026/*.csv' },
      { name: 'signed', uri: 'https://u:p@x.example/a?sig=secret' },
    ])
    const url = `/api/v1/${acme.slug}/datasets/pets/versions/v%201/files/data/a%20b.csv`
    const file = {
      name: 'data/a b.csv',
      size: 3,
      sha256: digest,
      url,
      datum: expect.any(String),
      properties: {},
    }
    const kind = 'dataset_version'
    const resolved = 'dataset://pets/v%201'
    expect(inputs).toEqual([
      { name: 'named', uri: 'dataset://pets/v%201', resolved, kind, files: [file] },
      { name: 'newest', uri: `dataset://${acme.slug}/pets/latest`, resolved, kind, files: [file] },
      {
        name: 'file',
        uri: datum,
        resolved: datum,
        kind: 'file',
        files: [
          {
            name: 'sub/out.csv',
            size: 3,
            sha256: sha256('1,2'),
            url: `/api/v1/${acme.slug}/projects/penguins/runs/${job.run}/outputs/sub/out.csv`,
            datum: datum.slice(8),
            properties: { quality: 0.9 },
          },
        ],
      },
      {
        name: 'outside',
        uri: 's3://bucket/2026/*.csv',
        resolved: 's3://bucket/2026/*.csv',
        kind: 'external',
        files: [],
      },
      {
        name: 'signed',
        uri: 'https://u:***@x.example/a?sig=***',
        resolved: 'https://u:***@x.example/a?sig=***',
        kind: 'external',
        files: [],
      },
    ])
  })
})

describe('refusing a run', () => {
  const refused = (uri: string) => expect(start('penguins', input(uri))).rejects

  it('names the input that is no URI', async () => {
    await refused('data.csv').toMatchObject({
      kind: 'invalid',
      message: expect.stringContaining('Input in: Start it with model://'),
      fields: { 'inputs.0.uri': expect.any(String) },
    })
    await refused('model://pinned/latest?at=2026-03-03T00:00:00Z').toMatchObject({
      kind: 'not_found',
      message: expect.stringContaining('Input in: pinned was not there yet'),
    })
  })

  it('says which model, version, alias, file or dataset is not there', async () => {
    await approvedModel('there')
    await createDataset(ana(), { org: acme.slug, slug: 'there' })
    await registerDatasetVersion(ana(), { org: acme.slug, dataset: 'there', version: 'v1' })
    const cases: [string, string][] = [
      ['model://nowhere/latest', 'There is no model nowhere'],
      ['model://there/v9', 'There is no version v9 of there'],
      ['model://there/production', 'there has no alias production'],
      ['model://there/v1/x.bin', 'v1 of there has no file x.bin'],
      ['dataset://nowhere/v1', 'There is no dataset nowhere'],
      ['datum://0198c7a0-0000-7000-8000-000000000000', 'There is no file datum://0198c7a0'],
      ['datum://some-alias', 'The project penguins has no file alias some-alias.'],
      ['dataset://there/v1/*.csv', 'No file of dataset://there/v1 matches *.csv.'],
      ['model://globex/there/v1', 'There is nothing of globex here'],
    ]
    for (const [uri, sentence] of cases)
      await refused(uri).toMatchObject({
        kind: 'not_found',
        message: expect.stringContaining(`Input in: ${sentence}`),
      })
  })

  it('says what is newest where nothing is approved', async () => {
    await modelOf(ana(), acme.slug, 'unapproved')
    await registered(ana(), acme.slug, { model: 'unapproved' })
    await refused('model://unapproved/latest').toMatchObject({
      kind: 'not_found',
      code: 'nothing_approved',
      message: 'Input in: Nothing is approved for unapproved yet. Newest is v1, pending.',
      details: { newest: { version: 1, state: 'pending' } },
    })
  })

  it('refuses content other than the digest that the URI pins', async () => {
    await approvedModel('altered')
    await refused(`model://altered/v1@sha256:${'0'.repeat(64)}`).toMatchObject({
      kind: 'conflict',
      code: 'digest_mismatch',
    })
  })

  it('leaves no run, no number and no event behind when an input fails', async () => {
    await projectOf(ana(), acme.slug, 'clean')
    const before = (await acme.events()).length
    await expect(start('clean', input('model://nowhere/latest'))).rejects.toThrow()
    expect(await acme.events()).toHaveLength(before)
    expect((await start('clean')).run).toBe(1)
  })

  it('refuses a reader with the reason, and records that', async () => {
    await expect(
      createRun(acme.as('reader'), { org: acme.slug, project: 'penguins' }),
    ).rejects.toMatchObject({
      kind: 'forbidden',
      message: expect.stringContaining('contributor role'),
    })
    expect((await acme.events()).at(-1)).toMatchObject({ action: 'run.create', outcome: 'refused' })
  })

  it('refuses a token that may write but not read its inputs', async () => {
    await approvedModel('unread')
    const token = await acme.token('contributor', { scopes: ['write'] })
    const inputs = input('model://unread/latest')
    await expect(
      createRun(token, { org: acme.slug, project: 'penguins', inputs }),
    ).rejects.toMatchObject({ kind: 'forbidden', message: expect.stringContaining('scope read') })
  })

  it('shows another organization nothing', async () => {
    const globex = await hub.organization()
    const theirs = globex.as('admin')
    await expect(createRun(theirs, { org: acme.slug, project: 'penguins' })).rejects.toMatchObject({
      kind: 'not_found',
    })
    await projectOf(theirs, globex.slug, 'penguins')
    await approvedModel('ours')
    const job = await ranJob(ana(), acme.slug, 'penguins', { outputs: { 'a.txt': 'ours' } })
    const { outputs } = await getRun(ana(), { org: acme.slug, project: 'penguins', run: job.run })
    for (const uri of [
      'model://ours/latest',
      `model://${acme.slug}/ours/v1`,
      outputs[0]?.uri ?? '',
    ])
      await expect(
        createRun(theirs, { org: globex.slug, project: 'penguins', inputs: input(uri) }),
      ).rejects.toMatchObject({ kind: 'not_found' })
  })

  it('refuses more inputs and parameters than anyone needs, and text that cannot be kept', async () => {
    const org = acme.slug
    const project = 'penguins'
    const inputs = Array.from({ length: 1001 }, () => ({ name: 'a', uri: 's3://a/b' }))
    const params = Object.fromEntries(Array.from({ length: 501 }, (_, n) => [`p${n}`, n]))
    for (const wrong of [
      { inputs },
      { params },
      { params: { a: '\0' } },
      { params: { a: '\ud800' } },
    ])
      await expect(createRun(ana(), { org, project, ...wrong })).rejects.toMatchObject({
        kind: 'invalid',
      })
  })
})

describe('many runs', () => {
  it('numbers runs that start at once without a gap or a double', async () => {
    await projectOf(ana(), acme.slug, 'busy')
    const made = await Promise.all(Array.from({ length: 20 }, () => start('busy')))
    const numbers = made.map(({ run }) => run).sort((a, b) => a - b)
    expect(numbers).toEqual(Array.from({ length: 20 }, (_, index) => index + 1))
  })

  it('resolves a thousand inputs', async () => {
    await approvedModel('wide')
    const inputs = Array.from({ length: 1000 }, (_, n) => ({
      name: `i${n}`,
      uri: n % 2 ? 'model://wide/latest' : `s3://bucket/${n}`,
    }))
    const made = await start('penguins', inputs)
    expect(made.inputs).toHaveLength(1000)
    expect(made.inputs[999]).toMatchObject({ name: 'i999', kind: 'version' })
  })
})
