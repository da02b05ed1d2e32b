import { expect, it } from 'vitest'
import { storable } from './storable'

it('takes any text that PostgreSQL can keep', () => {
  for (const value of ['é🐧', '\\u0000', 'a\\\\ud800', { key: ['\n', null, 1] }, {}])
    expect(storable(value)).toBe(true)
})

it('refuses NUL and half characters, in keys too', () => {
  for (const value of ['\0', '\ud800', ['\\\0'], { '\0': 1 }, { a: { b: '\udfff' } }])
    expect(storable(value)).toBe(false)
})
