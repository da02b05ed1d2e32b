import { expect, it } from 'vitest'
import { byCommonness } from './common'

it('counts the things that have a key, and is the same in whatever order they come', () => {
  const things = [['loss', 'f1'], ['constructor', 'f1'], ['accuracy', 'loss', 'f1'], []]
  const counted = [
    ['f1', 3],
    ['loss', 2],
    ['accuracy', 1],
    ['constructor', 1],
  ]
  expect(byCommonness(things)).toEqual(counted)
  expect(byCommonness(things.toReversed())).toEqual(counted)
})
