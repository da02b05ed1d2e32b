// Trains a random forest on train.csv, measures it on test.csv only, and registers model.json and
// model-card.md as a new version of model://penguins/.
import { createHash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { modelCard, releaseNote } from './lib/card.js'
import { fromCsv } from './lib/csv.js'
import { fromFile, probabilities, toFile, trainForest, votes } from './lib/forest.js'
import { parameters, readInput, report, writeOutputs } from './lib/job.js'
import { MEASUREMENTS } from './lib/penguins.js'
import { score } from './lib/scores.js'

const options = parameters({
  trees: 100,
  'max-depth': 6,
  features: MEASUREMENTS.join(','),
  'features-per-tree': 3,
  seed: 42,
})
const settings = {
  trees: options.trees,
  maxDepth: options['max-depth'],
  featuresPerTree: options['features-per-tree'],
  seed: options.seed,
}
const features = chosenFeatures(options.features)

const trainText = readInput('data', 'train.csv')
const trainRows = fromCsv(trainText)
const testRows = fromCsv(readInput('data', 'test.csv'))

const model = trainForest(trainRows, features, settings)
const testVotes = votes(model, testRows)

// The curve: how the held-out scores change as more of the trees vote.
const stride = Math.ceil(settings.trees / 20)
for (let trees = stride; trees < settings.trees; trees += stride) {
  const { confusion: _confusion, ...curve } = scores(testRows, testVotes, trees)
  report({ step: trees, ...curve })
}
const test = scores(testRows, testVotes, settings.trees)
const train = scores(trainRows, votes(model, trainRows), settings.trees)
const { confusion: _confusion, ...final } = test
report({ step: settings.trees, ...final })

const trainedOn = {
  file: 'train.csv',
  sha256: createHash('sha256').update(trainText).digest('hex'),
}
const file = toFile(model, { parameters: options, trainedOn })
// What a reviewer approves is the file, so it must vote as the forest in memory does.
if (!isDeepStrictEqual(votes(fromFile(file), testRows), testVotes)) {
  throw new Error('model.json read back does not predict what the trained forest predicts.')
}

const training = {
  settings,
  features,
  species: model.species,
  test,
  train,
  rows: { train: trainRows.length, test: testRows.length },
  trainedOn,
}
writeOutputs([
  {
    name: 'model.json',
    text: file,
    properties: {
      'valohai.model-versions': [
        {
          model_uri: 'model://penguins/',
          model_version_tags: ['random-forest', `${features.length}-measurements`],
          model_release_note: releaseNote(training),
        },
      ],
      ...final,
    },
  },
  {
    name: 'model-card.md',
    text: modelCard(training),
    properties: { 'valohai.model-versions': [{ model_uri: 'model://penguins/' }] },
  },
])

console.log(releaseNote(training))
report({
  ...final,
  train_accuracy: train.accuracy,
  train_log_loss: train.log_loss,
  train_rows: trainRows.length,
  test_rows: testRows.length,
})

/**
 * @param {Record<string, string>[]} rows
 * @param {number[][]} cast
 * @param {number} trees
 */
function scores(rows, cast, trees) {
  return score(
    rows.map((row) => model.species.indexOf(row.species ?? '')),
    cast.map((rowVotes) => probabilities(rowVotes, model.species.length, trees)),
  )
}

/** @param {string} list */
function chosenFeatures(list) {
  const names = list.split(',').map((name) => name.trim())
  const unknown = names.filter((name) => !MEASUREMENTS.includes(name))
  if (unknown.length > 0 || new Set(names).size !== names.length) {
    throw new Error(
      `--features takes each of ${MEASUREMENTS.join(', ')} at most once, not '${list}'.`,
    )
  }
  return names
}
