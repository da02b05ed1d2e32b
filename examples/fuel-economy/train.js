// Trains a random forest on train.csv, measures it on test.csv only, and registers model.json and
// model-card.md as a new version of model://fuel-economy/.
import { createHash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { modelCard } from './lib/card.js'
import { SPECIFICATIONS } from './lib/cars.js'
import { fromCsv } from './lib/csv.js'
import { answers, estimate, fromFile, toFile, trainForest } from './lib/forest.js'
import { parameters, readInput, report, writeOutputs } from './lib/job.js'
import { score } from './lib/scores.js'

const options = parameters({
  'dataset-version': 'v1',
  trees: 100,
  'max-depth': 8,
  'min-samples': 3,
  features: SPECIFICATIONS.join(','),
  'features-per-tree': 5,
  seed: 42,
})
const settings = {
  trees: options.trees,
  maxDepth: options['max-depth'],
  minSamples: options['min-samples'],
  featuresPerTree: options['features-per-tree'],
  seed: options.seed,
}
const features = chosenFeatures(options.features)

const trainText = readInput('data', 'train.csv')
const trainRows = fromCsv(trainText)
const testRows = fromCsv(readInput('data', 'test.csv'))
const trainTruth = trainRows.map(milesPerGallon)
const testTruth = testRows.map(milesPerGallon)

const model = trainForest(trainRows, trainTruth, features, settings)
const testAnswers = answers(model, testRows)

// The curve: how the held-out scores change as more of the trees are averaged.
const stride = Math.ceil(settings.trees / 20)
for (let trees = stride; trees < settings.trees; trees += stride) {
  report({ step: trees, ...score(testTruth, estimates(testAnswers, trees)) })
}
const testEstimates = estimates(testAnswers, settings.trees)
const test = score(testTruth, testEstimates)
const train = score(trainTruth, estimates(answers(model, trainRows), settings.trees))
report({ step: settings.trees, ...test })

const trainedOn = {
  dataset: `dataset://cars/${options['dataset-version']}`,
  file: 'train.csv',
  sha256: createHash('sha256').update(trainText).digest('hex'),
}
const file = toFile(model, { parameters: options, trainedOn })
// What a reviewer approves is the file, so it must answer as the forest in memory does.
if (!isDeepStrictEqual(answers(fromFile(file), testRows), testAnswers)) {
  throw new Error('model.json read back does not estimate what the trained forest estimates.')
}

const worst = testRows
  .map((row, index) => ({
    name: row.name ?? '',
    year: row.model_year ?? '',
    truth: testTruth[index] ?? 0,
    estimate: testEstimates[index] ?? 0,
  }))
  .sort((a, b) => Math.abs(b.estimate - b.truth) - Math.abs(a.estimate - a.truth))
  .slice(0, 5)
const rows = { train: trainRows.length, test: testRows.length }
writeOutputs([
  {
    name: 'model.json',
    text: file,
    properties: {
      'valohai.model-versions': ['model://fuel-economy/'],
      'valohai.tags': ['random-forest'],
      ...test,
    },
  },
  {
    name: 'model-card.md',
    text: modelCard({ settings, features, test, train, rows, trainedOn, worst }),
    properties: { 'valohai.model-versions': ['model://fuel-economy/'] },
  },
])

console.log(
  `On ${rows.test} held-out cars the forest is ${test.mae.toFixed(2)} mpg off on average.`,
)
report({
  ...test,
  train_rmse: train.rmse,
  train_r2: train.r2,
  train_rows: rows.train,
  test_rows: rows.test,
})

/**
 * @param {number[][]} given
 * @param {number} trees
 */
function estimates(given, trees) {
  return given.map((rowAnswers) => estimate(rowAnswers, trees))
}

/** @param {Record<string, string>} row */
function milesPerGallon(row) {
  const value = Number(row.miles_per_gallon || Number.NaN)
  if (!Number.isFinite(value)) throw new Error(`Row ${row.row} has no miles_per_gallon.`)
  return value
}

/** @param {string} list */
function chosenFeatures(list) {
  const names = list.split(',').map((name) => name.trim())
  const unknown = names.filter((name) => !SPECIFICATIONS.includes(name))
  if (unknown.length > 0 || new Set(names).size !== names.length) {
    throw new Error(
      `--features takes each of ${SPECIFICATIONS.join(', ')} at most once, not '${list}'.`,
    )
  }
  return names
}
