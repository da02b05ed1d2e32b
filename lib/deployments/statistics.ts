/**
 * How sure the outcomes of variants are. Values are kept as sums: how many there were, what they add up to, and the
 * squares of their distances from their mean, not of the values, whose difference is lost in rounding where the
 * mean is large (Chan, Golub and LeVeque, "Algorithms for computing the sample variance", 1983).
 */
export interface Sums {
  count: number
  sum: number
  squares: number
}

export interface Interval {
  low: number
  high: number
}

export const noValues: Sums = { count: 0, sum: 0, squares: 0 }

/** The same value seen so many times. */
export const seen = (value: number, count: number): Sums => ({
  count,
  sum: value * count,
  squares: 0,
})

/** The sums of two lots of values as those of one. */
export function together(a: Sums, b: Sums): Sums {
  if (a.count === 0) return b
  if (b.count === 0) return a
  const count = a.count + b.count
  const apart = b.sum / b.count - a.sum / a.count
  const between = apart * apart * a.count * (b.count / count)
  return { count, sum: a.sum + b.sum, squares: a.squares + b.squares + between }
}

/** The mean, with the interval that holds the true one 95 times of 100; none of a single value. */
export function meanOf(sums: Sums): { mean: number; interval: Interval | null } | null {
  const { count, sum } = sums
  if (count === 0) return null
  const mean = sum / count
  if (areYesOrNo(sums)) return { mean, interval: wilson(mean, count) }
  if (count === 1) return { mean, interval: null }
  const half = student(count - 1) * Math.sqrt(varianceOf(sums) / count)
  return { mean, interval: { low: mean - half, high: mean + half } }
}

/** What was seen of two variants while their parts of the traffic stayed the same. */
export interface Stretch {
  baseline: Sums
  other: Sums
}

export interface Difference {
  /** Of the other from the baseline. Null: there is too little to compare. */
  difference: number | null
  interval: Interval | null
  /** How many values of each were compared. */
  counts: { baseline: number; other: number }
}

/** Fewer values of a variant than this say nothing of it. */
export const fewest = 20

/**
 * The mean of the other less that of the baseline, with an interval that holds the true difference 95 times of 100
 * however often one looks and whenever one stops: the asymptotic confidence sequence of Waudby-Smith, Arbour,
 * Sinha, Kennedy and Ramdas ("Time-uniform central limit theory and asymptotic confidence sequences", Annals of
 * Statistics 52, 2024), for a difference of two means, which is a random walk in its information: one over its
 * variance. Several others share the 5 % among them (Bonferroni).
 *
 * Stretches with other parts of the traffic are compared each in itself and averaged by how much each can tell
 * (Cochran, Mantel and Haenszel): else a variant that got more traffic on a good day would look better for it.
 * The larger of Welch's variance and that of both together counts. Rare and skewed values make a low mean and a
 * low variance come together in the smaller part; by Welch's alone one of ten equal experiments would look decided.
 */
export function differenceOf(stretches: readonly Stretch[], others = 1): Difference {
  const counts = { baseline: 0, other: 0 }
  let information = 0
  let weighted = 0
  let variance = 0
  for (const { baseline, other } of stretches) {
    if (baseline.count < 2 || other.count < 2) continue
    counts.baseline += baseline.count
    counts.other += other.count
    const size = baseline.count * (other.count / (baseline.count + other.count))
    const both = (baseline.squares + other.squares) / (baseline.count + other.count - 2) / size
    const welch = varianceOf(baseline) / baseline.count + varianceOf(other) / other.count
    information += size
    weighted += size * (other.sum / other.count - baseline.sum / baseline.count)
    variance += size * size * Math.max(welch, both)
  }
  if (Math.min(counts.baseline, counts.other) < fewest)
    return { difference: null, interval: null, counts }
  const difference = weighted / information
  const half = (Math.sqrt(variance) / information) * boundary(information, 0.05 / others)
  return { difference, interval: { low: difference - half, high: difference + half }, counts }
}

/** Sizes of sample at which the sequence is tightest; it is nearly so for a hundred times as many. */
const tightest = 300

/** How many standard errors a mean may ever stray from the truth, but for one time in 1 / `alpha`. */
function boundary(size: number, alpha: number): number {
  const log = -2 * Math.log(alpha)
  const spread = (size * (log + Math.log(log + 1))) / tightest
  return Math.sqrt((1 + 1 / spread) * (Math.log1p(spread) + log))
}

function varianceOf({ count, squares }: Sums): number {
  return count > 1 ? squares / (count - 1) : 0
}

/** Whether all values were 0 or 1: then each is its own square. */
function areYesOrNo({ count, sum, squares }: Sums): boolean {
  if (sum < 0 || sum > count) return false
  return Math.abs(squares + sum * (sum / count) - sum) <= 1e-9 * count
}

/** Wilson, "Probable inference, the law of succession, and statistical inference", 1927. */
function wilson(share: number, count: number): Interval {
  const z = normal / Math.sqrt(count)
  const scale = 1 + z * z
  const middle = (share + (z * z) / 2) / scale
  const half = (z / scale) * Math.sqrt(share * (1 - share) + (z * z) / 4)
  return { low: share === 0 ? 0 : middle - half, high: share === 1 ? 1 : middle + half }
}

const normal = 1.959963984540054

/** Of few values: 97.5 % of Student's t lies below. */
const few = [12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.306]

/** The same for any number of degrees of freedom (Abramowitz and Stegun, 26.7.5). */
function student(freedom: number): number {
  const z = normal
  const terms = [
    (z ** 3 + z) / 4,
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96,
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384,
  ]
  return few[freedom - 1] ?? terms.reduce((sum, term, n) => sum + term / freedom ** (n + 1), normal)
}
