// Names the species of every penguin in the CSV files of the input `data`, with the model of the
// input `model`, and writes predictions.csv.
import { fromCsv, toCsv } from './lib/csv.js'
import { fromFile, probabilities, votes } from './lib/forest.js'
import { inputFiles, parameters, readInput, report, writeOutputs } from './lib/job.js'
import { mostLikely } from './lib/scores.js'

parameters({})

const model = fromFile(readInput('model', 'model.json'))
const files = inputFiles('data').filter((file) => file.endsWith('.csv'))
const rows = files.flatMap((file) => fromCsv(readInput('data', file)))
const measured = rows.filter((row) => model.features.every((feature) => row[feature]))
if (measured.length === 0) {
  throw new Error(`No row of the input data has all of ${model.features.join(', ')}.`)
}

const predictions = votes(model, measured).map((cast, index) => {
  const shares = probabilities(cast, model.species.length)
  return {
    row: measured[index]?.row ?? index + 1,
    species: model.species[mostLikely(shares)] ?? '',
    ...Object.fromEntries(
      model.species.map((name, at) => [`p_${name.toLowerCase()}`, (shares[at] ?? 0).toFixed(4)]),
    ),
  }
})
writeOutputs([{ name: 'predictions.csv', text: toCsv(predictions) }])

for (const { row, species } of predictions) console.log(`row ${row}: ${species}`)
report({
  rows: predictions.length,
  rows_skipped: rows.length - measured.length,
  ...Object.fromEntries(
    model.species.map((name) => [
      `predicted_${name.toLowerCase()}`,
      predictions.filter(({ species }) => species === name).length,
    ]),
  ),
})
