import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

/** The measurements a model may learn from; the island is left out because it gives the species away. */
export const MEASUREMENTS = ['beak_length_mm', 'beak_depth_mm', 'flipper_length_mm', 'body_mass_g']

/**
 * One penguin: `row` counts from 1 in the source; what was not recorded is an empty text.
 * @typedef {Record<string, string | number> & { row: number, species: string, sex: string }} Penguin
 */

/**
 * Every penguin of the npm package vega-datasets, and where exactly they came from.
 * @returns {{ penguins: Penguin[], source: { source: string, source_sha256: string, source_licence: string } }}
 */
export function readPenguins() {
  // The package exports only its index, which fetches from the network; the file lies beside it.
  const index = import.meta.resolve('vega-datasets')
  const bytes = readFileSync(new URL('../data/penguins.json', index))
  const { version } = JSON.parse(readFileSync(new URL('../package.json', index), 'utf8'))
  return {
    penguins: JSON.parse(bytes.toString('utf8')).map(asPenguin),
    source: {
      source: `npm:vega-datasets@${version}/data/penguins.json`,
      source_sha256: createHash('sha256').update(bytes).digest('hex'),
      source_licence: 'CC0-1.0',
    },
  }
}

/**
 * @param {Record<string, string | number | null>} raw
 * @param {number} index
 */
function asPenguin(raw, index) {
  return {
    row: index + 1,
    species: raw.Species ?? '',
    island: raw.Island ?? '',
    // One penguin's sex is written '.', which means not recorded.
    sex: raw.Sex === 'MALE' || raw.Sex === 'FEMALE' ? raw.Sex.toLowerCase() : '',
    beak_length_mm: raw['Beak Length (mm)'] ?? '',
    beak_depth_mm: raw['Beak Depth (mm)'] ?? '',
    flipper_length_mm: raw['Flipper Length (mm)'] ?? '',
    body_mass_g: raw['Body Mass (g)'] ?? '',
  }
}
