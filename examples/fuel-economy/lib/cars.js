import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

/** The columns a model may learn from. */
export const SPECIFICATIONS = [
  'cylinders',
  'displacement_cu_in',
  'horsepower',
  'weight_lb',
  'acceleration_s',
  'model_year',
]

/**
 * One car: `row` counts from 1 in the source; what was not recorded is an empty text.
 * @typedef {Record<string, string | number> & { row: number, name: string, model_year: number,
 *   miles_per_gallon: number | '' }} Car
 */

/**
 * Every car of the npm package vega-datasets, and where exactly they came from.
 * @returns {{ cars: Car[], source: { source: string, source_sha256: string, source_licence: string } }}
 */
export function readCars() {
  // The package exports only its index, which fetches from the network; the file lies beside it.
  const index = import.meta.resolve('vega-datasets')
  const bytes = readFileSync(new URL('../data/cars.json', index))
  const { version } = JSON.parse(readFileSync(new URL('../package.json', index), 'utf8'))
  return {
    cars: JSON.parse(bytes.toString('utf8')).map(asCar),
    source: {
      source: `npm:vega-datasets@${version}/data/cars.json`,
      source_sha256: createHash('sha256').update(bytes).digest('hex'),
      source_licence: 'distributed in 1982 for educational and scientific purposes (StatLib)',
    },
  }
}

/**
 * @param {Record<string, string | number | null>} raw
 * @param {number} index
 */
function asCar(raw, index) {
  return {
    row: index + 1,
    name: raw.Name ?? '',
    origin: raw.Origin ?? '',
    cylinders: raw.Cylinders ?? '',
    displacement_cu_in: raw.Displacement ?? '',
    horsepower: raw.Horsepower ?? '',
    weight_lb: raw.Weight_in_lbs ?? '',
    acceleration_s: raw.Acceleration ?? '',
    // Written as a date, 1970-01-01, of which only the year is known.
    model_year: Number(String(raw.Year).slice(0, 4)),
    miles_per_gallon: raw.Miles_per_Gallon ?? '',
  }
}
