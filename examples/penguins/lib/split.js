import { createHash } from 'node:crypto'

/**
 * Splits rows into training and test, the same share of every stratum, the same for a given seed
 * on every machine. Both halves keep the order of the source.
 * @template {{ row: number }} T
 * @param {T[]} rows
 * @param {{ stratum: (row: T) => string, testShare: number, seed: number }} how
 * @returns {{ train: T[], test: T[] }}
 */
export function stratifiedSplit(rows, { stratum, testShare, seed }) {
  /** @type {Set<T>} */
  const test = new Set()
  for (const group of new Set(rows.map(stratum))) {
    const drawn = rows
      .filter((row) => stratum(row) === group)
      .map((row) => ({ row, lot: lot(seed, row.row) }))
      .sort((a, b) => (a.lot < b.lot ? -1 : 1))
    for (const { row } of drawn.slice(0, Math.round(drawn.length * testShare))) test.add(row)
  }
  return { train: rows.filter((row) => !test.has(row)), test: rows.filter((row) => test.has(row)) }
}

/**
 * A hash draws lots: no random generator whose stream could change between versions.
 * @param {number} seed
 * @param {number} row
 */
function lot(seed, row) {
  return createHash('sha256').update(`${seed}:${row}`).digest('hex')
}
