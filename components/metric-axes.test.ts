import { expect, it } from 'vitest'
import { axesOf, spanLabel } from './metric-axes'

it.each([
  [0, '0 s'],
  [1.25, '1.3 s'],
  [119, '119 s'],
  [180, '3 min'],
  [5400, '90 min'],
  [9000, '2.5 h'],
  [259_200, '3 d'],
])('%d seconds are %s on an axis', (seconds, label) => {
  expect(spanLabel(seconds)).toBe(label)
})

it('counts steps in digits', () => {
  expect(axesOf('step', false).label(12_000)).toBe('12,000')
  expect(axesOf('step', false).label(0.5)).toBe('0.5')
})
