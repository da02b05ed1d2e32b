import { expect, it } from 'vitest'
import { nextName } from './next-name'

it.each([
  [null, 'v1'],
  ['v1', 'v2'],
  ['v9', 'v10'],
  ['batch 007', 'batch 008'],
  ['12', '13'],
  ['2026-11-25', ''],
  ['cleaned', ''],
])('after %s suggests %s', (newest, next) => {
  expect(nextName(newest)).toBe(next)
})
