// Measures every model of the input `models` on the held-out rows of test.csv, writes evaluation.json with
// the best first, and reports the URI of the best as best_model_uri.
import { fromCsv } from './lib/csv.js'
import { fromFile, probabilities, votes } from './lib/forest.js'
import { inputFiles, inputUri, parameters, readInput, report, writeOutputs } from './lib/job.js'
import { score } from './lib/scores.js'

const { metric } = parameters({ metric: 'log_loss' })
if (metric !== 'accuracy' && metric !== 'macro_f1' && metric !== 'log_loss')
  throw new Error(`--metric is accuracy, macro_f1 or log_loss, not '${metric}'.`)

const rows = fromCsv(readInput('data', 'test.csv'))
const files = inputFiles('models').filter((file) => /(^|\/)model\.json$/.test(file))
if (files.length === 0) throw new Error('The input models has no model.json.')

const evaluated = files.map((file) => {
  const model = fromFile(readInput('models', file))
  const shares = votes(model, rows).map((cast) => probabilities(cast, model.species.length))
  const truth = rows.map((row) => model.species.indexOf(row.species ?? ''))
  const { confusion: _confusion, ...scores } = score(truth, shares)
  return { model: versionOf(inputUri('models', file)), ...scores, parameters: model.parameters }
})
// The first of equals, and files come sorted: the same models always give the same best.
evaluated.sort((a, b) => (metric === 'log_loss' ? a[metric] - b[metric] : b[metric] - a[metric]))
const [best] = evaluated
const worst = evaluated.at(-1)

writeOutputs([
  {
    name: 'evaluation.json',
    text: `${JSON.stringify({ metric, rows: rows.length, best: best.model, evaluated }, null, 2)}\n`,
    properties: { metric, best: best.model },
  },
])

for (const { model, ...scores } of evaluated)
  console.log(`${model}: accuracy ${scores.accuracy}, log loss ${scores.log_loss}`)
console.log(`Best by ${metric}: ${best.model}`)
report({
  best_model_uri: best.model,
  accuracy: best.accuracy,
  macro_f1: best.macro_f1,
  log_loss: best.log_loss,
  [`worst_${metric}`]: worst[metric],
  models: evaluated.length,
  test_rows: rows.length,
})

/**
 * `model://penguins/v3` of the URI of its model.json, pinned or not.
 * @param {string} uri
 */
function versionOf(uri) {
  return uri.replace(/\/model\.json$/, '').replace(/@sha256:[0-9a-f]+$/, '')
}
