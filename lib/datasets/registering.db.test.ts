import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { moveDatumAlias } from '../aliases/datums'
import { getFile } from '../files/get'
import { createRun } from '../runs/create'
import { getRun } from '../runs/queries'
import { projectOf, ranJob } from '../runs/testing'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { modelOf, sha256, uploaded } from '../testing/registry'
import { registerVersion } from '../versions/register'
import { createDataset } from './create'
import { getDatasetDiff } from './diff'
import { listDatasetFiles } from './files'
import { getDatasetVersion, listDatasets } from './queries'
import { registerDatasetVersion } from './register'
import { updateDataset, updateDatasetVersion } from './update'

let hub: TestHub
let acme: TestOrganization
const ana = () => acme.as('contributor')
const of = (dataset: string) => ({ org: acme.slug, dataset })

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
  await projectOf(ana(), acme.slug, 'zoo')
})
afterAll(() => hub.close())

const eventsOf = async (uri: string) =>
  (await acme.events()).filter(({ subject }) => subject.uri === uri)

async function filesOf(content: Record<string, string>) {
  return Promise.all(
    Object.entries(content).map(async ([name, text]) => ({
      name,
      sha256: await uploaded(ana(), acme.slug, text),
    })),
  )
}

const register = async (dataset: string, version: string, extra: object = {}) =>
  registerDatasetVersion(ana(), { ...of(dataset), version, ...extra })

describe('a version that begins with another', () => {
  it('keeps the files with their ids, but for those left out and those it has itself', async () => {
    await createDataset(ana(), { org: acme.slug, slug: 'grown' })
    const first = await register('grown', 'v1', {
      files: await filesOf({ 'a.csv': '1', 'b.csv': '2', 'x/c.tmp': '3', 'd.csv': '4' }),
    })
    const second = await register('grown', 'v2', {
      from: 'v1',
      exclude: ['d.csv', '**/*.tmp'],
      files: await filesOf({ 'b.csv': 'other' }),
      description: 'Without what was wrong.',
      properties: { checked: true },
      aliases: ['production'],
    })
    const uris = new Map(first.files.map(({ name, uri }) => [name, uri]))
    expect(second).toMatchObject({
      previous: 'dataset://grown/v1',
      description: 'Without what was wrong.',
      properties: { checked: true },
      aliases: ['production'],
      files: [
        { name: 'a.csv', uri: uris.get('a.csv') },
        { name: 'b.csv', sha256: sha256('other') },
      ],
    })
    expect(second.files).toHaveLength(2)
    expect(second.files[1]?.uri).not.toBe(uris.get('b.csv'))
    expect(await eventsOf('dataset://grown/v2')).toMatchObject([
      { after: { from: 'dataset://grown/v1', taken: 2, files: 2, properties: { checked: true } } },
    ])
    expect(await eventsOf('dataset://grown/production')).toMatchObject([
      { action: 'dataset_alias.move', after: { version: 'v2' } },
    ])
  })

  it('is refused whole with a sentence', async () => {
    await createDataset(ana(), { org: acme.slug, slug: 'careful' })
    await register('careful', 'v1', { files: await filesOf({ 'a.csv': 'careful' }) })
    const refused = (version: string, extra: object) =>
      expect(register('careful', version, extra)).rejects
    await refused('v2', { exclude: ['a'] }).toMatchObject({ kind: 'invalid' })
    await refused('v2', { from: 'v9' }).toMatchObject({ kind: 'not_found' })
    await refused('v2', { from: 'dataset://careful/' }).toMatchObject({ kind: 'invalid' })
    await refused('v2', { from: 'dataset://globex/careful/v1' }).toMatchObject({
      kind: 'not_found',
    })
    await refused('v2', { aliases: ['latest'] }).toMatchObject({ kind: 'invalid' })
    await refused('v2', { from: 'v1', exclude: Array(31).fill('*') }).toMatchObject({
      message: 'exclude: At most 30 patterns; names without a star may be more.',
    })
    await refused('v2', { from: 'v1', exclude: ['a*'.repeat(21)] }).toMatchObject({
      message: 'exclude: A pattern has at most 20 stars.',
    })
    await refused('v2', { aliases: ['fine', 'v1'] }).toMatchObject({ kind: 'invalid' })
    await refused('v2', { aliases: ['fine', 'v-2'], files: [{ name: 'x' }] }).toMatchObject({
      message: 'files.0: Give a name and a sha256, or a datum:// URI.',
    })
    await expect(
      getDatasetVersion(ana(), { ...of('careful'), version: 'v2' }),
    ).rejects.toMatchObject({ kind: 'not_found' })
  })

  it('moves no alias with a token that is limited to models, and is not made then', async () => {
    await createDataset(ana(), { org: acme.slug, slug: 'limited' })
    await modelOf(ana(), acme.slug, 'only')
    const id = (await eventsOf('model://only/'))[0]?.subject.id ?? ''
    const token = await acme.token('contributor', { modelIds: [id] })
    const attempt = registerDatasetVersion(token, {
      ...of('limited'),
      version: 'v1',
      aliases: ['production'],
    })
    await expect(attempt).rejects.toMatchObject({ kind: 'forbidden' })
    expect((await acme.events()).at(-1)).toMatchObject({
      action: 'dataset_version.register',
      outcome: 'refused',
    })
  })
})

