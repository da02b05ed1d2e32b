import { describe, expect, it } from 'vitest'
import { differenceOf, seen, together } from './statistics'
import { judged } from './verdict'

const yes = (count: number, of: number) => together(seen(1, count), seen(0, of - count))
const names = { name: 'v6', baseline: 'v5' }

describe('what is said of a variant', () => {
  const apart = differenceOf([{ baseline: yes(700, 1000), other: yes(900, 1000) }])

  it('is better or worse by the direction of the metric', () => {
    expect(judged(apart, { ...names, direction: 'higher' })).toEqual({
      verdict: 'better',
      label: 'v6 is better',
      why: 'The difference from v5 lies between +0.147 and +0.253. More is better.',
    })
    expect(judged(apart, { ...names, direction: 'lower' })).toMatchObject({
      verdict: 'worse',
      label: 'v6 is worse',
    })
  })

  it('takes no side where nobody says which way is better', () => {
    expect(judged(apart, { ...names, direction: null })).toEqual({
      verdict: 'differs',
      label: 'v6 has more',
      why: 'The difference from v5 lies between +0.147 and +0.253.',
    })
  })

  it('is not yet clear while the difference may be none', () => {
    const near = differenceOf([{ baseline: yes(700, 1000), other: yes(710, 1000) }])
    expect(judged(near, { ...names, direction: 'higher' })).toEqual({
      verdict: 'unclear',
      label: 'not yet clear',
      why: 'The difference from v5 lies between −0.0522 and +0.0722: it may be none.',
    })
  })

  it('says who has too few values', () => {
    const early = differenceOf([{ baseline: yes(700, 1000), other: yes(1, 3) }])
    expect(judged(early, { ...names, direction: 'higher' })).toMatchObject({
      verdict: 'unclear',
      why: 'v6 has 3 values to compare, and needs 20.',
    })
  })

  it('says when nothing ever differs, and when all of it does', () => {
    const same = differenceOf([{ baseline: seen(1, 30), other: seen(1, 30) }])
    expect(judged(same, { ...names, direction: 'higher' }).why).toBe('All values are the same.')
    const constant = differenceOf([{ baseline: seen(10, 30), other: seen(12, 30) }])
    expect(judged(constant, { ...names, direction: 'lower' }).why).toBe(
      'The difference from v5 is +2. Less is better.',
    )
  })
})
