import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listDatasetAliasMoves, moveDatasetAlias } from '../aliases/datasets'
import { getDatumAlias, listDatumAliasMoves, moveDatumAlias } from '../aliases/datums'
import { createDataset } from '../datasets/create'
import { archiveDataset } from '../datasets/life'
import { getDataset, getDatasetVersion } from '../datasets/queries'
import { registerDatasetVersion } from '../datasets/register'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { modelOf, uploaded } from '../testing/registry'
import type { Json } from '../view'
import { createRun } from './create'
import { finishRun } from './finish'
import { recordOutput } from './outputs'
import { describeOutputs } from './properties'
import { getRun } from './queries'
import { projectOf, ranJob } from './testing'

let hub: TestHub
let acme: TestOrganization
const ana = () => acme.as('contributor')
const org = () => acme.slug
const datasets = (...entries: Json[]) => ({ 'valohai.dataset-versions': entries })

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
  await projectOf(ana(), acme.slug, 'jobs')
})
afterAll(() => hub.close())

const job = (options: Parameters<typeof ranJob>[3], ctx = ana()) =>
  ranJob(ctx, acme.slug, 'jobs', options)
const runOf = (run: number) => getRun(ana(), { org: org(), project: 'jobs', run })
const versionOf = (dataset: string, version: string) =>
  getDatasetVersion(ana(), { org: org(), dataset, version })
const eventsAbout = async (uri: string) =>
  (await acme.events()).filter(({ subject }) => subject.uri === uri)

async function datasetOf(dataset: string, version: string, files: Record<string, string>) {
  await createDataset(ana(), { org: org(), slug: dataset })
  const list = await Promise.all(
    Object.entries(files).map(async ([name, content]) => ({
      name,
      sha256: await uploaded(ana(), org(), content),
      properties: { from: 'upload' },
    })),
  )
  return registerDatasetVersion(ana(), { org: org(), dataset, version, files: list })
}

describe('a dataset version that a run makes of another', () => {
  it('has the earlier files but for those left out, and its own before them', async () => {
    const v1 = await datasetOf('pets', 'v1', {
      'cats/a.jpg': 'a',
      'cats/bad.jpg': 'bad',
      'dogs/b.jpg': 'b',
      'dogs/old.jpg': 'old',
    })
    const entry = {
      uri: 'dataset://pets/v2',
      from: 'dataset://pets/v1',
      exclude: ['cats/bad.jpg', '**/old.*'],
      targeting_aliases: ['production'],
      packaging: true,
      'valohai.tags': ['clean'],
    }
    const { run, ...finished } = await job({
      outputs: { 'cats/a.jpg': 'better', 'new.jpg': 'n', 'other.txt': 'x' },
      sidecars: {
        'cats/a.jpg': { ...datasets(entry), quality: 0.9 },
        'new.jpg': datasets('dataset://pets/v2'),
      },
    })
    expect(finished).toEqual({ versions: [], datasets: ['dataset://pets/v2'], alerts: [] })
    const { outputs } = await runOf(run)
    const uriOf = (name: string) => outputs.find((output) => output.name === name)?.uri
    const made = await versionOf('pets', 'v2')
    expect(made).toMatchObject({
      previous: 'dataset://pets/v1',
      tags: ['clean'],
      aliases: ['production'],
      run: `run://jobs/${run}`,
      files: [
        { name: 'cats/a.jpg', size: 6, uri: uriOf('cats/a.jpg'), properties: { quality: 0.9 } },
        { name: 'dogs/b.jpg', uri: v1.files[2]?.uri, properties: { from: 'upload' } },
        { name: 'new.jpg', uri: uriOf('new.jpg') },
      ],
    })
    expect(made.files).toHaveLength(3)
    expect(await versionOf('pets', 'production')).toEqual(made)
    expect(await eventsAbout('dataset://pets/v2')).toMatchObject([
      { action: 'dataset_version.register', after: { from: 'dataset://pets/v1', files: 3 } },
    ])
    expect(await eventsAbout('dataset://pets/production')).toMatchObject([
      { action: 'dataset_alias.move', before: null, after: { version: 'v2' } },
    ])
  })

  it('moves an alias that is there, which its history tells', async () => {
    await datasetOf('moved', 'v1', {})
    const alias = { org: org(), dataset: 'moved', alias: 'production' }
    await moveDatasetAlias(ana(), { ...alias, version: 'v1' })
    const entry = { uri: 'dataset://moved/v2', targeting_aliases: ['production'] }
    const { alerts } = await job({
      outputs: { 'a.csv': 'moved' },
      sidecars: { 'a.csv': datasets(entry) },
    })
    expect(alerts).toEqual([])
    expect(await getDataset(ana(), alias)).toMatchObject({
      aliases: [{ name: 'production', version: 'v2' }],
    })
    const { items } = await listDatasetAliasMoves(ana(), alias)
    expect(items).toMatchObject([
      { alias: 'production', to: 'dataset://moved/v2', by: { name: 'Ana' } },
      { alias: 'production', to: 'dataset://moved/v1' },
    ])
    expect((await eventsAbout('dataset://moved/production')).at(-1)).toMatchObject({
      before: { version: 'v1' },
      after: { version: 'v2' },
    })
  })

  it('is made in the projects that are named, of a dataset that is new', async () => {
    await projectOf(ana(), org(), 'zoo')
    const entry = { uri: 'dataset://homed/v1', associated_project_ids: ['zoo', 'nowhere'] }
    const { alerts, datasets: made } = await job({
      outputs: { 'a.csv': 'homed' },
      sidecars: { 'a.csv': datasets(entry) },
    })
    expect(made).toEqual(['dataset://homed/v1'])
    expect(alerts).toEqual([
      {
        code: 'project_unknown',
        message: 'There is no project nowhere in use, so no dataset is made in it.',
      },
    ])
    expect(await getDataset(ana(), { org: org(), dataset: 'homed' })).toMatchObject({
      projects: ['zoo'],
    })
  })
})