describe('a file that is there', () => {
  it('stays the same file in a dataset, by its id or an alias, under any name', async () => {
    const { run } = await ranJob(ana(), acme.slug, 'zoo', {
      outputs: { 'out/a.csv': 'made by a run' },
      sidecars: { 'out/a.csv': { rows: 3, 'valohai.alias': 'best-rows' } },
    })
    const { outputs } = await getRun(ana(), { org: acme.slug, project: 'zoo', run })
    const uri = outputs[0]?.uri ?? ''
    await createDataset(ana(), { org: acme.slug, slug: 'adopted' })
    const made = await register('adopted', 'v1', {
      files: [{ datum: uri }, { datum: 'datum://best-rows', name: 'b.csv', properties: {} }],
      project: 'zoo',
    })
    expect(made.files).toMatchObject([
      { name: 'b.csv', uri, properties: {} },
      { name: 'out/a.csv', uri, properties: { rows: 3 } },
    ])
    const seen = await getFile(acme.as('reader'), { org: acme.slug, datum: uri.slice(8) })
    expect(seen).toMatchObject({
      name: 'out/a.csv',
      size: 13,
      run: `run://zoo/${run}`,
      properties: { rows: 3 },
      datasetVersions: ['dataset://adopted/v1'],
      versions: [],
      aliases: [{ project: 'zoo', name: 'best-rows' }],
    })
  })

  it('becomes part of a model version by its digest alone', async () => {
    await createDataset(ana(), { org: acme.slug, slug: 'shared' })
    const mia = acme.as('maintainer')
    const digest = await uploaded(mia, acme.slug, 'brought by another')
    const files = [{ name: 'w.bin', sha256: digest }]
    const made = await registerDatasetVersion(mia, { ...of('shared'), version: 'v1', files })
    await modelOf(ana(), acme.slug, 'adopting')
    const version = await registerVersion(ana(), { org: acme.slug, model: 'adopting', files })
    expect(version.files).toMatchObject([{ name: 'w.bin', size: 18 }])
    const datum = made.files[0]?.uri.slice(8) ?? ''
    expect(await getFile(ana(), { org: acme.slug, datum })).toMatchObject({
      run: null,
      versions: ['model://adopting/v1'],
      datasetVersions: ['dataset://shared/v1'],
    })
  })

  it('is found by nobody else', async () => {
    const datum = (await register('shared', 'v2', { files: await filesOf({ a: 'a' }) })).files[0]
    const id = datum?.uri.slice(8) ?? ''
    const globex = await hub.organization()
    await expect(
      getFile(globex.as('admin'), { org: globex.slug, datum: id }),
    ).rejects.toMatchObject({ kind: 'not_found' })
    await projectOf(globex.as('admin'), globex.slug, 'theirs')
    await expect(
      moveDatumAlias(globex.as('admin'), {
        org: globex.slug,
        project: 'theirs',
        alias: 'ours',
        datum: id,
      }),
    ).rejects.toMatchObject({ kind: 'not_found' })
    await expect(
      createRun(globex.as('admin'), {
        org: globex.slug,
        project: 'theirs',
        inputs: [{ name: 'in', uri: `datum://${id}` }],
      }),
    ).rejects.toMatchObject({ kind: 'not_found' })
  })
})

