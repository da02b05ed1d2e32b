import { expect, it } from 'vitest'
import { meant } from './param'

it.each(['v2', '2026-11 é', '100%', 'a?b#c', '%41'])('reads %s as it was meant', (name) => {
  expect(meant(encodeURIComponent(name))).toBe(name)
})

it('leaves alone what nobody encoded', () => {
  expect(meant('100%')).toBe('100%')
})
