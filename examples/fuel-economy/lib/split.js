import { createHash } from 'node:crypto'

/** @typedef {import('./cars.js').Car} Car */

/**
 * Holds out a share of the names and every car that bears one, so that no car is tested on its own
 * sister. The same for a given seed on every machine.
 * @param {Car[]} cars
 * @param {{ testShare: number, seed: number }} how
 * @returns {{ train: Car[], test: Car[] }}
 */
export function splitByName(cars, { testShare, seed }) {
  const drawn = [...new Set(cars.map(({ name }) => name))]
    .map((name) => ({ name, lot: lot(seed, name) }))
    .sort((a, b) => (a.lot < b.lot ? -1 : 1))
  const heldOut = new Set(
    drawn.slice(0, Math.round(drawn.length * testShare)).map(({ name }) => name),
  )
  return divide(cars, (car) => heldOut.has(car.name))
}

/**
 * Holds out whole model years from the newest back, until they make up the share.
 * @param {Car[]} cars
 * @param {{ testShare: number }} how
 * @returns {{ train: Car[], test: Car[] }}
 */
export function splitByYear(cars, { testShare }) {
  const years = cars.map(({ model_year }) => model_year).sort((a, b) => b - a)
  const oldest = years[Math.ceil(cars.length * testShare) - 1] ?? 0
  return divide(cars, (car) => car.model_year >= oldest)
}

/**
 * @param {Car[]} cars
 * @param {(car: Car) => boolean} isHeldOut
 */
function divide(cars, isHeldOut) {
  return { train: cars.filter((car) => !isHeldOut(car)), test: cars.filter(isHeldOut) }
}

/**
 * A hash draws lots: no random generator whose stream could change between versions.
 * @param {number} seed
 * @param {string} name
 */
function lot(seed, name) {
  return createHash('sha256').update(`${seed}:${name}`).digest('hex')
}
