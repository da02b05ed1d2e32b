import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { conditionsOf, replaceKey, toggleValue, valuesOf, withoutTerm, withTerm } from './edit'
import { parseFilter } from './parse'

const term = { key: 'state', name: null, op: ':', values: ['approved'] } as const

const texts = (text: string) => conditionsOf(text).map((condition) => condition.text)

it.each([
  ['', []],
  ['a', ['a']],
  ['a  state:x AND -b', ['a', 'state:x', '-b']],
  ['a (b OR c)', ['a', '(b OR c)']],
  ['a OR b', ['(a OR b)']],
  ['(a) OR b', ['((a) OR b)']],
  ['(a OR b)', ['(a OR b)']],
  ['(a b) c', ['(a b)', 'c']],
  ['(a b)', ['a', 'b']],
  ['a (b', []],
])('%s has the conditions %j', (text, conditions) => {
  expect(texts(text)).toEqual(conditions)
})

it('adds a condition once, to all that is there', () => {
  expect(withTerm('', { ...term, values: ['approved'] })).toBe('state:approved')
  expect(withTerm('a OR b', { ...term, values: ['approved'] })).toBe('(a OR b) state:approved')
  expect(withTerm('a state:approved', { ...term, values: ['approved'] })).toBe('a state:approved')
  const named = { key: 'metric', name: 'val acc', op: '>', values: ['0.9'] } as const
  expect(withTerm('a', { ...named, values: ['0.9'] })).toBe('a metric."val acc">0.9')
})

it('leaves what cannot be read as it is', () => {
  expect(withTerm('a (b', { ...term, values: ['x y'] })).toBe('a (b state:"x y"')
  expect(valuesOf('state:a (b', 'state')).toEqual([])
})

it('takes a condition away', () => {
  expect(withoutTerm('a  AND b "c d"', 1)).toBe('a "c d"')
  expect(withoutTerm('a OR b', 0)).toBe('')
  expect(withoutTerm('a b', 7)).toBe('a b')
})

describe('what is asked of a key', () => {
  it.each([
    ['a', 'state', ['x'], 'a state:x'],
    ['state:y a', 'state', ['x', 'z'], 'state:x,z a'],
    ['state:y a state=z', 'state', ['x'], 'state:x a'],
    ['state:y a', 'state', [], 'a'],
    [
      '-state:y state!=z (state:q OR b)',
      'state',
      ['x'],
      '-state:y state!=z (state:q OR b) state:x',
    ],
    ['param.lr:1 param.lr>0', 'param.lr', ['2'], 'param.lr:2 param.lr>0'],
    ['a', 'param."learning rate"', ['2'], 'a param."learning rate":2'],
    ['a', 'state', [], 'a'],
  ])('of %s, %s is replaced by %j', (text, key, values, after) => {
    expect(replaceKey(text, key, values)).toBe(after)
  })

  it('is added to and taken from, value by value', () => {
    const once = toggleValue('a', 'tag', 'x')
    const twice = toggleValue(once, 'tag', 'y z')
    expect([once, twice]).toEqual(['a tag:x', 'a tag:x,"y z"'])
    expect(valuesOf(twice, 'tag')).toEqual(['x', 'y z'])
    expect(toggleValue(twice, 'tag', 'x')).toBe('a tag:"y z"')
    expect(toggleValue(toggleValue(twice, 'tag', 'x'), 'tag', 'y z')).toBe('a')
  })
})

const part = fc.constantFrom(
  ...['a', '"b c"', 'state:x', 'state!=y', '-tag:z', '(a OR b)', 'NOT c', 'metric.m > 1', '-(d e)'],
)
const written = fc.array(part, { maxLength: 6 })

describe('any edit', () => {
  it('leaves the other conditions as they were written', () => {
    fc.assert(
      fc.property(written, fc.nat(5), (parts, index) => {
        const text = parts.join(' ')
        expect(texts(withoutTerm(text, index))).toEqual(parts.filter((_, at) => at !== index))
        const others = parts.filter((one) => one !== 'state:x')
        expect(texts(replaceKey(text, 'state', []))).toEqual(others)
        const added = texts(replaceKey(text, 'state', ['q']))
        expect(added.filter((one) => one !== 'state:q')).toEqual(others)
        expect(added.filter((one) => one === 'state:q')).toHaveLength(1)
      }),
    )
  })

  it('of any text that can be read gives one that can be read', () => {
    fc.assert(
      fc.property(fc.array(part, { maxLength: 5 }), fc.string(), (parts, value) => {
        if (value.trim() === '' || value.includes('\0')) return
        const text = parts.join(' OR ')
        const edited = toggleValue(text, 'tag', value)
        expect(parseFilter(edited).ok).toBe(true)
        expect(valuesOf(edited, 'tag')).toContain(value)
        expect(texts(toggleValue(edited, 'tag', value))).toEqual(texts(text))
      }),
    )
  })
})
