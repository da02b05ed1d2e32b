import { isScalar, type Node } from 'yaml'
import { Failure } from '../failure'
import { parameterValues } from '../run/parameters'
import { isAtom, isAtoms, type Parameter, parameterTypes } from '../run/step'
import { type Fields, type Reader, readFields } from './fields'
import { mergeItems } from './merge-items'

const parameterKeys = [
  'name',
  'type',
  'default',
  'optional',
  'min',
  'max',
  'choices',
  'multiple',
  'multiple-separator',
  'pass-as',
  'pass-true-as',
  'pass-false-as',
  'category',
  'widget',
  'description',
]

/** The parameters of a step, or of an override: what one does not say is as in the base. */
export function readParameters(fields: Fields, base: Parameter[], reader: Reader): Parameter[] {
  const items = fields.items('parameters')
  return mergeItems('parameter', items, base, reader, (item, given) =>
    readParameter(item, given, reader),
  )
}

function readParameter(
  node: Node,
  base: Parameter | undefined,
  reader: Reader,
): Parameter | undefined {
  const fields = readFields(node, 'parameter', parameterKeys, reader)
  if (!fields?.need('name')) return undefined
  const name = fields.text('name')
  if (!name) return undefined
  const type = fields.choice('type', parameterTypes, base?.type ?? 'string')
  const multiple = fields.choice(
    'multiple',
    ['none', 'repeat', 'separate'],
    base?.multiple ?? 'none',
  )
  // As it is written: the text 1.10 is not the number 1.1.
  const asText = type === 'string' && isScalar(fields.node('default'))
  const value = asText ? fields.text('default') : fields.value('default')
  const isValue = isAtom(value) || isAtoms(value)
  if (fields.has('default') && !isValue)
    reader.problem(
      fields.node('default'),
      `The default of ${name} is neither a value nor a list of values.`,
    )
  const parameter: Parameter = {
    name,
    type,
    default: isValue ? value : (base?.default ?? null),
    optional: type === 'flag' || (fields.flag('optional') ?? base?.optional ?? false),
    min: fields.number('min') ?? base?.min ?? null,
    max: fields.number('max') ?? base?.max ?? null,
    choices: fields.has('choices') ? fields.atoms('choices') : (base?.choices ?? null),
    multiple: multiple === 'none' ? null : multiple,
    multipleSeparator: fields.text('multiple-separator') ?? base?.multipleSeparator ?? ',',
    passAs: fields.text('pass-as') ?? base?.passAs ?? null,
    passTrueAs: fields.text('pass-true-as') ?? base?.passTrueAs ?? null,
    passFalseAs: fields.text('pass-false-as') ?? base?.passFalseAs ?? null,
  }
  checkParameter(parameter, fields, reader)
  return parameter
}

function checkParameter(parameter: Parameter, fields: Fields, reader: Reader): void {
  const { name, type, min, max, choices, multiple } = parameter
  if (type === 'flag')
    for (const key of ['choices', 'multiple', 'optional', 'min', 'max'])
      if (fields.has(key))
        reader.warning(fields.node(key), `${key} means nothing for a flag.`, 'Remove it.')
  if (type === 'string')
    for (const key of ['min', 'max'])
      if (fields.has(key))
        reader.warning(
          fields.node(key),
          `${key} means nothing for a text.`,
          `Remove it, or set type: integer or type: float.`,
        )
  if (type !== 'flag')
    for (const key of ['pass-true-as', 'pass-false-as'])
      if (fields.has(key))
        reader.warning(fields.node(key), `${key} is for flags alone.`, 'Use pass-as.')
  if (min !== null && max !== null && min > max)
    reader.problem(
      fields.node('min') ?? fields.node('max'),
      `min of ${name} is above its max: ${min} > ${max}.`,
      'Swap them.',
    )
  if (choices?.length === 0)
    reader.problem(fields.node('choices'), `The choices of ${name} are none.`, 'Remove choices.')
  if (Array.isArray(parameter.default) && !multiple) {
    reader.problem(
      fields.node('default') ?? fields.at,
      `The default of ${name} is a list, but it takes one value.`,
      'Set multiple: repeat or multiple: separate, or give one value.',
    )
    return
  }
  const problem = problemOf(parameter)
  if (problem)
    reader.problem(
      fields.node('default') ?? fields.at,
      `The default does not do: ${problem}`,
      'Change the default, or what the parameter allows.',
    )
}

/** What `hub run` would say of the default. */
function problemOf(parameter: Parameter): string | null {
  const step = { name: '', parameters: [{ ...parameter, optional: true }] }
  try {
    parameterValues(step, new Map())
    return null
  } catch (error) {
    if (error instanceof Failure) return error.message
    throw error
  }
}
