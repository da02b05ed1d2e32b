import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isNestedBeyond } from './nesting'

const deep = (levels: number, inner = '1') =>
  `${'[{"a":'.repeat(levels / 2)}${inner}${'}]'.repeat(levels / 2)}`

it('counts arrays and objects alike', () => {
  expect(isNestedBeyond(64, deep(64))).toBe(false)
  expect(isNestedBeyond(64, deep(66))).toBe(true)
  expect(isNestedBeyond(64, `[${'[],'.repeat(1000)}[]]`)).toBe(false)
})

it('passes over brackets in texts', () => {
  expect(isNestedBeyond(2, JSON.stringify(['[[[['.repeat(100), '\\"[[[', '\\']))).toBe(false)
  expect(isNestedBeyond(2, '["\\\\",[[1]]]')).toBe(true)
})

it('agrees with the depth of the value', () => {
  const depthOf = (value: unknown): number =>
    typeof value === 'object' && value !== null
      ? 1 + Math.max(0, ...Object.values(value).map(depthOf))
      : 0
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), fc.nat(6), (value, limit) => {
      expect(isNestedBeyond(limit, JSON.stringify(value))).toBe(depthOf(value) > limit)
    }),
  )
})

it('takes a text of 16 MiB', () => {
  expect(isNestedBeyond(64, '['.repeat(16 * 1024 * 1024))).toBe(true)
  expect(isNestedBeyond(64, `["${'x'.repeat(16 * 1024 * 1024)}"]`)).toBe(false)
})
