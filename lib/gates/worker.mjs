// Evaluates expressions of gates apart from everything else, so that one that loops or grows ends with this
// thread. Plain Node: the same file serves the sources, the bundles and the tests.
import { workerData } from 'node:worker_threads'
import {
  CelScalar,
  celEnv,
  celFunc,
  celListConcat,
  isCelError,
  listType,
  parse,
  plan,
} from '@bufbuild/cel'

/** @typedef {import('@bufbuild/cel').CelInput} Value */
/** @typedef {(bindings: Record<string, Value>) => unknown} Plan */

const { BYTES, DOUBLE, DYN, STRING } = CelScalar
const LIST = listType(DYN)
/** @type {import('node:worker_threads').MessagePort} */
const port = workerData.port

/**
 * A number that is none would make every comparison false, and its negation true.
 * @param {number} value
 * @returns {number}
 */
function real(value) {
  if (Number.isFinite(value)) return value
  throw new Error('A computation in it has no finite result, such as a division by zero.')
}

// One text or list that grows by itself could take the memory of the whole process before any limit acts.
const longest = 50_000

/**
 * @template T
 * @param {(a: T, b: T) => T} join
 * @param {(value: T) => number | bigint} sizeOf
 */
function bounded(join, sizeOf) {
  /**
   * @param {T} a
   * @param {T} b
   */
  return (a, b) => {
    if (Number(sizeOf(a)) + Number(sizeOf(b)) > longest)
      throw new Error('A text or list in it grows too long.')
    return join(a, b)
  }
}

/**
 * @param {string} a
 * @param {string} b
 */
function joined(a, b) {
  return a + b
}

/**
 * @param {Uint8Array} a
 * @param {Uint8Array} b
 */
function concatenated(a, b) {
  const both = new Uint8Array(a.length + b.length)
  both.set(a)
  both.set(b, a.length)
  return both
}

const env = celEnv({
  funcs: [
    celFunc('_+_', [DOUBLE, DOUBLE], DOUBLE, (a, b) => real(a + b)),
    celFunc('_-_', [DOUBLE, DOUBLE], DOUBLE, (a, b) => real(a - b)),
    celFunc('_*_', [DOUBLE, DOUBLE], DOUBLE, (a, b) => real(a * b)),
    celFunc('_/_', [DOUBLE, DOUBLE], DOUBLE, (a, b) => real(a / b)),
    celFunc(
      '_+_',
      [STRING, STRING],
      STRING,
      bounded(joined, (text) => text.length),
    ),
    celFunc(
      '_+_',
      [BYTES, BYTES],
      BYTES,
      bounded(concatenated, (bytes) => bytes.length),
    ),
    celFunc(
      '_+_',
      [LIST, LIST],
      LIST,
      bounded(celListConcat, (list) => list.size),
    ),
    celFunc('double', [STRING], DOUBLE, (text) => real(text.trim() ? Number(text) : Number.NaN)),
  ],
})
const timestamp = plan(env, parse('timestamp(text)'))

// Policies have few expressions, and each is evaluated for many versions.
const mostPlans = 500
/** @type {Map<string, Plan>} */
const plans = new Map()
/** @type {Record<string, Value>} */
let bindings = {}

// What is compiled at first use would count against the first gate.
answer(
  '!(metrics.all(k, k.matches("^a") || metrics[k] > 0.5 - 0.1)) || now > timestamp("2026-01-01T00:00:00Z")',
)
port.on('message', (message) => {
  if (message.bindings) bindings = inputs(message.bindings)
  else port.postMessage({ id: message.id, ...answer(message.cel) })
})
port.postMessage({ ready: true })

/**
 * @param {string} cel
 * @returns {{ value: boolean } | { error: string }}
 */
function answer(cel) {
  try {
    const value = planOf(cel)(bindings)
    if (typeof value === 'boolean') return { value }
    if (isCelError(value)) return { error: shortened(value.message) }
    return { error: 'It answers something other than true or false.' }
  } catch (error) {
    return { error: shortened(error instanceof Error ? error.message : String(error)) }
  }
}

/**
 * A message may quote a value of any length.
 * @param {string} message
 */
function shortened(message) {
  return message.length > 300 ? `${message.slice(0, 300)}…` : message
}

/** @param {string} cel */
function planOf(cel) {
  const known = plans.get(cel)
  if (known) return known
  if (plans.size >= mostPlans) plans.clear()
  const made = /** @type {Plan} */ (plan(env, parse(cel)))
  plans.set(cel, made)
  return made
}

/**
 * CEL has no dates of JavaScript. Without a prototype, a name is either bound or unknown.
 * @param {Map<string, unknown>} values
 */
function inputs(values) {
  /** @type {Record<string, Value>} */
  const found = Object.create(null)
  for (const [name, value] of values) found[name] = input(value)
  return found
}

/**
 * @param {unknown} value
 * @returns {Value}
 */
function input(value) {
  if (value instanceof Date) return /** @type {Value} */ (timestamp({ text: value.toISOString() }))
  if (value instanceof Map)
    return new Map(
      [...value].map(([key, part]) => [key, part instanceof Date ? input(part) : part]),
    )
  return /** @type {Value} */ (value)
}
