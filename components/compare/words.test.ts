import { describe, expect, it } from 'vitest'
import type { FollowedVersion } from '@/lib/compare/history'
import type { Axis } from './axis'
import { historyWords } from './history'
import { frontWords } from './scatter'
import { inWords } from './words'

const axis = (label: string, direction: Axis['direction']): Axis => ({
  ...{ name: `metric.${label}`, label, unit: '', direction, values: [], words: null },
})

describe('a list in words', () => {
  it('names a few and counts the rest', () => {
    expect(inWords([])).toBe('')
    expect(inWords(['v1'])).toBe('v1')
    expect(inWords(['v1', 'v2'])).toBe('v1 and v2')
    expect(inWords(['v1', 'v2', 'v3'])).toBe('v1, v2 and v3')
    expect(inWords(['v1', 'v2', 'v3', 'v4'], 2)).toBe('v1, v2 and 2 more')
  })
})

describe('the front in words', () => {
  const [loss, f1, depth] = [axis('loss', 'lower'), axis('f1', 'higher'), axis('depth', null)]

  it('names the versions that no other beats', () => {
    expect(frontWords(loss, f1, ['v5', 'v7'])).toBe(
      'v5 and v7 are not beaten on both loss (lower is better) and f1 (higher is better): no other version is better on one and at least as good on the other.',
    )
    expect(frontWords(loss, f1, ['v5'])).toBe(
      'v5 is beaten by no other on loss (lower is better) and f1 (higher is better).',
    )
    expect(frontWords(loss, f1, [])).toBe('No version has a number for both.')
  })

  it('says why there is none', () => {
    expect(frontWords(depth, f1, null)).toContain('depth is neither better nor worse')
    expect(frontWords(depth, axis('seed', null), null)).toContain('depth and seed are neither')
    expect(frontWords(f1, f1, null)).toContain('Choose two different things')
  })
})

describe('a metric over versions in words', () => {
  const version = (
    number: number,
    value: FollowedVersion['value'],
    more = {},
  ): FollowedVersion => ({
    ...{ version: number, state: 'pending', latest: false, value },
    ...more,
  })
  const told = (versions: FollowedVersion[], key = 'loss', said = true) =>
    historyWords({ key, meaning: { direction: 'lower', unit: 'nat', said }, versions, more: false })

  it('says what is in use and what is best', () => {
    const inUse = version(1, 3, { latest: true, state: 'approved' })
    expect(told([inUse, version(2, 'NaN'), version(3, 1), version(4, 1)])).toBe(
      'v1 is in use: 3 nat. The best, as lower is better: v3 (pending) and v4 (pending) with 1 nat.',
    )
  })

  it('says what is not known', () => {
    expect(told([version(1, 2), version(2, 2)])).toBe('Nothing is approved yet.')
    expect(told([version(1, null)])).toBe('No version has a number for loss.')
    expect(told([version(1, null, { latest: true }), version(2, 2)])).toBe(
      'v1 is in use: not measured.',
    )
    // More rows are neither better nor worse.
    expect(told([version(1, 1), version(2, 2)], 'test_rows', false)).toBe(
      'Nothing is approved yet.',
    )
  })
})
