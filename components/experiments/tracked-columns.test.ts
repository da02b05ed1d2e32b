import { expect, it } from 'vitest'
import { commonParams } from './tracked-columns'

const runs = (...all: Record<string, string>[]) => all.map((params) => ({ params }))

it('shows the parameters in which runs differ, and those in which they agree where there are no others', () => {
  const all = runs({ a: '1', b: '1', depth: '3' }, { a: '1', b: '1', depth: '5' })
  expect(commonParams(all, 2)).toEqual(['depth'])
  expect(commonParams(all.slice(0, 1), 2)).toEqual(['a', 'b'])
})

it('takes one that some do not have for one in which they differ, but for runs that have none of them', () => {
  const depths = ['3', '5', '7'].map((depth) => ({ a: '1', depth }))
  expect(commonParams(runs(...depths, { depth: '9' }), 3)).toEqual(['a', 'depth'])
  expect(commonParams(runs(...depths, { tried: '3' }), 3)).toEqual(['depth'])
})

it('leaves out those that few runs have', () => {
  expect(commonParams(runs({ x: '1' }, { x: '2' }, { x: '3', rare: '9' }), 3)).toEqual(['x'])
})

it('takes names that every object has for what they are', () => {
  expect(commonParams(runs({ toString: 'a' }, { toString: 'b' }), 3)).toEqual(['toString'])
  expect(commonParams(runs({}, {}), 3)).toEqual([])
})
