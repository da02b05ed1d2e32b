import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseFilter, readFilter } from './parse'
import { printFilter } from './print'
import { isBareWord } from './tokens'
import { type Filter, limits, operators } from './tree'

/** A tree without its places, as JSON says it. */
function bare(filter: Filter | null): unknown {
  return JSON.parse(
    JSON.stringify(filter, (key, value) =>
      ['at', 'length', 'places'].includes(key) ? undefined : value,
    ),
  )
}

const word = (text: string, exact = false) => ({ kind: 'word', text, exact })
const term = (key: string, op: string, ...values: string[]) => {
  const [before, name] = key.split('.')
  return { kind: 'term', key: before, name: name ?? null, op, values }
}

describe('a filter', () => {
  it.each<[string, unknown]>([
    ['', null],
    ['  ', null],
    ['churn', word('churn')],
    ['credit risk', { kind: 'and', of: [word('credit'), word('risk')] }],
    ['"credit risk"', word('credit risk', true)],
    ['"say \\"no\\" \\\\ twice"', word('say "no" \\ twice', true)],
    [
      '“credit risk” tag:„a b”',
      { kind: 'and', of: [word('credit risk', true), term('tag', ':', 'a b')] },
    ],
    ['metric.“val acc”>0.9', { ...term('metric', '>', '0.9'), name: 'val acc' }],
    ['"5” pipe"', word('5” pipe', true)],
    ['tag:"5”"', term('tag', ':', '5”')],
    ['state:approved', term('state', ':', 'approved')],
    ['State:approved', term('state', ':', 'approved')],
    ['state:approved,pending', term('state', ':', 'approved', 'pending')],
    ['state:approved, pending', term('state', ':', 'approved', 'pending')],
    ['tag:"new data",b', term('tag', ':', 'new data', 'b')],
    ['tag:"a,b"', term('tag', ':', 'a,b')],
    ['tag!=old', term('tag', '!=', 'old')],
    ['tag:prod*', term('tag', ':', 'prod*')],
    ['metric.accuracy>0.9', term('metric.accuracy', '>', '0.9')],
    ['metric.accuracy > 0.9', term('metric.accuracy', '>', '0.9')],
    ['metric.accuracy:>=0.9', term('metric.accuracy', '>=', '0.9')],
    ['metric.loss<=-1e-3', term('metric.loss', '<=', '-1e-3')],
    ['metric."val/acc 1">0.9', { ...term('metric', '>', '0.9'), name: 'val/acc 1' }],
    ['metric.val/acc>0.9', term('metric.val/acc', '>', '0.9')],
    ['metric.a.b=1', { ...term('metric', '=', '1'), name: 'a.b' }],
    ['run:run://churn/3', term('run', ':', 'run://churn/3')],
    ['run://churn/3', term('run', ':', 'run://churn/3')],
    ['dataset://credit/v1', term('dataset', ':', 'dataset://credit/v1')],
    ['created:2026-01-05T10:00:00Z', term('created', ':', '2026-01-05T10:00:00Z')],
    ['-tag:old', { kind: 'not', of: term('tag', ':', 'old') }],
    ['NOT tag:old', { kind: 'not', of: term('tag', ':', 'old') }],
    ['-"a b"', { kind: 'not', of: word('a b', true) }],
    ['--a', { kind: 'not', of: { kind: 'not', of: word('a') } }],
    ['a AND b', { kind: 'and', of: [word('a'), word('b')] }],
    ['a and b', { kind: 'and', of: [word('a'), word('and'), word('b')] }],
    ['ANDROID', word('ANDROID')],
    ['a AND"b"', { kind: 'and', of: [word('a'), word('b', true)] }],
    ['a OR b OR c', { kind: 'or', of: [word('a'), word('b'), word('c')] }],
    ['a b OR c', { kind: 'or', of: [{ kind: 'and', of: [word('a'), word('b')] }, word('c')] }],
    ['a (b OR c)', { kind: 'and', of: [word('a'), { kind: 'or', of: [word('b'), word('c')] }] }],
    ['-(a b)', { kind: 'not', of: { kind: 'and', of: [word('a'), word('b')] } }],
    ['NOT a b', { kind: 'and', of: [{ kind: 'not', of: word('a') }, word('b')] }],
    ['((a))', word('a')],
    ['f1-score', word('f1-score')],
    ['12:30', word('12:30')],
    ['metric.accuracy', word('metric.accuracy')],
    ['Größe:ja', word('Größe:ja')],
  ])('%s is read', (text, tree) => {
    const parsed = parseFilter(text)
    expect(parsed).toMatchObject({ ok: true })
    expect(parsed.ok && bare(parsed.filter)).toEqual(tree)
  })

  it('knows where each part stands, parentheses included', () => {
    const { filter } = readFilter('a  (tag:x OR -"b c")')
    expect(filter).toMatchObject({
      kind: 'and',
      at: 0,
      length: 20,
      of: [
        { at: 0, length: 1 },
        {
          at: 3,
          length: 17,
          of: [
            { at: 4, length: 5, places: { key: { at: 4, length: 3 }, values: [{ at: 8 }] } },
            { at: 13, length: 6 },
          ],
        },
      ],
    })
  })

  it.each<[string, [string, number, number][]]>([
    ['"open', [['This quote has no end. Close it with another ".', 0, 1]]],
    ['tag:"open', [['This quote has no end. Close it with another ".', 4, 1]]],
    ['“open', [['This quote has no end. Close it with another ".', 0, 1]]],
    ['a ""', [['There is nothing between the quotes.', 2, 2]]],
    ['state:', [['Write a value right after state:.', 0, 6]]],
    ['state: approved', [['Write a value right after state:.', 0, 6]]],
    ['metric.loss<', [['Write a value right after metric.loss<.', 0, 12]]],
    ['state:a,', [['Write another value after the comma.', 0, 8]]],
    ['NOT state:', [['Write a value right after state:.', 4, 6]]],
    ['"a" >5', [['Write a key before >.', 4, 2]]],
    ['(a', [['This parenthesis is not closed. Add a ).', 0, 1]]],
    ['a)', [['This parenthesis closes nothing. Leave it out.', 1, 1]]],
    ['a () b', [['There is nothing between the parentheses.', 2, 2]]],
    ['OR a', [['Write something before OR, or "or" for the word.', 0, 2]]],
    ['a OR', [['Write something after OR.', 2, 2]]],
    ['a AND AND b', [['Write something after AND.', 2, 3]]],
    ['(a OR) b', [['Write something after OR.', 3, 2]]],
    ['a NOT', [['Write what to leave out after NOT.', 2, 3]]],
    [
      'a - b',
      [['Write what to leave out right after -, or put it in quotes to search for it.', 2, 1]],
    ],
    ['a\0b', [['There is a character here that no text holds.', 1, 1]]],
    [
      'state: (a OR "b',
      [
        ['Write a value right after state:.', 0, 6],
        ['This parenthesis is not closed. Add a ).', 7, 1],
        ['This quote has no end. Close it with another ".', 13, 1],
      ],
    ],
  ])('%s is told what is wrong, and where', (text, problems) => {
    const parsed = parseFilter(text)
    const found = parsed.ok ? [] : parsed.problems
    expect(found.map(({ message, at, length }) => [message, at, length])).toEqual(problems)
  })

  it('has at most 2,000 characters, 100 terms and 20 levels', () => {
    const problems = (text: string) => readFilter(text).problems
    const open = (depth: number) => `${'('.repeat(depth)}a${')'.repeat(depth)}`
    expect(problems('a'.repeat(limits.characters))).toEqual([])
    expect(problems('a'.repeat(limits.characters + 7))).toEqual([
      {
        message: 'A filter has at most 2000 characters; this one has 2007.',
        at: 2000,
        length: 7,
      },
    ])
    expect(problems('a '.repeat(limits.terms))).toEqual([])
    expect(problems('a '.repeat(limits.terms + 3))).toEqual([
      {
        message: 'A filter has at most 100 terms, with each value of a list counted.',
        at: 200,
        length: 1,
      },
    ])
    expect(problems(`b size:${'1,'.repeat(98)}2`)).toEqual([])
    expect(problems(`b size:${'1,'.repeat(98)}2,34,5`)).toMatchObject([{ at: 205, length: 2 }])
    expect(problems(open(limits.depth))).toEqual([])
    expect(problems(open(limits.depth + 1))).toMatchObject([
      { message: 'A filter is nested at most 20 deep. Leave some out.', at: 21 },
    ])
    expect(problems('-'.repeat(1999))).toHaveLength(1)
  })
})

