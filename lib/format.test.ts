import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  bytes,
  clockTime,
  count,
  duration,
  exactTime,
  longDay,
  metric,
  plural,
  precisionOf,
  relativeTime,
  shortCommit,
  shortDigest,
  signed,
  wordsOf,
} from './format'

const now = new Date('2026-11-23T12:00:00Z')
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000)

describe('times', () => {
  it('says how long ago in the largest whole unit, then the date', () => {
    expect(relativeTime(ago(3), now)).toBe('just now')
    expect(relativeTime(ago(61), now)).toBe('1 min ago')
    expect(relativeTime(ago(3 * 3600), now)).toBe('3 h ago')
    expect(relativeTime(ago(25 * 3600), now)).toBe('1 day ago')
    expect(relativeTime(ago(29 * 86_400), now)).toBe('29 days ago')
    expect(relativeTime('2026-03-03T10:00:00Z', now)).toBe('3 Mar 2026')
  })

  it('looks ahead too', () => {
    expect(relativeTime(ago(-5), now)).toBe('in a moment')
    expect(relativeTime(ago(-3 * 86_400), now)).toBe('in 3 days')
  })

  it('prints exact times in UTC whatever the offset given', () => {
    expect(exactTime('2026-03-03T01:02:03+02:00')).toBe('2026-03-02 23:02:03 UTC')
    expect(clockTime('2026-03-03T01:02:03.999Z')).toBe('01:02:03')
    expect(longDay('2026-11-23T23:59:59Z')).toBe('Monday 23 Nov 2026')
  })

  it('prints durations with two units at most', () => {
    expect(duration(420)).toBe('0.4 s')
    expect(duration(59_999)).toBe('59 s')
    expect(duration(185_000)).toBe('3 min 5 s')
    expect(duration(2 * 3_600_000 + 7 * 60_000)).toBe('2 h 7 min')
    expect(duration(27 * 3_600_000)).toBe('1 day 3 h')
    expect(duration(-5)).toBe('0.0 s')
  })
})

describe('sizes and counts', () => {
  it('prints bytes with three significant digits and never 1000 of a unit', () => {
    expect(bytes(0)).toBe('0 B')
    expect(bytes(999)).toBe('999 B')
    expect(bytes(1234)).toBe('1.23 kB')
    expect(bytes(999_499)).toBe('999 kB')
    expect(bytes(999_999)).toBe('1.00 MB')
    expect(bytes(10_000_000_000)).toBe('10.0 GB')
  })

  it('groups digits and agrees in number', () => {
    expect(count(10_000)).toBe('10,000')
    expect(plural(1, 'version')).toBe('1 version')
    expect(plural(0, 'version')).toBe('0 versions')
    expect(plural(2, 'entry', 'entries')).toBe('2 entries')
  })
})

describe('metrics', () => {
  it('gives a column one precision', () => {
    const column = [0.91234567, 0.8, 0.94]
    const precision = precisionOf(column)
    expect(column.map((value) => metric(value, precision))).toEqual(['0.9123', '0.8000', '0.9400'])
  })

  it('adds no decimals that no value has', () => {
    expect(metric(0.5)).toBe('0.5')
    expect(precisionOf([12, 3000])).toEqual({ decimals: 0 })
    expect(metric(10_000)).toBe('10,000')
  })

  it('keeps four significant digits of small values', () => {
    expect(metric(0.000123456)).toBe('0.0001235')
    expect(metric(1.23456e-9)).toBe('1.235e-9')
  })

  it('shows NaN as NaN and the missing as a dash', () => {
    expect(metric('NaN')).toBe('NaN')
    expect(metric('-Infinity')).toBe('-Infinity')
    expect(metric(undefined)).toBe('—')
  })

  it('signs differences with a real minus and leaves zero bare', () => {
    expect(signed(0.0123)).toBe('+0.0123')
    expect(signed(-3)).toBe('−3')
    expect(signed(0)).toBe('0')
    expect(signed(-0.00001, { decimals: 2 })).toBe('0.00')
  })

  it('lines up: every finite value of a column has the same number of decimals', () => {
    const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1 })
    fc.assert(
      fc.property(values, (column) => {
        const precision = precisionOf(column)
        const places = column.map((value) => metric(value, precision).split('.')[1]?.length ?? 0)
        if ('decimals' in precision) expect(new Set(places).size).toBe(1)
      }),
    )
  })
})

describe('digests and commits', () => {
  it('truncates in the middle and drops the algorithm', () => {
    expect(shortDigest(`sha256:${'a'.repeat(32)}${'b'.repeat(32)}`)).toBe('aaaaaaaa…bbbb')
    expect(shortDigest('abc')).toBe('abc')
  })

  it('names ad-hoc code', () => {
    expect(shortCommit('0123456789abcdef')).toBe('0123456789')
    expect(shortCommit(`~${'c'.repeat(64)}`)).toBe('ad-hoc cccccccc')
  })
})

it('reads the words of a list, however they are separated', () => {
  expect(wordsOf(' a, b\n c,,')).toEqual(['a', 'b', 'c'])
  expect(wordsOf(' ')).toEqual([])
})
