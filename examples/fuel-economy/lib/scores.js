/**
 * Errors of estimates, in the unit of the truth; r2 is the share of its variance explained and is
 * negative for estimates worse than the mean.
 * @typedef {{ rmse: number, mae: number, r2: number }} Scores
 */

/**
 * @param {number[]} truth at least two different values
 * @param {number[]} estimates one for each
 * @returns {Scores}
 */
export function score(truth, estimates) {
  const errors = truth.map((value, index) => (estimates[index] ?? Number.NaN) - value)
  const average = mean(truth)
  const squared = mean(errors.map((error) => error * error))
  return {
    rmse: rounded(Math.sqrt(squared)),
    mae: rounded(mean(errors.map(Math.abs))),
    r2: rounded(1 - squared / mean(truth.map((value) => (value - average) * (value - average)))),
  }
}

/**
 * @param {number[]} values at least one
 * @returns {number}
 */
export function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/**
 * Six decimals: enough to compare, and nothing a different machine could round otherwise.
 * @param {number} value
 * @returns {number}
 */
export function rounded(value) {
  return Math.round(value * 1e6) / 1e6
}