const syntax = fc.constantFrom(
  ...['(', ')', '"', '“', '”', '\\', '-', ':', '>', '<=', '!=', ',', ' ', '.', '//', '*'],
  ...['AND', 'OR', 'NOT', 'state', 'metric', 'a', '1', 'ü', '\0', '\ud800'],
)
const anything = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.array(syntax, { maxLength: 40 }).map((parts) => parts.join('')),
)

const unit = fc.oneof(
  { weight: 9, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }) },
  fc.constantFrom('“', '”', '"', '\\', ',', ' '),
)
const text = fc.string({ unit, minLength: 1, maxLength: 12 }).filter(
  // What is between quotes is kept as it is, but may not be blank.
  (one) => one.trim() !== '' && !one.includes('\0'),
)
const anyWord = fc.oneof(
  text.map((one) => ({ kind: 'word' as const, text: one, exact: true })),
  text.filter(isBareWord).map((one) => ({ kind: 'word' as const, text: one, exact: false })),
)
const anyTerm = fc.record({
  kind: fc.constant('term' as const),
  key: fc.stringMatching(/^[a-z][a-z0-9_-]{0,8}$/),
  name: fc.option(text),
  op: fc.constantFrom(...operators),
  values: fc.array(text, { minLength: 1, maxLength: 3 }),
})
const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    anyWord,
    anyTerm,
    fc.record({ kind: fc.constant('not'), of: tie('tree') }),
    fc.record({
      kind: fc.constantFrom('and', 'or'),
      of: fc.array(tie('tree'), { minLength: 2, maxLength: 3 }),
    }),
  ),
}))

