import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { manifestDigest } from '../files/manifest'
import { projectOf, ranJob } from '../runs/testing'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { sha256, uploaded } from '../testing/registry'
import { createDataset } from './create'
import { findDatasetFile } from './files'
import { getDataset, getDatasetVersion, listDatasets, listDatasetVersions } from './queries'
import { registerDatasetVersion } from './register'

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

async function register(dataset: string, version: string, files: Record<string, string> = {}) {
  const list = await Promise.all(
    Object.entries(files).map(async ([name, content]) => ({
      name,
      sha256: await uploaded(ana(), acme.slug, content),
    })),
  )
  return registerDatasetVersion(ana(), { ...of(dataset), version, files: list })
}

const eventsOf = async (uri: string) =>
  (await acme.events()).filter(({ subject }) => subject.uri === uri)

describe('making a dataset', () => {
  it('answers with it and leaves one event', async () => {
    const made = await createDataset(ana(), {
      org: acme.slug,
      slug: 'pets',
      description: 'Cats and dogs',
      projects: ['zoo'],
      tags: ['raw'],
      properties: { source: 'survey' },
    })
    expect(made).toEqual({
      slug: 'pets',
      uri: 'dataset://pets/',
      description: 'Cats and dogs',
      life: 'live',
      tags: ['raw'],
      properties: { source: 'survey' },
      projects: ['zoo'],
      latest: null,
      versionCount: 0,
      aliases: [],
      createdBy: { id: acme.personId('contributor'), kind: 'person', name: 'Ana' },
      createdAt: expect.any(String),
    })
    expect(await getDataset(acme.as('reader'), of('pets'))).toEqual({
      ...made,
      abilities: expect.objectContaining({ update: { ok: false, reason: expect.any(String) } }),
    })
    expect(await eventsOf('dataset://pets/')).toMatchObject([
      { action: 'dataset.create', outcome: 'done', before: null, after: { slug: 'pets' } },
    ])
  })

  it('refuses a taken name, a name that is no slug, an unknown project and a reader', async () => {
    await createDataset(ana(), { org: acme.slug, slug: 'taken' })
    const make = (slug: string, extra = {}) =>
      expect(createDataset(ana(), { org: acme.slug, slug, ...extra })).rejects
    await make('taken').toMatchObject({ kind: 'conflict' })
    await make('Not A Slug').toMatchObject({ kind: 'invalid' })
    await make('fine', { projects: ['nowhere'] }).toMatchObject({ kind: 'not_found' })
    await expect(
      createDataset(acme.as('reader'), { org: acme.slug, slug: 'mine' }),
    ).rejects.toMatchObject({ kind: 'forbidden' })
    expect((await acme.events()).at(-1)).toMatchObject({
      action: 'dataset.create',
      outcome: 'refused',
    })
  })
})

describe('making a version of a dataset', () => {
  it('keeps its files under one digest and leaves one event', async () => {
    await createDataset(ana(), { org: acme.slug, slug: 'births' })
    const made = await register('births', 'v1', { 'b.csv': 'bb', 'a/a.csv': 'a' })
    const files = [
      { name: 'a/a.csv', size: 1, sha256: sha256('a') },
      { name: 'b.csv', size: 2, sha256: sha256('bb') },
    ]
    const digest = `sha256:${manifestDigest(files)}`
    const url = `/api/v1/${acme.slug}/datasets/births/versions/v1/files`
    expect(made).toMatchObject({
      dataset: 'births',
      version: 'v1',
      uri: 'dataset://births/v1',
      digest,
      run: null,
      files: files.map((file) => ({ ...file, url: `${url}/${file.name}` })),
    })
    expect(await getDatasetVersion(acme.as('reader'), { ...of('births'), version: 'v1' })).toEqual(
      made,
    )
    expect(
      await findDatasetFile(acme.as('reader'), { ...of('births'), version: 'v1', name: 'a/a.csv' }),
    ).toEqual(files[0])
    expect(await eventsOf('dataset://births/v1')).toMatchObject([
      {
        action: 'dataset_version.register',
        before: null,
        after: { version: 'v1', digest, files: 2 },
      },
    ])
  })

  it('takes any name a URI can carry, and latest is the newest made', async () => {
    await createDataset(ana(), { org: acme.slug, slug: 'names' })
    await register('names', '2026 final (2)')
    await register('names', 'älter')
    const latest = await getDatasetVersion(ana(), { ...of('names'), version: 'latest' })
    expect(latest).toMatchObject({ version: 'älter', uri: 'dataset://names/%C3%A4lter' })
    expect(await getDataset(ana(), of('names'))).toMatchObject({ latest: 'älter' })
  })

  it('never changes a version that exists', async () => {
    await createDataset(ana(), { org: acme.slug, slug: 'fixed' })
    await register('fixed', 'v1', { 'a.csv': 'one' })
    await expect(register('fixed', 'v1', { 'a.csv': 'two' })).rejects.toMatchObject({
      kind: 'conflict',
      code: 'dataset_version_exists',
    })
  })

  it('makes each of many at once, the same name only once', async () => {
    await createDataset(ana(), { org: acme.slug, slug: 'raced' })
    const names = ['a', 'b', 'c', 'same', 'same', 'same']
    const made = await Promise.allSettled(names.map((name) => register('raced', name)))
    expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(4)
    const { items } = await listDatasetVersions(ana(), of('raced'))
    expect(items.map(({ version }) => version).sort()).toEqual(['a', 'b', 'c', 'same'])
  })

  it('refuses names with a meaning, files that cannot lie side by side and unknown bytes', async () => {
    await createDataset(ana(), { org: acme.slug, slug: 'strict' })
    const digest = await uploaded(ana(), acme.slug, 'x')
    const attempt = (version: string, names: string[], sha = digest) =>
      expect(
        registerDatasetVersion(ana(), {
          ...of('strict'),
          version,
          files: names.map((name) => ({ name, sha256: sha })),
        }),
      ).rejects
    await attempt('latest', []).toMatchObject({ kind: 'invalid' })
    await attempt('a/b', []).toMatchObject({ kind: 'invalid' })
    await attempt('v1', ['a', 'a']).toMatchObject({ kind: 'invalid' })
    await attempt('v1', ['a', 'a/b']).toMatchObject({ kind: 'invalid' })
    await attempt('v1', ['../a']).toMatchObject({ kind: 'invalid' })
    await attempt('v1', ['a'], sha256('nobody has this')).toMatchObject({ kind: 'not_found' })
    await expect(
      registerDatasetVersion(acme.as('reader'), { ...of('strict'), version: 'v1' }),
    ).rejects.toMatchObject({ kind: 'forbidden' })
  })
})

