import { expect, it } from 'vitest'
import { listed } from './uri-list'

it.each([
  ['model://a/v1,model://b/v2', ['model://a/v1', 'model://b/v2']],
  [
    ['model://a/v1', 'model://b/v2'],
    ['model://a/v1', 'model://b/v2'],
  ],
  [
    ['a, b ', ' b,', 'c,,a'],
    ['a', 'b', 'c'],
  ],
  [undefined, []],
])('takes repeated parameters and comma lists for the same: %j', (said, names) => {
  expect(listed(said)).toEqual(names)
})
