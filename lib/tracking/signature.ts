import { isNestedBeyond, maxNesting } from '../nesting'
import { textIn } from './texts'

/** A column that a model takes or answers. */
export interface Column {
  /** Null where there is only one and it has none. */
  name: string | null
  /** Such as `double`, `array(string)`, `tensor(float64) [-1, 4]`. */
  type: string
  required: boolean
  /** Of a parameter, as JSON. */
  default?: string
}

export interface Signature {
  /** Null where nothing is said. */
  inputs: Column[] | null
  outputs: Column[] | null
  params: Column[] | null
}

const mostColumns = 2000
const deepest = 12

/** Reads a signature: three texts that are JSON. Null where none of them is there. */
export function signatureOf(
  { inputs, outputs, params }: Record<string, unknown>,
  notes: string[],
): Signature | null {
  const read = {
    inputs: columnsOf(inputs, 'inputs', notes),
    outputs: columnsOf(outputs, 'outputs', notes),
    params: columnsOf(params, 'params', notes),
  }
  return read.inputs || read.outputs || read.params ? read : null
}

function columnsOf(json: unknown, which: string, notes: string[]): Column[] | null {
  if (textIn(json) === null) return null
  const value = parsed(String(json))
  if (value === null) return null
  if (!Array.isArray(value)) {
    notes.push(`The ${which} of the signature cannot be read.`)
    return null
  }
  if (value.length > mostColumns)
    notes.push(`The signature has ${value.length} ${which}; the first ${mostColumns} are kept.`)
  return value.slice(0, mostColumns).map(columnOf)
}

function columnOf(value: unknown): Column {
  const said = Object(value) as Record<string, unknown>
  const required = said.required !== false && said.optional !== true
  const column = { name: textIn(said.name), type: typeOf(said, 0), required }
  if (!('default' in said)) return column
  const fallback = textIn(JSON.stringify(said.default))
  return fallback === null ? column : { ...column, default: fallback }
}

function typeOf(value: unknown, depth: number): string {
  const said = Object(value) as Record<string, unknown>
  const type = textIn(said.type, 100) ?? 'any'
  if (depth > deepest) return type
  if (type === 'tensor') return tensorOf(Object(said['tensor-spec']) as Record<string, unknown>)
  if (type === 'array') return `array(${typeOf(said.items, depth + 1)})`
  if (type === 'map') return `map(${typeOf(said.values, depth + 1)})`
  if (type === 'object') return objectOf(said.properties, depth)
  return isShape(said.shape) ? `${type} [${said.shape.join(', ')}]` : type
}

function tensorOf({ dtype, shape }: Record<string, unknown>): string {
  const size = isShape(shape) ? ` [${shape.join(', ')}]` : ''
  return `tensor(${textIn(dtype, 100) ?? 'any'})${size}`
}

function objectOf(properties: unknown, depth: number): string {
  const fields = Object.entries(Object(properties) as Record<string, unknown>).slice(0, 50)
  const written = fields.map(([key, value]) => `${textIn(key, 100)}: ${typeOf(value, depth + 1)}`)
  return `object(${written.join(', ')})`.slice(0, 2000).toWellFormed()
}

function isShape(shape: unknown): shape is number[] {
  return Array.isArray(shape) && shape.length <= 20 && shape.every((size) => Number.isInteger(size))
}

function parsed(json: string): unknown {
  if (isNestedBeyond(maxNesting, json)) return undefined
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}
