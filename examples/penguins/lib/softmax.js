/**
 * A softmax regression: one weight for each standardized feature and one for none of them, of each species.
 * @typedef {{ rate: number, penalty: number, epochs: number }} Settings
 * @typedef {{ features: string[], species: string[], mean: number[], deviation: number[], weights: number[][] }} Model
 */

/**
 * Descends the gradient over all rows, and gives the model after each epoch.
 * @param {Record<string, string>[]} rows CSV rows that hold every feature and `species`
 * @param {string[]} features
 * @param {Settings} settings
 * @returns {Generator<Model>}
 */
export function* fit(rows, features, { rate, penalty, epochs }) {
  const species = [...new Set(rows.map((row) => row.species ?? ''))].sort()
  const columns = features.map((feature) => rows.map((row) => Number(row[feature])))
  const mean = columns.map(average)
  const deviation = columns.map(
    (column, at) =>
      // A feature that never differs tells nothing, and is not divided by 0.
      Math.sqrt(average(column.map((value) => (value - (mean[at] ?? 0)) ** 2))) || 1,
  )
  let weights = species.map(() => Array(features.length + 1).fill(0))
  const model = () => ({ features, species, mean, deviation, weights })
  const inputs = rows.map((row) => standardized(model(), row))
  const truth = rows.map((row) => species.indexOf(row.species ?? ''))
  for (let epoch = 0; epoch < epochs; epoch++) {
    const shares = inputs.map((input) => softmax(weights, input))
    weights = weights.map((own, kind) =>
      own.map((weight, at) => {
        const slopes = inputs.map((input, row) => {
          const wanted = truth[row] === kind ? 1 : 0
          return ((shares[row]?.[kind] ?? 0) - wanted) * (input[at] ?? 0)
        })
        // What stands for no feature is not drawn to zero.
        const pull = at < features.length ? penalty * weight : 0
        return weight - rate * (average(slopes) + pull)
      }),
    )
    yield model()
  }
}

/**
 * The probability of each species, one list per row.
 * @param {Model} model
 * @param {Record<string, string>[]} rows
 * @returns {number[][]}
 */
export function predict(model, rows) {
  return rows.map((row) => softmax(model.weights, standardized(model, row)))
}

/**
 * @param {Model} model
 * @param {Record<string, string>} row
 */
function standardized({ features, mean, deviation }, row) {
  const values = features.map(
    (feature, at) => (Number(row[feature]) - (mean[at] ?? 0)) / (deviation[at] ?? 1),
  )
  return [...values, 1]
}

/**
 * @param {number[][]} weights
 * @param {number[]} input
 */
function softmax(weights, input) {
  const sums = weights.map((own) => own.reduce((sum, weight, at) => sum + weight * input[at], 0))
  const highest = Math.max(...sums)
  const powers = sums.map((sum) => Math.exp(sum - highest))
  const total = powers.reduce((sum, power) => sum + power, 0)
  return powers.map((power) => power / total)
}

/** @param {number[]} values */
function average(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
