import type { Node } from 'yaml'
import { readCondition } from './condition'
import { readDuration } from './duration'
import { type Fields, isAtom, isAtoms, type Reader, readFields } from './fields'
import type { Parameter, ParameterType, Step, StepInput } from './step'

const stepKeys = [
  'name',
  'image',
  'command',
  'parameters',
  'inputs',
  'outputs',
  'environment',
  'environment-variables',
  'environment-variable-groups',
  'mounts',
  'cache-volumes',
  'time-limit',
  'no-output-timeout',
  'stop-condition',
  'upload-store',
  'resources',
  'runtime-config-preset',
  'source-path',
  'autorestart',
  'category',
  'icon',
  'description',
]
const effects = ['mounts', 'environment-variable-groups']
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
const inputKeys = [
  'name',
  'default',
  'optional',
  'filename',
  'keep-directories',
  'download',
  'description',
]
const variableKeys = ['name', 'default', 'optional', 'description']
const types: readonly string[] = ['string', 'integer', 'float', 'flag'] satisfies ParameterType[]

/** Reads the body of a `step:`; undefined when it is no mapping or has no name. */
export function readStep(node: Node | undefined, reader: Reader): Step | undefined {
  const fields = readFields(node, 'step', stepKeys, reader)
  const name = fields?.text('name')
  if (!fields || !node) return undefined
  for (const key of ['name', 'image', 'command'])
    if (!fields.node(key))
      reader.problem(node, `The step ${name ?? ''} needs ${key}.`.replace('  ', ' '))
  if (!name) return undefined
  return {
    name,
    image: fields.text('image') ?? '',
    command: fields.texts('command'),
    parameters: unique(fields.items('parameters').flatMap((item) => readParameter(item, reader))),
    inputs: unique(fields.items('inputs').flatMap((item) => readInput(item, reader))),
    environment: fields
      .items('environment-variables')
      .flatMap((item) => readVariable(item, reader)),
    timeLimit: readLimit(fields, 'time-limit', reader),
    noOutputTimeout: readLimit(fields, 'no-output-timeout', reader),
    stopCondition: readStopCondition(fields, reader),
    sourcePath: fields.text('source-path'),
    definition: reader.json(node),
    ignored: effects.filter((key) => fields.node(key)),
  }
}

function readParameter(node: Node, reader: Reader): Parameter[] {
  const fields = readFields(node, 'parameter', parameterKeys, reader)
  const name = fields?.text('name')
  if (!fields) return []
  if (!name) {
    reader.problem(node, 'A parameter needs a name.')
    return []
  }
  const type = fields.text('type') ?? 'string'
  if (!isType(type)) {
    reader.problem(fields.node('type'), `${type} is no type. Use string, integer, float or flag.`)
    return []
  }
  const multiple = fields.text('multiple') ?? 'none'
  if (!['none', 'repeat', 'separate'].includes(multiple))
    reader.problem(fields.node('multiple'), 'multiple is none, repeat or separate.')
  // As it is written: the text 1.10 is not the number 1.1.
  const asText = type === 'string' && isAtom(fields.value('default'))
  const value = asText ? fields.text('default') : fields.value('default')
  return [
    {
      name,
      type,
      default: isAtom(value) || isAtoms(value) ? value : null,
      optional: type === 'flag' || fields.value('optional') === true,
      min: fields.number('min'),
      max: fields.number('max'),
      choices: fields.node('choices') ? fields.atoms('choices') : null,
      multiple: multiple === 'repeat' || multiple === 'separate' ? multiple : null,
      multipleSeparator: fields.text('multiple-separator') ?? ',',
      passAs: fields.text('pass-as'),
      passTrueAs: fields.text('pass-true-as'),
      passFalseAs: fields.text('pass-false-as'),
    },
  ]
}

function readInput(node: Node, reader: Reader): StepInput[] {
  const fields = readFields(node, 'input', inputKeys, reader)
  const name = fields?.text('name')
  if (!fields) return []
  if (!name || name.length > 64 || /[/\\\0]/.test(name) || name === '.' || name === '..') {
    reader.problem(
      fields.node('name') ?? node,
      'An input needs a name of 1 to 64 characters without slashes.',
    )
    return []
  }
  const keep = fields.value('keep-directories') ?? 'none'
  const keepDirectories = keep === true ? 'full' : keep === false ? 'none' : keep
  if (keepDirectories !== 'none' && keepDirectories !== 'suffix' && keepDirectories !== 'full') {
    reader.problem(fields.node('keep-directories'), 'keep-directories is none, suffix or full.')
    return []
  }
  const filename = fields.text('filename')
  if (filename && (/[/\\\0]/.test(filename) || filename === '.' || filename === '..'))
    reader.problem(fields.node('filename'), 'filename is a plain name without slashes.')
  return [
    {
      name,
      defaults: fields.texts('default'),
      optional: fields.value('optional') === true,
      filename,
      keepDirectories,
    },
  ]
}

function readVariable(node: Node, reader: Reader): Step['environment'] {
  const fields = readFields(node, 'environment variable', variableKeys, reader)
  const name = fields?.text('name')
  if (!fields || !name) return []
  const optional = fields.value('optional') !== false
  return [{ name, value: fields.text('default'), optional }]
}

/** Seconds; 0 and an empty text are no limit. */
function readLimit(fields: Fields, key: string, reader: Reader): number | null {
  const value = fields.value(key)
  if (value === undefined || value === 0 || value === '') return null
  const duration = readDuration(value)
  if (duration === null)
    reader.problem(fields.node(key), `${key} is seconds, or a text such as 1h 30m 5s.`)
  return duration
}

function readStopCondition(fields: Fields, reader: Reader): Step['stopCondition'] {
  const text = fields.text('stop-condition')
  if (!text) return null
  const read = readCondition(text)
  if (read.ok) return { text, condition: read.condition }
  reader.problem(
    fields.node('stop-condition'),
    `The stop-condition cannot be read. ${read.message} Write it like accuracy > 0.9 and epoch >= 3.`,
  )
  return null
}

function isType(text: string): text is ParameterType {
  return types.includes(text)
}

/** The last of those with the same name, in the place of the first. */
function unique<T extends { name: string }>(items: T[]): T[] {
  return [...new Map(items.map((item) => [item.name, item])).values()]
}
