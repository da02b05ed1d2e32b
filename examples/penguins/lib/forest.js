import { RandomForestClassifier } from 'ml-random-forest'

const FORMAT = 'penguins-forest/1'

/**
 * @typedef {{ trees: number, maxDepth: number, featuresPerTree: number, seed: number }} Settings
 * @typedef {{ features: string[], species: string[], classifier: RandomForestClassifier }} Model
 */

/**
 * Trains a forest. Same rows, labels and settings: the same forest, on every machine.
 * @param {Record<string, string>[]} rows CSV rows that hold every feature and `species`
 * @param {string[]} features
 * @param {Settings} settings
 * @returns {Model}
 */
export function trainForest(rows, features, settings) {
  const { trees, maxDepth, featuresPerTree, seed } = settings
  if (trees < 1 || maxDepth < 1) throw new Error('--trees and --max-depth must be at least 1.')
  if (featuresPerTree < 1 || featuresPerTree > features.length) {
    throw new Error(
      `--features-per-tree must be from 1 to ${features.length}, the number of features.`,
    )
  }
  const species = [...new Set(rows.map((row) => row.species ?? ''))].sort()
  const classifier = new RandomForestClassifier({
    nEstimators: trees,
    maxFeatures: maxFeatures(featuresPerTree, features.length),
    replacement: false,
    seed,
    noOOB: true,
    treeOptions: { maxDepth, minNumSamples: 1, gainThreshold: 0 },
  })
  classifier.train(
    rows.map((row) => measurements(row, features)),
    rows.map((row) => species.indexOf(row.species ?? '')),
  )
  return { features, species, classifier }
}

/**
 * How each tree votes: one list per row, one index into `model.species` per tree.
 * @param {Model} model
 * @param {Record<string, string>[]} rows
 * @returns {number[][]}
 */
export function votes(model, rows) {
  const cast = model.classifier.predictionValues(
    rows.map((row) => measurements(row, model.features)),
  )
  return rows.map((_, index) => cast.getRow(index))
}

/**
 * The probability of each species: its share of the first `trees` votes, with one vote added for
 * every species so that none is impossible (Laplace) and log loss stays finite.
 * @param {number[]} cast
 * @param {number} species how many there are
 * @param {number} [trees] all of them when left out
 * @returns {number[]}
 */
export function probabilities(cast, species, trees = cast.length) {
  const counts = Array.from({ length: species }, () => 1)
  for (const vote of cast.slice(0, trees)) counts[vote] = (counts[vote] ?? 1) + 1
  return counts.map((count) => count / (trees + species))
}

/**
 * The text of model.json.
 * @param {Model} model
 * @param {Record<string, unknown>} about what else to keep: parameters, training data
 * @returns {string}
 */
export function toFile(model, about) {
  const { features, species, classifier } = model
  return `${JSON.stringify({ format: FORMAT, ...about, features, species, forest: classifier })}\n`
}

/**
 * The model in the text of a model.json, and the parameters that it was trained with.
 * @param {string} text
 * @returns {Model & { parameters: Record<string, unknown> }}
 * @throws {Error} when the file is something else
 */
export function fromFile(text) {
  const { format, features, species, forest, parameters } = JSON.parse(text)
  if (format !== FORMAT) throw new Error(`Expected a model of format ${FORMAT}, found ${format}.`)
  return { features, species, parameters, classifier: RandomForestClassifier.load(forest) }
}

/**
 * @param {Record<string, string>} row
 * @param {string[]} features
 */
function measurements(row, features) {
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
