import { describe, expect, it } from 'vitest'
import type { Json } from '../view'
import { planSidecars } from './sidecars'

const plan = (sidecars: Record<string, Record<string, Json>>) =>
  planSidecars('acme', new Map(Object.entries(sidecars)))
const models = (...entries: Json[]) => ({ 'valohai.model-versions': entries })
const bare = { from: null, exclude: [], tags: [], aliases: [], projects: [] }
const datasets = (...entries: Json[]) => ({ 'valohai.dataset-versions': entries })

describe('what sidecars ask for', () => {
  it('takes a model URI alone and as an object', () => {
    const full = {
      model_uri: 'model://churn/',
      model_version_tags: ['candidate', 'q3'],
      model_release_note: 'Recall up by 5 points',
    }
    expect(plan({ 'a.bin': models('model://churn/') }).versions).toEqual([
      { model: 'churn', tags: [], note: '', files: ['a.bin'] },
    ])
    expect(plan({ 'a.bin': models(full) }).versions).toEqual([
      {
        model: 'churn',
        tags: ['candidate', 'q3'],
        note: 'Recall up by 5 points',
        files: ['a.bin'],
      },
    ])
  })

  it('makes one version of several files, with their tags united and different notes joined', () => {
    const entry = (tag: string, note: string) =>
      models({
        model_uri: 'model://churn/',
        model_version_tags: [tag, 'x'],
        model_release_note: note,
      })
    const { versions } = plan({
      'b/tokenizer.json': entry('two', 'Second.'),
      'a.bin': entry('one', 'First.'),
      'c.txt': entry('one', 'First.'),
    })
    expect(versions).toEqual([
      {
        model: 'churn',
        tags: ['two', 'x', 'one'],
        note: 'Second.\n\nFirst.',
        files: ['a.bin', 'b/tokenizer.json', 'c.txt'],
      },
    ])
  })

  it('lets a file enter several models, in a fixed order', () => {
    const { versions } = plan({ 'a.bin': models('model://zebra/', 'model://acme/ant/') })
    expect(versions.map(({ model, files }) => [model, files])).toEqual([
      ['ant', ['a.bin']],
      ['zebra', ['a.bin']],
    ])
  })

  it('gathers the files of one dataset version', () => {
    const { datasetVersions } = plan({
      'test.csv': datasets('dataset://pets/v2'),
      'train.csv': datasets('dataset://acme/pets/v2', 'dataset://pets/v3'),
    })
    expect(datasetVersions).toEqual([
      { ...bare, dataset: 'pets', version: 'v2', files: ['test.csv', 'train.csv'] },
      { ...bare, dataset: 'pets', version: 'v3', files: ['train.csv'] },
    ])
  })

  it('takes a dataset version as an object, and unites what its entries say', () => {
    const full = {
      uri: 'dataset://pets/v4',
      from: 'dataset://pets/v3',
      exclude: ['bad.jpg'],
      start_fresh: false,
      targeting_aliases: ['production'],
      packaging: true,
      'valohai.tags': ['clean'],
      associated_project_ids: ['zoo'],
    }
    const more = { uri: 'dataset://pets/v4', exclude: 'old/*', targeting_aliases: ['best'] }
    const { datasetVersions, alerts } = plan({
      'a.jpg': datasets(full),
      'b.jpg': datasets('dataset://pets/v4', { ...more, 'valohai.tags': 'clean' }),
      'c.jpg': datasets({ ...more, from: 'dataset://pets/v3' }),
    })
    expect(alerts).toEqual([])
    expect(datasetVersions).toEqual([
      {
        dataset: 'pets',
        version: 'v4',
        files: ['a.jpg', 'b.jpg', 'c.jpg'],
        from: 'dataset://pets/v3',
        exclude: ['bad.jpg', 'old/*'],
        tags: ['clean'],
        aliases: ['best', 'production'],
        projects: ['zoo'],
      },
    ])
  })

  it('begins with nothing where it is to start fresh', () => {
    const entry = { uri: 'dataset://pets/v4', from: 'dataset://pets/v3', start_fresh: true }
    expect(plan({ 'a.jpg': datasets(entry) }).datasetVersions).toMatchObject([{ from: null }])
  })

  it.each([
    ['two beginnings', { from: 'dataset://pets/v1' }, { from: 'dataset://pets/v2' }],
    ['a beginning and none', { from: 'dataset://pets/v1' }, { start_fresh: true }],
  ])('makes no version of entries with %s', (_, one, other) => {
    const uri = 'dataset://pets/v4'
    const { datasetVersions, alerts } = plan({
      'a.jpg': datasets({ uri, ...one }, 'dataset://pets/v5'),
      'b.jpg': datasets({ uri, ...other }),
    })
    expect(datasetVersions.map(({ version }) => version)).toEqual(['v5'])
    expect(alerts).toEqual([
      {
        code: 'dataset_entry_conflict',
        message: `${uri}: Its entries differ in what it begins with, from or start_fresh.`,
      },
    ])
  })

  it('leaves out an alias of a dataset that is none, and says so', () => {
    const entry = { uri: 'dataset://pets/v4', targeting_aliases: ['v9', 'a/b', 'fine'] }
    const { datasetVersions, alerts } = plan({ 'a.jpg': datasets(entry) })
    expect(datasetVersions).toMatchObject([{ aliases: ['fine'] }])
    expect(alerts.map(({ code }) => code)).toEqual(['alias_invalid', 'alias_invalid'])
  })

  it('reads the alias and the tags of a file', () => {
    const { aliases, alerts } = plan({
      'a.bin': { 'valohai.alias': 'model-prod', 'valohai.tags': ['prod', 'fine'] },
      'b.bin': { 'valohai.alias': 'a b' },
      'c.bin': { 'valohai.alias': 7, 'valohai.tags': ['two words'] },
    })
    expect([...aliases]).toEqual([['model-prod', 'a.bin']])
    expect(alerts).toEqual([
      { code: 'tag_invalid', message: expect.stringMatching(/^c\.bin: "two words" is left out/) },
      { code: 'alias_invalid', message: expect.stringMatching(/^b\.bin: "a b" is no alias/) },
      { code: 'alias_invalid', message: 'c.bin: 7 is no alias. It is one name.' },
    ])
  })

  it('moves an alias that two files ask for to neither', () => {
    const { aliases, alerts } = plan({
      'a.bin': { 'valohai.alias': 'best' },
      'b.bin': { 'valohai.alias': 'best' },
    })
    expect([...aliases]).toEqual([])
    expect(alerts).toEqual([
      { code: 'alias_conflict', message: 'Both a.bin and b.bin ask for the alias best; it stays.' },
    ])
  })

  it('moves a thousand aliases at most', () => {
    const many = Array.from({ length: 1001 }, (_, n) => [`${n}`, { 'valohai.alias': `a-${n}` }])
    const { aliases, alerts } = plan(Object.fromEntries(many))
    expect(aliases.size).toBe(1000)
    expect(alerts).toMatchObject([{ code: 'too_many_aliases' }])
  })

  it('takes a hundred thousand together', () => {
    const entry = { uri: 'dataset://pets/v4', from: 'dataset://pets/v3', targeting_aliases: ['a'] }
    const many = new Map(
      Array.from({ length: 100_000 }, (_, n) => [`f/${n}.jpg`, { n, ...datasets(entry) }]),
    )
    const { datasetVersions } = planSidecars('acme', many)
    expect(datasetVersions[0]?.files).toHaveLength(100_000)
  })

  it.each([
    ['a version instead of the trailing slash', models('model://churn/v3'), 'model_entry_invalid'],
    ['a name that is no slug', models('model://Churn/'), 'model_entry_invalid'],
    ['another organization', models('model://globex/churn/'), 'model_entry_invalid'],
    ['neither text nor object', models(7), 'model_entry_invalid'],
    ['an object without its URI', models({ model_version_tags: ['a'] }), 'model_entry_invalid'],
    [
      'a note that is no text',
      models({ model_uri: 'model://churn/', model_release_note: 7 }),
      'model_entry_invalid',
    ],
    ['a dataset without a version', datasets('dataset://pets/'), 'dataset_entry_invalid'],
    [
      'a dataset as an object without its URI',
      datasets({ from: 'dataset://pets/v2' }),
      'dataset_entry_invalid',
    ],
    [
      'a list that is none',
      datasets({ uri: 'dataset://pets/v2', exclude: [7] }),
      'dataset_entry_invalid',
    ],
    ['a pattern', datasets('dataset://pets/v2/*.csv'), 'dataset_entry_invalid'],
    ['a dataset of others', datasets('dataset://globex/pets/v2'), 'dataset_entry_invalid'],
  ])('answers %s with an alert that names the file, and makes nothing of it', (_, given, code) => {
    const { versions, datasetVersions, alerts } = plan({ 'a.bin': given })
    expect([versions, datasetVersions]).toEqual([[], []])
    expect(alerts).toEqual([{ code, message: expect.stringMatching(/^a\.bin: /) }])
  })

  it('leaves out a tag that is none, and says so', () => {
    const entry = { model_uri: 'model://churn/', model_version_tags: ['good', 'two words', 7] }
    const { versions, alerts } = plan({ 'a.bin': models(entry) })
    expect(versions[0]?.tags).toEqual(['good'])
    expect(alerts.map(({ code }) => code)).toEqual(['tag_invalid', 'tag_invalid'])
  })

  it('cuts a note past its limit, and says so', () => {
    const entry = { model_uri: 'model://churn/', model_release_note: 'é'.repeat(20_000) }
    const { versions, alerts } = plan({ 'a.bin': models(entry) })
    expect(versions[0]?.note).toHaveLength(10_000)
    expect(alerts).toMatchObject([{ code: 'note_too_long' }])
  })

  it('stops at a hundred versions, and says so', () => {
    const many = Array.from({ length: 101 }, (_, n) => `model://m${n}/`)
    const { versions, alerts } = plan({ 'a.bin': models(...many) })
    expect(versions).toHaveLength(100)
    expect(alerts).toMatchObject([{ code: 'too_many_versions' }])
  })

  it('asks for nothing where there are only properties', () => {
    expect(plan({ 'a.bin': { accuracy: 0.9, 'valohai.tags': ['prod'] } })).toEqual({
      versions: [],
      datasetVersions: [],
      aliases: new Map(),
      alerts: [],
    })
  })
})