describe('reading datasets', () => {
  it('pages through datasets and versions, newest first', async () => {
    const other = await hub.organization()
    const who = other.as('contributor')
    for (const slug of ['a', 'b', 'c']) await createDataset(who, { org: other.slug, slug })
    const first = await listDatasets(who, { org: other.slug, limit: 2 })
    const second = await listDatasets(who, {
      org: other.slug,
      limit: 2,
      cursor: first.nextCursor ?? '',
    })
    const slugs = [...first.items, ...second.items].map(({ slug }) => slug)
    expect(slugs).toEqual(['c', 'b', 'a'])
    expect(second.nextCursor).toBeNull()

    for (const version of ['1', '2', '3'])
      await registerDatasetVersion(who, { org: other.slug, dataset: 'a', version })
    const ref = { org: other.slug, dataset: 'a', limit: 2 }
    const page = await listDatasetVersions(who, ref)
    expect(page.items).toMatchObject([{ version: '3', fileCount: 0, size: 0 }, { version: '2' }])
    const rest = await listDatasetVersions(who, { ...ref, cursor: page.nextCursor ?? '' })
    expect(rest.items.map(({ version }) => version)).toEqual(['1'])
  })

  it('narrows to the datasets of a project', async () => {
    await projectOf(ana(), acme.slug, 'narrow')
    await ranJob(ana(), acme.slug, 'narrow', {
      outputs: { 'a.csv': 'a' },
      sidecars: { 'a.csv': { 'valohai.dataset-versions': ['dataset://of-narrow/v1'] } },
    })
    const { items } = await listDatasets(ana(), { org: acme.slug, project: 'narrow' })
    expect(items.map(({ slug, latest }) => [slug, latest])).toEqual([['of-narrow', 'v1']])
  })

  it('shows other organizations nothing', async () => {
    await createDataset(ana(), { org: acme.slug, slug: 'ours' })
    await register('ours', 'v1', { 'a.csv': 'a' })
    const globex = (await hub.organization()).as('admin')
    const ref = { ...of('ours'), version: 'v1' }
    for (const read of [
      () => listDatasets(globex, { org: acme.slug }),
      () => getDataset(globex, of('ours')),
      () => listDatasetVersions(globex, of('ours')),
      () => getDatasetVersion(globex, ref),
      () => findDatasetFile(globex, { ...ref, name: 'a.csv' }),
      () => registerDatasetVersion(globex, { ...ref, version: 'v2' }),
    ])
      await expect(read()).rejects.toMatchObject({ kind: 'not_found' })
  })

  it('says what is not there', async () => {
    await createDataset(ana(), { org: acme.slug, slug: 'empty' })
    const get = (dataset: string, version: string) =>
      expect(getDatasetVersion(ana(), { ...of(dataset), version })).rejects
    await get('nowhere', 'v1').toMatchObject({
      message: `There is no dataset nowhere in ${acme.slug}.`,
    })
    await get('empty', 'v1').toMatchObject({
      message: 'There is no version or alias v1 of the dataset empty.',
    })
    await get('empty', 'latest').toMatchObject({
      code: 'no_versions',
      message: 'empty has no version yet.',
    })
  })
})