describe('what differs between versions', () => {
  it('is counted and paged by name', async () => {
    await createDataset(ana(), { org: acme.slug, slug: 'compared' })
    const files = { a: '1', b: '2', c: '3', d: '4' }
    await register('compared', 'v1', { files: await filesOf(files) })
    await register('compared', 'v2', {
      files: await filesOf({ b: '2', c: 'new', d: 'new', e: '5' }),
    })
    const ref = { ...of('compared'), version: 'v2', from: 'v1', limit: 3 }
    const first = await getDatasetDiff(acme.as('reader'), ref)
    expect(first).toMatchObject({
      from: 'dataset://compared/v1',
      to: 'dataset://compared/v2',
      added: 1,
      removed: 1,
      changed: 2,
      unchanged: 1,
      items: [
        { name: 'a', change: 'removed', before: { sha256: sha256('1') }, after: null },
        { name: 'c', change: 'changed', before: { size: 1 }, after: { size: 3 } },
        { name: 'd', change: 'changed' },
      ],
    })
    const rest = await getDatasetDiff(ana(), { ...ref, cursor: first.nextCursor ?? '' })
    expect(rest.items).toMatchObject([{ name: 'e', change: 'added', before: null }])
    expect(rest.nextCursor).toBeNull()
    const same = await getDatasetDiff(ana(), { ...ref, from: 'dataset://compared/latest' })
    expect(same).toMatchObject({ added: 0, removed: 0, changed: 0, unchanged: 4, items: [] })
    await expect(getDatasetDiff(ana(), { ...ref, from: 'v9' })).rejects.toMatchObject({
      kind: 'not_found',
    })
  })

  it('is told of files with the longest names, page by page', async () => {
    const long = (letter: string) => `${letter.repeat(250)}/`.repeat(4) + letter
    const names = ['ä', 'b'].map(long)
    await createDataset(ana(), { org: acme.slug, slug: 'long' })
    await register('long', 'v1', { files: await filesOf({ [names[1] ?? '']: 'b', x: 'x' }) })
    const page = await listDatasetFiles(ana(), { ...of('long'), version: 'v1', limit: 1 })
    const cursor = page.nextCursor ?? ''
    const next = await listDatasetFiles(ana(), { ...of('long'), version: 'v1', limit: 1, cursor })
    expect([...page.items, ...next.items].map(({ name }) => name)).toEqual([names[1], 'x'])
    const found = await listDatasetFiles(ana(), { ...of('long'), version: 'v1', q: 'X' })
    expect(found.items.map(({ name }) => name)).toEqual(['x'])
  })
})

describe('editing', () => {
  it('changes what is said of a dataset and of a version, and records it', async () => {
    await createDataset(ana(), { org: acme.slug, slug: 'edited' })
    await register('edited', 'v1')
    const dataset = await updateDataset(ana(), {
      ...of('edited'),
      description: 'Rows',
      tags: ['raw'],
      properties: { source: 'survey' },
      projects: ['zoo'],
    })
    expect(dataset).toMatchObject({
      description: 'Rows',
      tags: ['raw'],
      properties: { source: 'survey' },
      projects: ['zoo'],
    })
    const version = await updateDatasetVersion(ana(), {
      ...of('edited'),
      version: 'latest',
      tags: ['checked'],
    })
    expect(version).toMatchObject({ version: 'v1', tags: ['checked'], description: '' })
    expect((await eventsOf('dataset://edited/')).at(-1)).toMatchObject({
      action: 'dataset.update',
      before: { description: '', tags: [], properties: {}, projectIds: [] },
      after: { description: 'Rows', tags: ['raw'], properties: { source: 'survey' } },
    })
    expect((await eventsOf('dataset://edited/v1')).at(-1)).toMatchObject({
      action: 'dataset_version.update',
      before: { tags: [] },
      after: { tags: ['checked'] },
    })
    const { items } = await listDatasets(ana(), { org: acme.slug, q: 'EDIT', tag: 'raw' })
    expect(items.map(({ slug }) => slug)).toEqual(['edited'])
    const none = await listDatasets(ana(), { org: acme.slug, tag: 'cooked' })
    expect(none.items).toEqual([])
  })

  it('is refused to readers, for unknown projects, and without anything to change', async () => {
    await createDataset(ana(), { org: acme.slug, slug: 'fixed' })
    await register('fixed', 'v1')
    const reader = acme.as('reader')
    await expect(updateDataset(reader, { ...of('fixed'), tags: [] })).rejects.toMatchObject({
      kind: 'forbidden',
    })
    expect((await acme.events()).at(-1)).toMatchObject({
      action: 'dataset.update',
      outcome: 'refused',
    })
    const v1 = { ...of('fixed'), version: 'v1' }
    await expect(updateDatasetVersion(reader, { ...v1, tags: [] })).rejects.toMatchObject({
      kind: 'forbidden',
    })
    await expect(updateDataset(ana(), of('fixed'))).rejects.toMatchObject({ kind: 'invalid' })
    await expect(updateDatasetVersion(ana(), v1)).rejects.toMatchObject({ kind: 'invalid' })
    await expect(
      updateDataset(ana(), { ...of('fixed'), projects: ['nowhere'] }),
    ).rejects.toMatchObject({ kind: 'not_found' })
    await expect(
      updateDataset(ana(), { ...of('fixed'), properties: { long: 'x'.repeat(100_001) } }),
    ).rejects.toMatchObject({ kind: 'invalid' })
  })
})
