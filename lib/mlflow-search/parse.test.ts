import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isAppError } from '../errors'
import { conditionsOf, sortedBy } from './input'
import { parseFilter, parseOrdering } from './parse'
import {
  ofExperiments,
  ofLoggedModels,
  ofModelVersions,
  ofRegisteredModels,
  ofRuns,
} from './vocabularies'

const said = (work: () => unknown): string => {
  try {
    work()
  } catch (error) {
    if (isAppError(error) && error.kind === 'invalid') return error.message
    throw error
  }
  return ''
}

const vocabularies = { ofExperiments, ofLoggedModels, ofModelVersions, ofRegisteredModels }

const number = (kind: string, key: string, operator: string, number: number) => [
  { kind, key, operator, number },
]
const text = (kind: string, key: string, operator: string, text: string) => [
  { kind, key, operator, text },
]

describe('a filter', () => {
  it('has a pattern that PostgreSQL can go through', () => {
    const filter = (signs: number) => `tags.k LIKE '${'%a'.repeat(signs)}'`
    expect(conditionsOf(filter(100), ofRuns)).toHaveLength(1)
    expect(said(() => conditionsOf(filter(101), ofRuns))).toBe(
      'A pattern for LIKE has at most 100 signs %.',
    )
  })

  it.each([undefined, '', '  ', '\n\t'])('of nothing (%j) is true of everything', (filter) => {
    expect(conditionsOf(filter, ofRuns)).toEqual([])
  })

  it.each([
    ['metrics.m > 0.5', number('metric', 'm', '>', 0.5)],
    ['metric.m>=1e-3', number('metric', 'm', '>=', 0.001)],
    ['metrics.m < -.5', number('metric', 'm', '<', -0.5)],
    ['metrics.m <=+5.', number('metric', 'm', '<=', 5)],
    ['metrics.a.b/c = 1', number('metric', 'a.b/c', '=', 1)],
    ['metrics.`a b` != 1', number('metric', 'a b', '!=', 1)],
    ['metrics."a = 1" = 1', number('metric', 'a = 1', '=', 1)],
    ['metrics.`it``s` = 1', number('metric', 'it`s', '=', 1)],
    ['`metrics`.`a` = 1', number('metric', 'a', '=', 1)],
    ["params.p = 'x'", text('parameter', 'p', '=', 'x')],
    ["param.p = 'x'", text('parameter', 'p', '=', 'x')],
    ["parameter.p = 'x'", text('parameter', 'p', '=', 'x')],
    ["parameters.p != 'x'", text('parameter', 'p', '!=', 'x')],
    ['params.p = "it\'s"', text('parameter', 'p', '=', "it's")],
    ["params.p = 'it''s'", text('parameter', 'p', '=', "it's")],
    ["params.p = 'a AND b = ''c'''", text('parameter', 'p', '=', "a AND b = 'c'")],
    ["params.p = ''", text('parameter', 'p', '=', '')],
    ["params.p = 'ü 😀\n'", text('parameter', 'p', '=', 'ü 😀\n')],
    ["tags.mlflow.user = 'ana'", text('tag', 'mlflow.user', '=', 'ana')],
    ["tag.`mlflow.user` = 'ana'", text('tag', 'mlflow.user', '=', 'ana')],
    ["tags.t LIKE '%\\\\'", text('tag', 't', 'LIKE', '%\\\\')],
    ["tags.t like '%\\'", text('tag', 't', 'LIKE', '%\\\\')],
    ["tags.t ILike 'X_'", text('tag', 't', 'ILIKE', 'X_')],
    ["status = 'FINISHED'", text('attribute', 'status', '=', 'FINISHED')],
    ["attributes.status = 'FINISHED'", text('attribute', 'status', '=', 'FINISHED')],
    ["attr.status = 'FINISHED'", text('attribute', 'status', '=', 'FINISHED')],
    ["run.status = 'FINISHED'", text('attribute', 'status', '=', 'FINISHED')],
    ["`Run Name` = 'a'", text('attribute', 'run_name', '=', 'a')],
    ['attribute."Run name" = "a"', text('attribute', 'run_name', '=', 'a')],
    ['Created > 5', number('attribute', 'start_time', '>', 5)],
    ['start_time>=1700000000123', number('attribute', 'start_time', '>=', 1700000000123)],
    ["dataset.name = 'd'", text('dataset', 'name', '=', 'd')],
    ["datasets.context LIKE 'tr%'", text('dataset', 'context', 'LIKE', 'tr%')],
    ['tags.t IS NULL', [{ kind: 'tag', key: 't', operator: 'IS NULL' }]],
    ['params.p is  not null', [{ kind: 'parameter', key: 'p', operator: 'IS NOT NULL' }]],
    [
      'run_id IN (\'a\', "b",)',
      [{ kind: 'attribute', key: 'run_id', operator: 'IN', texts: ['a', 'b'] }],
    ],
    [
      "attribute.run_id not in('a')",
      [{ kind: 'attribute', key: 'run_id', operator: 'NOT IN', texts: ['a'] }],
    ],
    [
      "dataset.digest NOT IN ('a','b')",
      [{ kind: 'dataset', key: 'digest', operator: 'NOT IN', texts: ['a', 'b'] }],
    ],
    [
      "metrics.m > 1 AND params.p='x' and\ntags.t!='y'",
      [
        ...number('metric', 'm', '>', 1),
        ...text('parameter', 'p', '=', 'x'),
        ...text('tag', 't', '!=', 'y'),
      ],
    ],
  ])('is read: %s', (filter, conditions) => {
    expect(conditionsOf(filter, ofRuns)).toEqual(conditions)
  })

  it.each([
    'random_string',
    'metrics.acc',
    "params.'acc = LR",
    "params.acc = 'LR",
    "params.acc = LR'",
    'params.acc = "LR\'',
    "tags.a b = 'x'",
    "attribute.status IS 'RUNNING'",
    "status = 'a' OR status = 'b'",
    "NOT status = 'a'",
    "(status = 'a')",
    "status = 'a' AND",
    "AND status = 'a'",
    "status = 'a' AND AND status = 'b'",
    "status = 'a' status = 'b'",
    "status = 'a', status = 'b'",
    "status = 'a';",
    "status = 'a'; DROP TABLE runs",
    "status = 'a' -- more",
    "status RLIKE 'a'",
    "status = ('a')",
    "run_id IN 'a'",
    "run_id IN ('a'",
    'tags.t IS NOT',
    "= 'a'",
    "'a' = 'a'",
    "tags.`a = 'x'",
  ])('is refused as no list of clauses: %s', (filter) => {
    expect(said(() => conditionsOf(filter, ofRuns))).toMatch(
      /^Invalid clause\(s\) in filter string/,
    )
  })

  it.each([
    ['params.acc = LR', 'value is either not quoted or unidentified quote types'],
    ['params.acc = `LR`', 'value is either not quoted or unidentified quote types'],
    ['params.acc = 0.01', 'Expected a quoted string value for parameter'],
    ['tags.acc = 5', 'Expected a quoted string value for tag'],
    ['status = 1', 'Expected a quoted string value for attributes'],
    ["metrics.acc = '0.01'", 'Expected numeric value type for metric'],
    ['metrics.acc = lr', 'Expected numeric value type for metric'],
    ["start_time = 'today'", 'Expected numeric value type for numeric attribute: start_time'],
    ["mets.acc = 'x'", "Invalid entity type 'mets'"],
    ['.acc = 1', "Invalid entity type ''"],
    ["constructor.acc = 'x'", "Invalid entity type 'constructor'"],
    ["acc = 'x'", "Invalid attribute key 'acc' specified"],
    ["toString = 'x'", "Invalid attribute key 'toString' specified"],
    ["dataset.source = 'x'", "Invalid dataset key 'source'"],
    ['metrics.acc LIKE 5', "Invalid comparator 'LIKE'"],
    ['metrics.acc == 5', "Invalid comparator '=='"],
    ["params.acc > 'x'", "Invalid comparator '>'"],
    ["status <> 'x'", "Invalid comparator '<>'"],
    ["tags.t IN ('a')", "Invalid comparator 'IN'"],
    ["status IN ('a')", "Only ['run_id'] attributes support comparison with a list"],
    ['run_id IN ()', 'expected a non-empty list of string values, but got empty list'],
    ["run_id IN ('a',,)", 'expected a non-empty list of string values, but got ill-formed list'],
    ["run_id IN ('a' 'b')", 'ill-formed list'],
    ['run_id IN (1, 2)', 'expected a non-empty list of string values'],
    ['status IS NULL', 'IS NULL / IS NOT NULL is only supported for tags and parameters'],
    ['metrics.m IS NOT NULL', 'IS NULL / IS NOT NULL is only supported'],
  ])('is refused: %s', (filter, message) => {
    expect(said(() => conditionsOf(filter, ofRuns))).toContain(message)
  })

  it.each<[keyof typeof vocabularies, string, string]>([
    ['ofExperiments', 'metrics.m = 1', 'Invalid entity type'],
    ['ofExperiments', 'creation_time = 1.5', 'Invalid value for numeric attribute'],
    ['ofRegisteredModels', "run_id = 'x'", "Invalid attribute key 'run_id'"],
    ['ofRegisteredModels', 'name = 5', 'Expected a quoted string value'],
    ['ofRegisteredModels', 'tags.t IS NULL', 'only supported for nothing here'],
    ['ofModelVersions', "current_stage = 'None'", "Invalid attribute key 'current_stage'"],
    ['ofModelVersions', 'version_number = 1.5', 'Invalid value for numeric attribute'],
    ['ofModelVersions', "version_number LIKE '1'", "Invalid comparator 'LIKE'"],
    ['ofModelVersions', "source_path IN ('a')", 'attributes support comparison with a list'],
    ['ofLoggedModels', "owner = 'x'", "Invalid attribute key 'owner'"],
  ])('knows what each search has, %s: %s', (of, filter, message) => {
    expect(said(() => conditionsOf(filter, vocabularies[of]))).toContain(message)
  })

  it('is refused where it is too long, or has too many clauses', () => {
    expect(said(() => parseFilter(`name = '${'a'.repeat(100_000)}'`))).toContain('longer than')
    const many = Array.from({ length: 101 }, () => "name = 'a'").join(' AND ')
    expect(said(() => parseFilter(many))).toContain('more than 100 clauses')
  })

  it('is read or refused in words, whatever it is', () => {
    const part = fc.constantFrom(
      ...["'", '"', '`', '.', ',', '(', ')', '=', '!', '<', '>', ' ', '\\', '%', '_', ';', '--'],
      ...['AND', 'in', 'NOT', 'IS', 'null', 'LIKE', 'tags', 'metrics', 'a', '1', '1e9', '-', '\0'],
    )
    const texts = fc.oneof(
      fc.string(),
      fc.array(part, { maxLength: 30 }).map((all) => all.join('')),
    )
    fc.assert(
      fc.property(texts, (text) => {
        for (const vocabulary of [ofRuns, ofModelVersions, ofLoggedModels]) {
          said(() => conditionsOf(text, vocabulary))
          said(() => sortedBy([text], vocabulary))
        }
      }),
    )
  })

  it('takes back any value and any key that is quoted', () => {
    const quoted = (text: string, quote: string) =>
      quote + text.replaceAll(quote, quote + quote) + quote
    fc.assert(
      fc.property(
        fc.string(),
        fc.string({ minLength: 1 }),
        fc.constantFrom("'", '"'),
        fc.constantFrom('`', '"'),
        (value, key, around, mark) => {
          const filter = `tags.${quoted(key, mark)}=${quoted(value, around)}`
          expect(conditionsOf(filter, ofRuns)).toEqual(text('tag', key, '=', value))
        },
      ),
    )
  })

  // Each character is looked at once: read over and over, this would take minutes.
  it.each(["'", '"', '`', '(', "a = '", '=', '.', 'a.', "''", 'IN (', '1', ' '])(
    'is read at its longest, also of %j alone',
    (part) => {
      const text = part.repeat(Math.floor(100_000 / part.length))
      expect(said(() => parseFilter(text))).toMatch(part === ' ' ? '' : /^Invalid clause/)
    },
  )
})