describe('what cannot be made', () => {
  it.each([
    [
      'a version that is there',
      'dataset_version_exists',
      { uri: 'dataset://there/v1' },
      'dataset://there/v1: dataset://there/v1 exists already and never changes. Choose another name.',
    ],
    [
      'a version named like an alias',
      'dataset_not_writable',
      { uri: 'dataset://there/live' },
      'dataset://there/live: dataset://there/live is an alias, so no version can be. Choose another name.',
    ],
    [
      'a beginning that is not there',
      'dataset_not_writable',
      { uri: 'dataset://there/v2', from: 'dataset://there/v9' },
      'dataset://there/v2: There is no version or alias v9 of the dataset there.',
    ],
    [
      'an archived dataset',
      'dataset_not_writable',
      { uri: 'dataset://asleep/v2' },
      'dataset://asleep/v2: The dataset asleep is archived. Restore it first.',
    ],
    [
      'files that cannot lie side by side',
      'dataset_not_writable',
      { uri: 'dataset://there/v3', from: 'dataset://there/v1' },
      'dataset://there/v3: files: a.csv is both a file and a folder.',
    ],
  ])('is an alert, and the outputs stay: %s', async (_, code, entry, message) => {
    if ((await eventsAbout('dataset://there/')).length === 0) {
      await datasetOf('there', 'v1', { 'a.csv': 'there' })
      await moveDatasetAlias(ana(), { org: org(), dataset: 'there', alias: 'live', version: 'v1' })
      await datasetOf('asleep', 'v1', {})
      await archiveDataset(acme.as('maintainer'), { org: org(), dataset: 'asleep' })
    }
    const { run, ...finished } = await job({
      outputs: { 'a.csv/b.csv': 'kept' },
      sidecars: { 'a.csv/b.csv': datasets(entry) },
    })
    expect(finished).toEqual({ versions: [], datasets: [], alerts: [{ code, message }] })
    expect(await runOf(run)).toMatchObject({
      state: 'completed',
      alerts: [{ code }],
      outputs: [{ name: 'a.csv/b.csv', properties: datasets(entry) }],
    })
  })

  it('leaves the version where only an alias cannot be moved', async () => {
    await datasetOf('half', 'v1', {})
    const entry = { uri: 'dataset://half/next', targeting_aliases: ['next', 'fine'] }
    const { alerts } = await job({
      outputs: { 'a.csv': 'half' },
      sidecars: { 'a.csv': datasets(entry) },
    })
    expect(alerts).toEqual([
      {
        code: 'alias_not_moved',
        message:
          'dataset://half/next: half has a version named next, so no alias can be. Choose another name.',
      },
    ])
    expect(await versionOf('half', 'fine')).toMatchObject({ version: 'next' })
  })

  it('is an alert for a token that is limited to models, whose outputs stay', async () => {
    await modelOf(ana(), org(), 'only')
    const created = (await acme.events()).find(({ subject }) => subject.uri === 'model://only/')
    const token = await acme.token('contributor', { modelIds: [created?.subject.id ?? ''] })
    const entry = { uri: 'dataset://by-token/v1', targeting_aliases: ['production'] }
    const sidecars = { 'a.csv': { ...datasets(entry), 'valohai.alias': 'by-token' } }
    const { run, alerts } = await job({ outputs: { 'a.csv': 'token' }, sidecars }, token)
    expect(alerts.map(({ code }) => code)).toEqual(['alias_not_moved', 'alias_not_moved'])
    expect(alerts[1]?.message).toBe(
      'datum://by-token: This token is limited to chosen models, and this belongs to others too.',
    )
    expect((await runOf(run)).outputs).toHaveLength(1)
  })

  it('makes one version of the same name for two runs that finish at once', async () => {
    await createDataset(ana(), { org: org(), slug: 'raced' })
    const entry = { uri: 'dataset://raced/v1', targeting_aliases: ['best'] }
    const run = (content: string) =>
      job({ outputs: { 'a.csv': content }, sidecars: { 'a.csv': datasets(entry) } })
    const ended = await Promise.all(['one', 'two', 'three'].map(run))
    expect(ended.filter(({ datasets }) => datasets.length === 1)).toHaveLength(1)
    const codes = ended.flatMap(({ alerts }) => alerts.map(({ code }) => code))
    expect(codes).toEqual(['dataset_version_exists', 'dataset_version_exists'])
    expect(await eventsAbout('dataset://raced/best')).toHaveLength(1)
  })
})

