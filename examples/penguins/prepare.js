// Cleans the Palmer penguins and makes two dataset versions: penguins (train.csv and test.csv) and
// penguins-unlabelled (unlabelled.csv, the penguins whose sex nobody recorded, species removed).
import { toCsv } from './lib/csv.js'
import { parameters, report, writeOutputs } from './lib/job.js'
import { MEASUREMENTS, readPenguins } from './lib/penguins.js'
import { stratifiedSplit } from './lib/split.js'

const options = parameters({ 'dataset-version': 'v1', 'test-share': 0.5, seed: 42 })
const version = options['dataset-version']

const { penguins, source } = readPenguins()
const measured = penguins.filter((penguin) => MEASUREMENTS.every((name) => penguin[name] !== ''))
const complete = measured.filter((penguin) => penguin.sex !== '')
const unlabelled = measured.filter((penguin) => penguin.sex === '')
const { train, test } = stratifiedSplit(complete, {
  stratum: (penguin) => penguin.species,
  testShare: options['test-share'],
  seed: options.seed,
})

writeOutputs([
  {
    name: 'train.csv',
    text: toCsv(train),
    properties: { ...source, 'valohai.dataset-versions': [`dataset://penguins/${version}`] },
  },
  {
    name: 'test.csv',
    text: toCsv(test),
    properties: { ...source, 'valohai.dataset-versions': [`dataset://penguins/${version}`] },
  },
  {
    name: 'unlabelled.csv',
    text: toCsv(unlabelled.map(({ species: _species, sex: _sex, ...rest }) => rest)),
    properties: {
      ...source,
      'valohai.dataset-versions': [`dataset://penguins-unlabelled/${version}`],
    },
  },
])

console.log(`Read ${penguins.length} penguins from ${source.source}.`)
console.log(`Dropped ${penguins.length - measured.length} without measurements.`)
console.log(`Set aside ${unlabelled.length} of unrecorded sex as unlabelled.csv.`)
console.log(
  `Split the other ${complete.length} by species: ${train.length} to train, ${test.length} held out.`,
)
report({
  rows_read: penguins.length,
  rows_dropped: penguins.length - measured.length,
  rows_unlabelled: unlabelled.length,
  rows_train: train.length,
  rows_test: test.length,
})
