/**
 * Scores of predicted probabilities against the true classes.
 * `confusion[truth][predicted]` counts rows; a tie goes to the class that comes first.
 * @typedef {{ accuracy: number, macro_f1: number, log_loss: number, confusion: number[][] }} Scores
 */

/**
 * @param {number[]} truth index of the true class of each row
 * @param {number[][]} predicted probability of each class, one list per row, none of them zero
 * @returns {Scores}
 */
export function score(truth, predicted) {
  const classes = predicted[0]?.length ?? 0
  const confusion = Array.from({ length: classes }, () => Array(classes).fill(0))
  let loss = 0
  truth.forEach((actual, row) => {
    const shares = predicted[row] ?? []
    const counts = confusion[actual] ?? []
    counts[mostLikely(shares)] += 1
    loss -= Math.log(shares[actual] ?? 0)
  })
  const correct = confusion.reduce((sum, counts, index) => sum + counts[index], 0)
  return {
    accuracy: rounded(correct / truth.length),
    macro_f1: rounded(mean(confusion.map((_, index) => f1(confusion, index)))),
    log_loss: rounded(loss / truth.length),
    confusion,
  }
}

/**
 * The index of the largest share.
 * @param {number[]} shares
 * @returns {number}
 */
export function mostLikely(shares) {
  return shares.indexOf(Math.max(...shares))
}

/**
 * A class that is neither present nor predicted has an F1 of 0.
 * @param {number[][]} confusion
 * @param {number} index
 */
function f1(confusion, index) {
  const hits = confusion[index]?.[index] ?? 0
  const actual = (confusion[index] ?? []).reduce((sum, count) => sum + count, 0)
  const claimed = confusion.reduce((sum, counts) => sum + (counts[index] ?? 0), 0)
  return actual + claimed === 0 ? 0 : (2 * hits) / (actual + claimed)
}

/** @param {number[]} values */
function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** @param {number} value */
function rounded(value) {
  return Math.round(value * 1e6) / 1e6
}
