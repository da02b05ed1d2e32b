import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  aliasProblem,
  type DatasetUri,
  fileNameProblem,
  formatUri,
  type ModelUri,
  modelSlugProblem,
  nameProblem,
  newFileNameProblem,
  parseModelUri,
  parseUri,
  type RunUri,
  slugFrom,
  slugProblem,
  type VersionName,
  versionNameProblem,
} from './uri'

const slug = fc
  .stringMatching(/^[a-z0-9][a-z0-9._-]{0,20}$/)
  .filter((text) => slugProblem(text) === null)
const alias = fc
  .oneof(slug, fc.stringMatching(/^[A-Za-z0-9_-]{1,40}$/))
  .filter((text) => aliasProblem(text) === null)
const digest = fc.stringMatching(/^[0-9a-f]{64}$/)
const fileName = fc
  .array(fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }), {
    minLength: 1,
    maxLength: 3,
  })
  .map((parts) => parts.join('/'))
  .filter((name) => fileNameProblem(name) === null)
const version: fc.Arbitrary<VersionName> = fc.oneof(
  fc.integer({ min: 1, max: 2 ** 31 - 1 }).map((number) => ({ kind: 'number' as const, number })),
  fc.constant({ kind: 'latest' as const }),
  fc.constant({ kind: 'newest' as const }),
  alias.map((name) => ({ kind: 'alias' as const, name })),
)
const instant = fc
  .date({ min: new Date('1990-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString())

const readable: fc.Arbitrary<ModelUri> = fc
  .record({
    kind: fc.constant('model' as const),
    organization: fc.option(slug),
    model: slug,
    version,
    digest: fc.option(digest),
    file: fc.option(fileName),
    at: fc.option(instant),
  })
  // A file under an alias has no short form, and a model named like a version none with an organization.
  .map((uri) =>
    uri.version.kind === 'alias' && uri.file && !uri.organization
      ? { ...uri, organization: 'acme' }
      : uri,
  )
  .filter((uri) => uri.organization === null || nameProblem(uri.model) === null)

const writable: fc.Arbitrary<ModelUri> = fc.record({
  kind: fc.constant('model' as const),
  organization: fc.option(slug),
  model: slug,
  version: fc.constant(null),
  digest: fc.constant(null),
  file: fc.constant(null),
  at: fc.constant(null),
})

const datasetVersion = fc
  .string({ minLength: 1, maxLength: 20, unit: 'grapheme' })
  .filter((text) => versionNameProblem(text) === null && text.isWellFormed())

const dataset: fc.Arbitrary<DatasetUri> = fc.record({
  kind: fc.constant('dataset' as const),
  organization: fc.option(slug),
  dataset: slug,
  version: fc.option(fc.oneof(datasetVersion, fc.constantFrom('*', 'v*'))),
  files: fc.constant(null),
})

const someFiles: fc.Arbitrary<DatasetUri> = fc.record({
  kind: fc.constant('dataset' as const),
  organization: fc.constant(null),
  dataset: slug,
  version: fc.oneof(datasetVersion, fc.constantFrom('*', 'v*')),
  files: fc
    .tuple(fc.option(fileName), fc.constantFrom('*', '**', '*.csv', 'a*/b', '**/x.png'))
    .map(([folder, glob]) => (folder === null ? glob : `${folder}/${glob}`))
    .filter((files) => fileNameProblem(files) === null),
})

const run: fc.Arbitrary<RunUri> = fc.record({
  kind: fc.constant('run' as const),
  organization: fc.option(slug),
  project: slug,
  number: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
})

const datum = fc.record({ kind: fc.constant('datum' as const), ref: fc.uuid() })

describe('any URI', () => {
  it('comes back unchanged from its text', () => {
    fc.assert(
      fc.property(fc.oneof(readable, writable, dataset, someFiles, run, datum), (uri) => {
        expect(parseUri(formatUri(uri))).toEqual({ ok: true, uri })
      }),
      { numRuns: 2000 },
    )
  })

  it('is parsed or refused with a sentence, and never throws', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string().map((rest) => `model://${rest}`),
      fc.string().map((rest) => `dataset://${rest}`),
      fc
        .array(
          fc.constantFrom('model://', 'a', '/', 'v1', '@sha256:', '?at=', '..', '%', 'latest', ' '),
        )
        .map((parts) => parts.join('')),
      fc
        .array(fc.constantFrom('a', '/', '*', '**', '%2A', '%2F', '%', '.', '..', 'v1', ' '))
        .map((parts) => `dataset://${parts.join('')}`),
    )
    fc.assert(
      fc.property(text, (any) => {
        const parsed = parseUri(any)
        if (parsed.ok) expect(parseUri(formatUri(parsed.uri))).toEqual(parsed)
        else expect(parsed.message).toMatch(/\.$/)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('model://', () => {
  const parsed = (text: string) => {
    const result = parseModelUri(text)
    if (!result.ok) throw new Error(result.message)
    return result.uri
  }

  it.each([
    ['model://churn/v3', { organization: null, version: { kind: 'number', number: 3 } }],
    ['model://churn/3', { organization: null, version: { kind: 'number', number: 3 } }],
    ['model://churn/latest', { version: { kind: 'latest' } }],
    ['model://churn/newest', { version: { kind: 'newest' } }],
    ['model://churn/production', { version: { kind: 'alias', name: 'production' } }],
    ['model://churn/Champion_2', { version: { kind: 'alias', name: 'Champion_2' } }],
    ['model://acme/churn/A-B', { organization: 'acme', version: { kind: 'alias', name: 'A-B' } }],
    ['model://acme/churn/v3', { organization: 'acme', model: 'churn' }],
    [
      'model://acme/churn/production/a/b.onnx',
      { organization: 'acme', version: { kind: 'alias', name: 'production' }, file: 'a/b.onnx' },
    ],
    ['model://churn/v3/model.onnx', { organization: null, model: 'churn', file: 'model.onnx' }],
    ['model://churn/latest/model.onnx', { version: { kind: 'latest' }, file: 'model.onnx' }],
    ['model://churn/', { organization: null, model: 'churn', version: null }],
    ['model://acme/churn/', { organization: 'acme', model: 'churn', version: null }],
    [
      'model://churn/latest?at=2026-03-03T00:00:00Z',
      { version: { kind: 'latest' }, at: '2026-03-03T00:00:00Z' },
    ],
    ['model://churn/production?at=2026-03-03', { at: '2026-03-03' }],
    // A plus that went through a query string unescaped.
    ['model://churn/v3?at=2026-03-03T10:00 02:00', { at: '2026-03-03T10:00+02:00' }],
    ['model://churn/v3?at=2026-03-03T10%3A00%2B02%3A00', { at: '2026-03-03T10:00+02:00' }],
    [`model://churn/v3@sha256:${'a'.repeat(64)}`, { digest: 'a'.repeat(64) }],
  ])('reads %s', (text, expected) => {
    expect(parsed(text)).toMatchObject(expected)
  })

  it.each([
    ['model://churn', 'Say which version'],
    ['model://', 'Say which version'],
    ['model://Churn/v1', 'not a valid name'],
    ['model://churn/v0', 'no version or alias'],
    ['model://churn/Latest', 'no version or alias'],
    ['model://churn/V3', 'no version or alias'],
    ['model://churn/v3@sha256:abc', '64 hexadecimal digits'],
    ['model://churn/latest?at=2026-02-30', 'offset or Z'],
    ['model://churn/latest?at=yesterday', 'offset or Z'],
    ['model://churn/latest?at=2026-03-03T00:00:00', 'offset or Z'],
    ['model://churn/v3/../secret', 'file name'],
    ['model://churn/v3/%2e%2e/secret', 'file name'],
    ['model://churn/v3/a%2Fb', 'file name'],
    ['model://churn/v3/a%00b', 'file name'],
    ['model://acme/churn/v3/', 'model://name/'],
    ['s3://bucket/key', 'Start it with'],
  ])('refuses %s with what to do', (text, part) => {
    const result = parseUri(text)
    expect(result).toMatchObject({ ok: false, message: expect.stringContaining(part) })
  })
})

describe('dataset://', () => {
  it.each([
    ['dataset://pets/v1', { organization: null, version: 'v1', files: null }],
    ['dataset://acme/pets/v1', { organization: 'acme', dataset: 'pets', files: null }],
    ['dataset://pets/v1/*.csv', { dataset: 'pets', version: 'v1', files: '*.csv' }],
    ['dataset://pets/latest/**', { version: 'latest', files: '**' }],
    ['dataset://pets/v1/images/**/*.png', { version: 'v1', files: 'images/**/*.png' }],
    ['dataset://pets/v1/a%20b/*', { version: 'v1', files: 'a b/*' }],
    ['dataset://pets/v1/a.csv', { organization: 'pets', dataset: 'v1', version: 'a.csv' }],
    ['dataset://pets/v*', { version: 'v*', files: null }],
    ['dataset://acme/pets/v%2A', { organization: 'acme', version: 'v*', files: null }],
    ['dataset://pets/v%2A/*', { organization: null, version: 'v*', files: '*' }],
  ])('reads %s', (text, expected) => {
    expect(parseUri(text)).toMatchObject({ ok: true, uri: { kind: 'dataset', ...expected } })
  })

  it.each([
    ['dataset://pets/v1/a/b.csv', 'Write dataset://name/version.'],
    ['dataset://pets/*/a*.csv', 'Name one version'],
    ['dataset://pets/v1/../*', 'fits no file name'],
    ['dataset://pets/v1//*', 'fits no file name'],
    [`dataset://pets/v1/${'a*'.repeat(21)}`, 'at most 20 stars'],
    ['dataset://pets/v1/a%2F*', 'fits no file name'],
    ['dataset://pets/v1/*%', 'percent sign'],
    ['dataset://Pets/v1/*', 'not a valid name'],
  ])('refuses %s with what to do', (text, part) => {
    expect(parseUri(text)).toMatchObject({ ok: false, message: expect.stringContaining(part) })
  })
})

describe('names', () => {
  it.each([
    'v1',
    '12',
    'latest',
    'newest',
    'approved',
    'main',
    'a--b',
    'a..b',
    'a.',
    'a-',
    'x.git',
    '',
    'A',
  ])('keeps %j from naming a model', (text) => expect(nameProblem(text)).not.toBeNull())

  it.each(['churn', 'v1-beta', '1a', 'credit_score.eu', 'x'.repeat(96)])(
    'lets %s name a model',
    (text) => expect(nameProblem(text)).toBeNull(),
  )

  it.each(['v1', 'V12', '3', 'latest', 'LATEST', 'Newest', 'Approved', 'MAIN', '', 'a b', 'a@b'])(
    'keeps %j from being an alias',
    (text) => expect(aliasProblem(text)).not.toBeNull(),
  )

  it.each(['champion', 'Champion', 'a--b', '_x', '-x', 'v1-beta', 'a.b', 'x'.repeat(255)])(
    'lets %s be an alias',
    (text) => expect(aliasProblem(text)).toBeNull(),
  )

  it('keeps a new model from standing where something else is asked for', () => {
    const taken = ['new', 'facets', 'latest', 'refs', 'auth-check', 'revision', 'tree', 'resolve']
    expect(taken.map(modelSlugProblem)).not.toContain(null)
    expect([modelSlugProblem('newer'), nameProblem('new')]).toEqual([null, null])
  })

  it('makes a usable slug of any text, or none', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const made = slugFrom(text)
        expect(made === '' || slugProblem(made) === null).toBe(true)
      }),
    )
    expect(slugFrom('Crédit Score – EU (2024)')).toBe('credit-score-eu-2024')
  })

  it.each([
    '../x',
    '/etc/passwd',
    'a/../b',
    'a//b',
    'a/',
    './a',
    'a\0b',
    'C:\\x',
    'a\\b',
    '',
    '..',
  ])('keeps %j from naming a file', (name) => expect(fileNameProblem(name)).not.toBeNull())

  it.each(['\u0080', '\u0085', '\u009f', '\u2028', '\u2029'])(
    'lets no new file be named with %j, and reads what is named so',
    (sign) => {
      const name = `a${sign}b.onnx`
      expect(newFileNameProblem(name)).toMatch(/line break/)
      expect(fileNameProblem(name)).toBeNull()
      expect(parseUri(`model://churn/v1/${encodeURIComponent(name)}`)).toMatchObject({
        ok: true,
        uri: { file: name },
      })
    },
  )
})
