import { describe, expect, it } from 'vitest'
import { durationText, readDuration } from './duration'

describe('a duration', () => {
  it.each([
    [90, 90],
    ['90', 90],
    ['1h 30m 5s', 5405],
    ['1h30m', 5400],
    ['1.5 hours', 5400],
    ['2d', 172_800],
    ['1 week', 604_800],
  ])('%j is %d seconds', (value, expected) => {
    expect(readDuration(value)).toBe(expected)
  })

  it.each([0, -1, '', 'soon', '5x', '1h and more', true, null, Number.NaN])(
    '%j is none',
    (value) => {
      expect(readDuration(value)).toBeNull()
    },
  )

  it('is told in words', () => {
    expect(durationText(5405)).toBe('1 h 30 min 5 s')
    expect(durationText(0.2)).toBe('0.2 s')
    expect(durationText(3600)).toBe('1 h')
  })
})
