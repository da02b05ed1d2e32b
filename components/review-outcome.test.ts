import { describe, expect, it } from 'vitest'
import { type Verdict, type verdictsFrom, whatFollows } from './review-outcome'

const follows = (
  verdict: Verdict,
  state: keyof typeof verdictsFrom,
  otherApproved: number | null,
  version = 3,
) => whatFollows(verdict, { model: 'churn', version, state, otherApproved })

describe('whatFollows', () => {
  it('moves latest forward on approval', () => {
    expect(follows('approve', 'pending', 1)).toBe('will move from v1 to v3.')
    expect(follows('approve', 'rejected', null)).toBe('will mean v3, the first approved version.')
  })

  it('leaves latest where a higher version holds it', () => {
    expect(follows('approve', 'pending', 5)).toBe('stays at v5.')
    expect(follows('reject', 'approved', 5)).toBe('stays at v5.')
  })

  it('moves latest back when its version is rejected or withdrawn', () => {
    expect(follows('reject', 'approved', 1)).toBe('will move from v3 to v1.')
    expect(follows('withdraw', 'approved', null)).toBe(
      'will mean nothing: no version is approved any more.',
    )
  })

  it('changes nothing when what is rejected was never approved', () => {
    expect(follows('reject', 'pending', 1)).toBe('stays at v1.')
    expect(follows('reject', 'pending', null)).toBe('still means nothing: no version is approved.')
  })
})
