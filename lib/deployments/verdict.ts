import { plural, precisionOf, signed } from '../format'
import type { Direction } from '../metrics/direction'
import { type Difference, fewest } from './statistics'

export const verdicts = ['better', 'worse', 'differs', 'unclear'] as const
export type Verdict = (typeof verdicts)[number]

/** What there is to say of a variant beside the baseline, and why. */
export interface Judgement {
  verdict: Verdict
  label: string
  why: string
}

interface Compared {
  name: string
  baseline: string
  /** Null: nobody says which way is better. */
  direction: Direction | null
}

/** A difference in words, by which way is better for its metric. */
export function judged(found: Difference, { name, baseline, direction }: Compared): Judgement {
  const { difference, interval, counts } = found
  if (difference === null || interval === null) {
    const rare = counts.other <= counts.baseline ? name : baseline
    const has = plural(Math.min(counts.other, counts.baseline), 'value')
    return unclear(`${rare} has ${has} to compare, and needs ${fewest}.`)
  }
  const precision = precisionOf([interval.low, interval.high].map(short))
  const [low, high] = [interval.low, interval.high].map((end) => signed(short(end), precision))
  const between = low === high ? `is ${low}` : `lies between ${low} and ${high}`
  if (interval.low <= 0 && interval.high >= 0) {
    if (interval.low === interval.high) return unclear('All values are the same.')
    return unclear(`The difference from ${baseline} ${between}: it may be none.`)
  }
  const why = `The difference from ${baseline} ${between}.`
  const up = difference > 0
  if (direction === null)
    return { verdict: 'differs', label: `${name} has ${up ? 'more' : 'less'}`, why }
  const verdict = up === (direction === 'higher') ? 'better' : 'worse'
  const good = direction === 'higher' ? 'More is better.' : 'Less is better.'
  return { verdict, label: `${name} is ${verdict}`, why: `${why} ${good}` }
}

const unclear = (why: string): Judgement => ({ verdict: 'unclear', label: 'not yet clear', why })

/** Three digits tell enough of where an interval ends. */
const short = (value: number) => Number(value.toPrecision(3))
