import { expect, it } from 'vitest'
import { addedFilter } from './added'
import { readFilter } from './parse'

const added = (key: string, op: string, value: string, more: Record<string, string> = {}) =>
  addedFilter({ 'add.key': key, 'add.op': op, 'add.value': value, ...more })

it('adds what the plain controls say to the filter that is there', () => {
  expect(added('state', ':', 'approved')).toBe('state:approved')
  expect(added('tag', '!=', 'old data', { q: 'a OR b' })).toBe('(a OR b) tag!="old data"')
  expect(added('state', ':', 'approved, pending')).toBe('state:approved,pending')
  expect(added('metric', '>', '0.9', { 'add.name': 'val acc' })).toBe('metric."val acc">0.9')
  expect(added('updated', '<', '30d', { 'add.name': 'accuracy' })).toBe('updated<30d')
})

it('leaves the filter as it is where nothing, or nothing right, is added', () => {
  expect(addedFilter({ q: 'a' })).toBe('a')
  expect(addedFilter({ q: ['a', 'b'] })).toBe('a')
  expect(addedFilter({})).toBeUndefined()
  expect(added('state', ':', ' ', { q: 'a' })).toBe('a')
  expect(added('state', ':', ' , ', { q: 'a' })).toBe('a')
  expect(added('x:y', ':', 'z', { q: 'a' })).toBe('a')
  expect(added('tag', 'x', 'y')).toBe('tag:y')
})

it('keeps of what is too long as much as shows that it is', () => {
  const cut = addedFilter({ q: 'a'.repeat(20_000) }) ?? ''
  expect(readFilter(cut).problems).toMatchObject([{ at: 2000, length: 1 }])
})