describe('any text', () => {
  it('is read or told of, within its own bounds, and never throws', () => {
    fc.assert(
      fc.property(anything, (one) => {
        const { filter, problems } = readFilter(one)
        for (const { at, length, message } of problems) {
          expect(message).toMatch(/\.$/)
          expect(at).toBeGreaterThanOrEqual(0)
          expect(at + length).toBeLessThanOrEqual(Math.max(one.length, at + 1))
        }
        if (problems.length === 0 && one.trim() !== '') expect(filter).not.toBeNull()
      }),
      { numRuns: 2000 },
    )
  })

  it('means the same once it is printed', () => {
    fc.assert(
      fc.property(anything, (one) => {
        const parsed = parseFilter(one)
        if (!parsed.ok) return
        const printed = printFilter(parsed.filter)
        expect(bare(readFilter(printed).filter)).toEqual(bare(parsed.filter))
        expect(printFilter(readFilter(printed).filter)).toBe(printed)
      }),
      { numRuns: 2000 },
    )
  })
})

it('prints any tree so that it is read as the same tree', () => {
  fc.assert(
    fc.property(tree, (one) => {
      // Made of the parts above: only their places are missing, which printing does not use.
      const printed = printFilter(one as Filter)
      const { filter, problems } = readFilter(printed)
      expect(problems).toEqual([])
      expect(bare(filter)).toEqual(bare(one as Filter))
    }),
    { numRuns: 500 },
  )
})
