// Estimates the miles per gallon of every car in the CSV files of the input `data`, with the model
// of the input `model`, and writes predictions.csv.
import { fromCsv, toCsv } from './lib/csv.js'
import { answers, estimate, fromFile } from './lib/forest.js'
import { inputFiles, parameters, readInput, report, writeOutputs } from './lib/job.js'
import { mean, rounded } from './lib/scores.js'

parameters({})

const model = fromFile(readInput('model', 'model.json'))
const files = inputFiles('data').filter((file) => file.endsWith('.csv'))
const rows = files.flatMap((file) => fromCsv(readInput('data', file)))
const specified = rows.filter((row) => model.features.every((feature) => row[feature]))
if (specified.length === 0) {
  throw new Error(`No row of the input data has all of ${model.features.join(', ')}.`)
}

const predictions = answers(model, specified).map((given, index) => {
  const sorted = given.toSorted((a, b) => a - b)
  return {
    row: specified[index]?.row ?? index + 1,
    name: specified[index]?.name ?? '',
    miles_per_gallon: rounded(estimate(given)),
    // Where four fifths of the trees lie: how much they disagree, not a confidence interval.
    trees_p10: rounded(sorted[Math.floor(sorted.length * 0.1)] ?? 0),
    trees_p90: rounded(sorted[Math.floor(sorted.length * 0.9)] ?? 0),
  }
})
writeOutputs([{ name: 'predictions.csv', text: toCsv(predictions) }])

for (const { name, miles_per_gallon } of predictions) {
  console.log(`${name}: ${miles_per_gallon.toFixed(1)} mpg`)
}
const estimated = predictions.map(({ miles_per_gallon }) => miles_per_gallon)
report({
  rows: predictions.length,
  rows_skipped: rows.length - specified.length,
  mean_mpg: rounded(mean(estimated)),
  lowest_mpg: Math.min(...estimated),
  highest_mpg: Math.max(...estimated),
})