describe('an alias of a file', () => {
  it('is made, moves with the next run, and means the file to runs of the project', async () => {
    const sidecars = { 'model.bin': { 'valohai.alias': 'model-prod' } }
    const first = await job({ outputs: { 'model.bin': 'one' }, sidecars })
    const second = await job({ outputs: { 'model.bin': 'two' }, sidecars })
    expect([first.alerts, second.alerts]).toEqual([[], []])
    const uris = await Promise.all(
      [first, second].map(async ({ run }) => (await runOf(run)).outputs[0]?.uri ?? ''),
    )
    const ref = { org: org(), project: 'jobs', alias: 'model-prod' }
    expect(await getDatumAlias(ana(), ref)).toMatchObject({
      uri: 'datum://model-prod',
      file: uris[1],
    })
    const { items } = await listDatumAliasMoves(ana(), ref)
    expect(items.map(({ to }) => to)).toEqual([uris[1], uris[0]])
    expect(await eventsAbout('datum://model-prod')).toMatchObject([
      { action: 'datum_alias.move', before: null, after: { file: uris[0] } },
      { action: 'datum_alias.move', before: { file: uris[0] }, after: { file: uris[1] } },
    ])
    const taking = await createRun(ana(), {
      org: org(),
      project: 'jobs',
      inputs: [{ name: 'model', uri: 'datum://model-prod' }],
    })
    expect(taking.inputs).toMatchObject([
      { uri: 'datum://model-prod', resolved: uris[1], files: [{ name: 'model.bin', size: 3 }] },
    ])
  })

  it('follows exactly one of the runs that move it at once, and every move is told', async () => {
    const run = (content: string) =>
      job({
        outputs: { 'a.bin': content },
        sidecars: { 'a.bin': { 'valohai.alias': 'contested' } },
      })
    await Promise.all(['1', '2', '3', '4'].map(run))
    const events = await eventsAbout('datum://contested')
    expect(events).toHaveLength(4)
    expect(events[0]?.before).toBeNull()
    for (const [at, event] of events.slice(1).entries())
      expect(event.before).toEqual(events[at]?.after)
  })
})

async function started(...names: string[]) {
  const { run } = await createRun(ana(), { org: org(), project: 'jobs' })
  const ref = { org: org(), project: 'jobs', run }
  for (const name of names) {
    const sha256 = await uploaded(ana(), org(), `${run} ${name}`)
    await recordOutput(ana(), { ...ref, name, sha256 })
  }
  return ref
}

