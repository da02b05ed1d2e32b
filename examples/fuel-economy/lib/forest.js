import { RandomForestRegression } from 'ml-random-forest'

const FORMAT = 'fuel-economy-forest/1'

/**
 * @typedef {{ trees: number, maxDepth: number, minSamples: number, featuresPerTree: number,
 *   seed: number }} Settings
 * @typedef {{ features: string[], regression: RandomForestRegression }} Model
 */

/**
 * Trains a forest. Same rows, target and settings: the same forest, on every machine.
 * @param {Record<string, string>[]} rows CSV rows that hold every feature
 * @param {number[]} target what to predict for each row
 * @param {string[]} features
 * @param {Settings} settings
 * @returns {Model}
 */
export function trainForest(rows, target, features, settings) {
  const { trees, maxDepth, minSamples, featuresPerTree, seed } = settings
  if (trees < 1 || maxDepth < 1 || minSamples < 1) {
    throw new Error('--trees, --max-depth and --min-samples must be at least 1.')
  }
  if (featuresPerTree < 1 || featuresPerTree > features.length) {
    throw new Error(
      `--features-per-tree must be from 1 to ${features.length}, the number of features.`,
    )
  }
  const regression = new RandomForestRegression({
    nEstimators: trees,
    maxFeatures: maxFeatures(featuresPerTree, features.length),
    replacement: false,
    seed,
    noOOB: true,
    treeOptions: { maxDepth, minNumSamples: minSamples },
  })
  regression.train(
    rows.map((row) => numbers(row, features)),
    target,
  )
  return { features, regression }
}

/**
 * What each tree answers: one list per row, one estimate per tree.
 * @param {Model} model
 * @param {Record<string, string>[]} rows
 * @returns {number[][]}
 */
export function answers(model, rows) {
  const given = model.regression.predictionValues(rows.map((row) => numbers(row, model.features)))
  return rows.map((_, index) => given.getRow(index))
}

/**
 * The forest's estimate for one row: the mean of its trees' answers.
 * @param {number[]} given
 * @param {number} [trees] only the first so many; all of them when left out
 * @returns {number}
 */
export function estimate(given, trees = given.length) {
  return given.slice(0, trees).reduce((sum, answer) => sum + answer, 0) / trees
}

/**
 * The text of model.json.
 * @param {Model} model
 * @param {Record<string, unknown>} about what else to keep: parameters, training data
 * @returns {string}
 */
export function toFile(model, about) {
  const { features, regression } = model
  return `${JSON.stringify({ format: FORMAT, ...about, features, forest: regression })}\n`
}

/**
 * The model in the text of a model.json.
 * @param {string} text
 * @returns {Model}
 * @throws {Error} when the file is something else
 */
export function fromFile(text) {
  const { format, features, forest } = JSON.parse(text)
  if (format !== FORMAT) throw new Error(`Expected a model of format ${FORMAT}, found ${format}.`)
  return { features, regression: RandomForestRegression.load(forest) }
}

/**
 * @param {Record<string, string>} row
 * @param {string[]} features
 */
function numbers(row, features) {
  return features.map((feature) => {
    const value = Number(row[feature] || Number.NaN)
    if (!Number.isFinite(value)) throw new Error(`Row ${row.row} has no number in ${feature}.`)
    return value
  })
}

/**
 * The library reads 1 as "every feature"; a fraction that floors to one feature says one.
 * @param {number} wanted
 * @param {number} available
 */
function maxFeatures(wanted, available) {
  return wanted === 1 && available > 1 ? 1.5 / available : wanted
}
