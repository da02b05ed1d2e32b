import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { parseArgs } from 'node:util'

/** @typedef {string | number | boolean} Value */
/** @typedef {{ name: string, text: string, properties?: Record<string, unknown> }} Output */

/**
 * The parameters of this step: the command line first, then parameters.json, then the defaults.
 * A default also sets the type: a whole number, a number, a flag or a text.
 * @template {Record<string, Value>} T
 * @param {T} defaults
 * @returns {{ [K in keyof T]: T[K] extends number ? number : T[K] extends boolean ? boolean : string }}
 * @throws {Error} on an unknown parameter or a value of the wrong type
 */
export function parameters(defaults) {
  /** @type {Record<string, { type: 'boolean' | 'string' }>} */
  const options = {}
  for (const [name, value] of Object.entries(defaults)) {
    options[name] = { type: typeof value === 'boolean' ? 'boolean' : 'string' }
  }
  const { values } = parseArgs({ options })
  const given = { ...configuration('parameters'), ...values }
  const typed = Object.entries(defaults).map(([name, fallback]) => [
    name,
    asTypeOf(fallback, given[name] ?? fallback, name),
  ])
  return Object.fromEntries(typed)
}

/**
 * The text of one file of an input, for example ('data', 'train.csv').
 * @param {string} input
 * @param {string} file
 * @returns {string}
 */
export function readInput(input, file) {
  const files = inputFiles(input)
  if (!files.includes(file)) {
    throw new Error(
      `The input ${input} has no ${file}. It holds: ${files.join(', ') || 'nothing'}.`,
    )
  }
  return readFileSync(join(inputFolder(input), file), 'utf8')
}

/**
 * The names of the files of an input, sorted; of those in folders the whole path.
 * @param {string} input
 * @returns {string[]}
 */
export function inputFiles(input) {
  const folder = inputFolder(input)
  try {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
    return entries
      .filter((entry) => !entry.isDirectory())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll(sep, '/'))
      .sort()
  } catch (cause) {
    throw new Error(`The input ${input} is missing: cannot read ${inputFolder(input)}.`, { cause })
  }
}

/**
 * The URI that a file of an input came from; by hand, where nobody knows it, its name.
 * @param {string} input
 * @param {string} file
 * @returns {string}
 */
export function inputUri(input, file) {
  const described = configuration('inputs')[input]?.files ?? []
  return described.find(({ name }) => name === file)?.uri ?? file
}

/**
 * Writes output files, each with its properties in a sidecar `<name>.metadata.json` beside it.
 * @param {Output[]} outputs
 */
export function writeOutputs(outputs) {
  const folder = process.env.VH_OUTPUTS_DIR ?? '/valohai/outputs'
  for (const { name, text, properties } of outputs) {
    const path = join(folder, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
    if (properties)
      writeFileSync(`${path}.metadata.json`, `${JSON.stringify(properties, null, 2)}\n`)
  }
}

/**
 * Reports the metrics of one moment: one JSON object alone on a line of stdout.
 * @param {Record<string, Value>} values
 * @throws {Error} on NaN or infinity, which JSON would turn into null
 */
export function report(values) {
  for (const [name, value] of Object.entries(values)) {
    if (typeof value === 'number' && !Number.isFinite(value)) {
      throw new Error(`The metric ${name} is ${value}; it must be a finite number.`)
    }
  }
  console.log(JSON.stringify(values))
}

/** @param {string} input */
function inputFolder(input) {
  return join(process.env.VH_INPUTS_DIR ?? '/valohai/inputs', input)
}

/**
 * What the job was given, as `parameters.json` and `inputs.json` say it.
 * @param {'parameters' | 'inputs'} name
 */
function configuration(name) {
  const path = join(process.env.VH_CONFIG_DIR ?? '/valohai/config', `${name}.json`)
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    // A step run by hand has no configuration folder.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {}
    throw error
  }
}

/**
 * @param {Value} fallback
 * @param {unknown} value
 * @param {string} name
 * @returns {Value}
 */
function asTypeOf(fallback, value, name) {
  if (typeof fallback === 'boolean') return value === true || value === 'true'
  if (typeof fallback === 'string') return String(value)
  const number = Number(value)
  const whole = Number.isInteger(fallback)
  if (value === '' || !Number.isFinite(number) || (whole && !Number.isInteger(number))) {
    throw new Error(`--${name} must be a ${whole ? 'whole ' : ''}number, not '${value}'.`)
  }
  return number
}