describe('an output of a run under way', () => {
  it('is not replaced once an alias points at it or a dataset version holds it', async () => {
    const ref = await started('a.bin', 'b.bin')
    const [a, b] = (await runOf(ref.run)).outputs
    await moveDatumAlias(ana(), { ...ref, alias: 'early', datum: a?.uri ?? '' })
    await createDataset(ana(), { org: org(), slug: 'early' })
    const files = [{ datum: b?.uri ?? '' }]
    await registerDatasetVersion(ana(), { org: org(), dataset: 'early', version: 'v1', files })
    const sha256 = await uploaded(ana(), org(), 'other')
    const replace = (name: string) => expect(recordOutput(ana(), { ...ref, name, sha256 })).rejects
    await replace('a.bin').toMatchObject({
      message: 'a.bin is what the alias early points at, so it stays as it is. Rename it.',
    })
    await replace('b.bin').toMatchObject({
      message: 'b.bin is part of a dataset version, so it stays as it is. Rename it.',
    })
  })
})

describe('properties of outputs', () => {
  it('may come in parts, and count together when the run finishes', async () => {
    const ref = await started('a.csv', 'b.csv')
    await describeOutputs(ana(), { ...ref, files: { 'a.csv': datasets('dataset://parts/v1') } })
    await describeOutputs(ana(), { ...ref, files: { 'a.csv': { rows: 3 }, 'b.csv': { rows: 1 } } })
    const { datasets: made } = await finishRun(ana(), {
      ...ref,
      state: 'completed',
      sidecars: { 'b.csv': { ...datasets('dataset://parts/v1'), rows: 2 } },
    })
    expect(made).toEqual(['dataset://parts/v1'])
    expect((await versionOf('parts', 'v1')).files).toMatchObject([
      { name: 'a.csv', properties: { rows: 3 } },
      { name: 'b.csv', properties: { rows: 2 } },
    ])
  })

  it('are refused where they would be more than a run can be looked at with', async () => {
    const ref = await started('a.csv')
    const text = 'x'.repeat(22 * 1024 * 1024)
    const say = (key: string) =>
      describeOutputs(ana(), { ...ref, files: { 'a.csv': { [key]: text } } })
    await say('a')
    await say('b')
    await expect(say('c')).rejects.toMatchObject({ kind: 'too_large' })
    const [output] = (await runOf(ref.run)).outputs
    expect(Object.keys(output?.properties ?? {})).toEqual(['a', 'b'])
  })

  it('are refused whole for a file that is not there, from another person, and after the end', async () => {
    const ref = await started('a.csv')
    const say = (files: Record<string, Record<string, Json>>, ctx = ana()) =>
      expect(describeOutputs(ctx, { ...ref, files })).rejects
    await say({ 'a.csv': { rows: 1 }, 'b.csv': {} }).toMatchObject({
      kind: 'not_found',
      details: { missing: ['b.csv'] },
    })
    expect((await runOf(ref.run)).outputs).toMatchObject([{ properties: {} }])
    await say({ 'a.csv': {} }, acme.as('maintainer')).toMatchObject({ kind: 'forbidden' })
    expect((await acme.events()).at(-1)).toMatchObject({
      action: 'run.report',
      outcome: 'refused',
    })
    await finishRun(ana(), { ...ref, state: 'completed' })
    await say({ 'a.csv': {} }).toMatchObject({ kind: 'conflict', code: 'run_finished' })
  })

  it('are kept and make nothing where that is said', async () => {
    const ref = await started('a.csv')
    const sidecars = {
      'a.csv': {
        ...datasets('dataset://nothing/v1'),
        'valohai.model-versions': ['model://nothing/'],
        'valohai.alias': 'nothing',
      },
    }
    const end = { ...ref, state: 'completed' as const, sidecars, register: false }
    expect(await finishRun(ana(), end)).toEqual({ versions: [], datasets: [], alerts: [] })
    expect((await runOf(ref.run)).outputs).toMatchObject([{ properties: sidecars['a.csv'] }])
    await expect(getDataset(ana(), { org: org(), dataset: 'nothing' })).rejects.toMatchObject({
      kind: 'not_found',
    })
  })
})
