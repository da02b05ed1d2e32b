import { describe, expect, it } from 'vitest'
import { differenceOf, fewest, meanOf, noValues, type Sums, seen, together } from './statistics'

const sumsOf = (values: readonly number[]): Sums =>
  values.reduce((sums, value) => together(sums, seen(value, 1)), noValues)

const yes = (count: number, of: number) => together(seen(1, count), seen(0, of - count))

describe('sums', () => {
  it('come out the same however they are put together', () => {
    const values = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5]
    const whole = sumsOf(values)
    const halves = together(sumsOf(values.slice(0, 4)), sumsOf(values.slice(4)))
    expect(halves.count).toBe(11)
    expect(halves.sum).toBe(44)
    expect(halves.squares).toBeCloseTo(whole.squares, 12)
    expect(whole.squares).toBeCloseTo(56, 12)
    expect(together(noValues, whole)).toEqual(whole)
    expect(together(whole, noValues)).toEqual(whole)
  })

  it('keep a small spread around a mean that is huge', () => {
    const found = sumsOf(Array.from({ length: 10_000 }, (_, n) => 1.7e12 + (n % 2)))
    expect(found.squares / found.count).toBeCloseTo(0.25, 1)
  })

  it('keep it over ten thousand million values', () => {
    const lot = together(seen(1e9, 1_000_000), seen(1e9 + 2, 1_000_000))
    const all = Array.from({ length: 5000 }, () => lot).reduce(together)
    expect(all.count).toBe(1e10)
    expect(all.squares / all.count).toBeCloseTo(1, 6)
    expect(meanOf(all)?.mean).toBeCloseTo(1e9 + 1, 3)
  })
})

describe('the mean of a variant', () => {
  it('has the interval of Wilson where all values are 0 or 1', () => {
    // Wilson's interval for 9 of 10, as statsmodels' proportion_confint gives it.
    const found = meanOf(yes(9, 10))
    expect(found?.mean).toBe(0.9)
    expect(found?.interval?.low).toBeCloseTo(0.59585, 5)
    expect(found?.interval?.high).toBeCloseTo(0.98212, 5)
  })

  it('leaves room beside a share of all or none', () => {
    expect(meanOf(yes(20, 20))?.interval).toMatchObject({ high: 1 })
    expect(meanOf(yes(20, 20))?.interval?.low).toBeCloseTo(0.83887, 5)
    expect(meanOf(yes(0, 20))?.interval?.low).toBe(0)
    expect(meanOf(yes(1, 1))?.interval?.low).toBeCloseTo(0.206549, 5)
  })

  it('has the interval of Student where they are numbers', () => {
    const found = meanOf(sumsOf([2, 4, 4, 5, 10]))
    expect(found?.mean).toBe(5)
    // 2.7764 · √(9 / 5)
    expect(found?.interval?.low).toBeCloseTo(5 - 3.72493, 4)
    expect(found?.interval?.high).toBeCloseTo(5 + 3.72493, 4)
  })

  it.each([
    [9, 2.26216],
    [20, 2.08596],
    [120, 1.97993],
    [1e9, 1.95996],
  ])('takes the quantile of %i degrees of freedom', (freedom, quantile) => {
    const count = freedom + 1
    const found = meanOf({ count, sum: 5 * count, squares: freedom * count })
    expect(found?.interval?.high).toBeCloseTo(5 + quantile, 3)
  })

  it('has none for one number, and no width where all are equal', () => {
    expect(meanOf(sumsOf([7.5]))).toEqual({ mean: 7.5, interval: null })
    expect(meanOf(seen(7.5, 100))).toEqual({ mean: 7.5, interval: { low: 7.5, high: 7.5 } })
    expect(meanOf(noValues)).toBeNull()
  })
})

