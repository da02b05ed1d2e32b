import { expect, it } from 'vitest'
import { fits } from './glob'

it.each<[string, string, boolean]>([
  ['*.csv', 'a.csv', true],
  ['*.csv', 'sub/a.csv', true],
  ['sub/*.csv', 'sub/a.csv', true],
  ['sub/*.csv', 'a.csv', false],
  ['**/a.csv', 'a.csv', true],
  ['**/a.csv', 'x/y/a.csv', true],
  // What a run made is on purpose, also where its name begins with a dot.
  ['*', '.hidden', true],
  ['a.csv', 'aXcsv', false],
])('%s and %s: %s', (pattern, name, expected) => {
  expect(fits(pattern, name)).toBe(expected)
})
