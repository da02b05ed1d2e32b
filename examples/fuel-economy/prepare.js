// Cleans the table of cars and makes two dataset versions: cars (train.csv and test.csv) and
// cars-unlabelled (unlabelled.csv, the cars whose miles per gallon nobody recorded).
import { readCars, SPECIFICATIONS } from './lib/cars.js'
import { toCsv } from './lib/csv.js'
import { parameters, report, writeOutputs } from './lib/job.js'
import { splitByName, splitByYear } from './lib/split.js'

const options = parameters({
  'dataset-version': 'v1',
  'test-share': 0.3,
  'hold-out-newest': false,
  seed: 42,
})
const version = options['dataset-version']
const how = { testShare: options['test-share'], seed: options.seed }

const { cars, source } = readCars()
const specified = cars.filter((car) => SPECIFICATIONS.every((name) => car[name] !== ''))
const measured = specified.filter((car) => car.miles_per_gallon !== '')
const unlabelled = specified.filter((car) => car.miles_per_gallon === '')
const { train, test } = options['hold-out-newest']
  ? splitByYear(measured, how)
  : splitByName(measured, how)

const properties = { ...source, 'valohai.dataset-versions': [`dataset://cars/${version}`] }
writeOutputs([
  { name: 'train.csv', text: toCsv(train), properties },
  { name: 'test.csv', text: toCsv(test), properties },
  {
    name: 'unlabelled.csv',
    text: toCsv(unlabelled.map(({ miles_per_gallon: _unknown, ...car }) => car)),
    properties: { ...source, 'valohai.dataset-versions': [`dataset://cars-unlabelled/${version}`] },
  },
])

console.log(`Read ${cars.length} cars from ${source.source}.`)
console.log(`Dropped ${cars.length - specified.length} without horsepower.`)
console.log(`Set aside ${unlabelled.length} without miles per gallon as unlabelled.csv.`)
console.log(
  `Split the other ${measured.length} by ${options['hold-out-newest'] ? 'model year' : 'name'}: ${train.length} to train, ${test.length} held out.`,
)
report({
  rows_read: cars.length,
  rows_dropped: cars.length - specified.length,
  rows_unlabelled: unlabelled.length,
  rows_train: train.length,
  rows_test: test.length,
})