describe('a difference', () => {
  it('is not told of fewer values than say anything', () => {
    const baseline = yes(500, 900)
    expect(differenceOf([{ baseline, other: yes(9, fewest - 1) }])).toEqual({
      difference: null,
      interval: null,
      counts: { baseline: 900, other: fewest - 1 },
    })
    expect(differenceOf([]).difference).toBeNull()
    expect(differenceOf([{ baseline, other: noValues }]).difference).toBeNull()
  })

  it('is sure of what never varies', () => {
    const found = differenceOf([{ baseline: seen(10, 50), other: seen(12, 50) }])
    expect(found).toMatchObject({ difference: 2, interval: { low: 2, high: 2 } })
    const none = differenceOf([{ baseline: seen(10, 50), other: seen(10, 50) }])
    expect(none).toMatchObject({ difference: 0, interval: { low: 0, high: 0 } })
  })

  it('narrows as values come, and never as fast as an interval for one look', () => {
    const widths = [100, 1000, 100_000, 1e8].map((count) => {
      const halves = yes(count / 2, count)
      const { interval } = differenceOf([{ baseline: halves, other: halves }])
      return (interval?.high ?? 0) / (1.96 * Math.sqrt(0.5 / count))
    })
    for (const ratio of widths) {
      expect(ratio).toBeGreaterThan(1.5)
      expect(ratio).toBeLessThan(3)
    }
  })

  it('is wider where more variants are compared', () => {
    const stretches = [{ baseline: yes(50, 100), other: yes(60, 100) }]
    const alone = differenceOf(stretches, 1).interval
    const nine = differenceOf(stretches, 9).interval
    expect(nine?.low).toBeLessThan(alone?.low ?? 0)
    expect(nine?.high).toBeGreaterThan(alone?.high ?? 0)
  })

  it('is not fooled by a variant that got more traffic on a good day', () => {
    // Both are right 50 times of 100 on the first day, and 90 of 100 on the second.
    const stretches = [
      { baseline: yes(4500, 9000), other: yes(500, 1000) },
      { baseline: yes(900, 1000), other: yes(8100, 9000) },
    ]
    const all = stretches.reduce((sum, day) => ({
      baseline: together(sum.baseline, day.baseline),
      other: together(sum.other, day.other),
    }))
    expect(differenceOf([all]).interval?.low).toBeGreaterThan(0.2)
    expect(differenceOf(stretches).difference).toBeCloseTo(0, 12)
  })
})

/** Numbers from 0 to 1, the same for a seed on every machine (mulberry32). */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

type Draw = (next: () => number) => number
const bell: Draw = (next) => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())
const chance =
  (share: number): Draw =>
  (next) =>
    next() < share ? 1 : 0

interface Experiment {
  baseline: Draw
  other: Draw
  /** How likely a value is the other's, by how many there were already. */
  share(step: number): number
  steps: number
}

/** After how many values an experiment looks decided to whoever looks after each; 0 for never. */
function decidedAfter({ baseline, other, share, steps }: Experiment, seed: number): number {
  const next = random(seed)
  let stretches = [{ baseline: noValues, other: noValues }]
  for (let step = 1; step <= steps; step++) {
    if (share(step) !== share(step - 1))
      stretches = [{ baseline: noValues, other: noValues }, ...stretches]
    const now = stretches[0] ?? { baseline: noValues, other: noValues }
    if (next() < share(step)) now.other = together(now.other, seen(other(next), 1))
    else now.baseline = together(now.baseline, seen(baseline(next), 1))
    const { interval } = differenceOf(stretches)
    if (interval && (interval.low > 0 || interval.high < 0)) return step
  }
  return 0
}

describe('500 experiments that somebody looks at after each value', () => {
  const half = () => 0.5
  const tenth = () => 0.1
  const rare = chance(0.03)
  const equal: [string, Draw, (step: number) => number][] = [
    ['numbers around a mean, half and half', bell, half],
    ['numbers around a mean, 90 and 10', bell, tenth],
    ['0 or 1, half and half', chance(0.5), half],
    ['mostly 1, 90 and 10', chance(0.95), tenth],
    ['rarely 1, 90 and 10', rare, tenth],
    ['skewed, 90 and 10', (next) => Math.exp(1.5 * bell(next)), tenth],
    ['mostly nothing, 90 and 10', (next) => rare(next) * -50 * Math.log(1 - next()), tenth],
    ['0 or 1, from 10 to 50', chance(0.5), (step) => (step < 500 ? 0.1 : 0.5)],
  ]

  it.each(equal)(
    'look decided in less than 5 of 100 where both are equal: %s',
    (_, draw, share) => {
      const experiment = { baseline: draw, other: draw, share, steps: 1500 }
      let wrong = 0
      for (let n = 0; n < 500; n++) if (decidedAfter(experiment, 7919 * n + 13) > 0) wrong += 1
      expect(wrong).toBeLessThan(25)
    },
  )

  it('hold where the smaller part varies more', () => {
    const wide: Draw = (next) => 3 * bell(next)
    const experiment = { baseline: bell, other: wide, share: tenth, steps: 1500 }
    let wrong = 0
    for (let n = 0; n < 500; n++) if (decidedAfter(experiment, 104_729 * n + 1) > 0) wrong += 1
    expect(wrong).toBeLessThan(25)
  })

  it('find a real difference nearly always, and soon', () => {
    const experiment = { baseline: chance(0.8), other: chance(0.9), share: half, steps: 3000 }
    const steps = Array.from({ length: 500 }, (_, n) => decidedAfter(experiment, 7919 * n + 13))
    expect(steps.filter((step) => step === 0).length).toBeLessThan(5)
    expect(steps.toSorted((a, b) => a - b)[250]).toBeLessThan(1000)
  })
})