describe('an order', () => {
  it.each([
    ['metrics.loss', { entity: 'metrics', key: 'loss', descending: false }],
    ['metrics.`a b`  desc', { entity: 'metrics', key: 'a b', descending: true }],
    ['tags."x" ASC', { entity: 'tags', key: 'x', descending: false }],
    [' start_time DESC ', { entity: null, key: 'start_time', descending: true }],
  ])('is read: %s', (text, ordering) => {
    expect(parseOrdering(text)).toEqual(ordering)
  })

  it.each([
    ['', 'Could not be parsed'],
    ["'a'", 'Could not be parsed'],
    ['a b c', 'Could not be parsed'],
    ['a, b', 'Could not be parsed'],
    ['a DOWN', 'Invalid ordering key'],
    ['a; drop table', 'Invalid ordering key'],
  ])('is refused: %s', (text, message) => {
    expect(said(() => parseOrdering(text))).toContain(message)
  })

  it('names nothing twice, nothing that there is not, and not everything', () => {
    expect(said(() => sortedBy(['created', 'start_time DESC'], ofRuns))).toContain(
      'duplicate fields',
    )
    expect(said(() => sortedBy(['dataset.name'], ofRuns))).toContain('Invalid order_by entity')
    expect(said(() => sortedBy(['nothing'], ofRuns))).toContain('Invalid attribute key')
    expect(said(() => sortedBy(['tags.a'], ofModelVersions))).toContain('Invalid order_by entity')
    expect(said(() => sortedBy(['run_id'], ofModelVersions))).toContain('Invalid attribute key')
    const many = Array.from({ length: 21 }, (_, at) => `tags.t${at}`)
    expect(said(() => sortedBy(many, ofRuns))).toContain('more than 20')
  })
})
