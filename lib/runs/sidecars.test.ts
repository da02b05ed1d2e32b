import { describe, expect, it } from 'vitest'
import type { Json } from '../view'
import { planSidecars } from './sidecars'

const plan = (sidecars: Record<string, Record<string, Json>>) =>
  planSidecars('acme', new Map(Object.entries(sidecars)))
const models = (...entries: Json[]) => ({ 'valohai.model-versions': entries })
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
      { dataset: 'pets', version: 'v2', files: ['test.csv', 'train.csv'] },
      { dataset: 'pets', version: 'v3', files: ['train.csv'] },
    ])
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
    ['a dataset as an object', datasets({ uri: 'dataset://pets/v2' }), 'dataset_entry_invalid'],
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
      alerts: [],
    })
  })
})
