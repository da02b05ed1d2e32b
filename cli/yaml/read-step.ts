import { isMap, isScalar, type Node } from 'yaml'
import { Failure } from '../failure'
import { readAddress } from '../run/addresses'
import { readCondition } from '../run/condition'
import { parameterValues } from '../run/parameters'
import {
  isAtom,
  isAtoms,
  type Parameter,
  parameterTypes,
  type Step,
  type StepInput,
} from '../run/step'
import { type Fields, type Reader, readFields } from './fields'
import { suggestion } from './near'
import { readResources } from './read-resources'

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
/** What a command may count on, and a plain process does not have. */
const missed = ['mounts', 'environment-variable-groups']
/** What says where or how a platform runs it. */
const foreign = [
  'environment',
  'cache-volumes',
  'upload-store',
  'resources',
  'runtime-config-preset',
  'autorestart',
]
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

/** Reads the body of a `step:`; undefined when it is no mapping or has no name. */
export function readStep(node: Node | undefined, reader: Reader): Step | undefined {
  const fields = readFields(node, 'step', stepKeys, reader)
  const name = fields?.text('name')
  if (!fields) return undefined
  fields.need('name', 'image', 'command')
  if (!name) return undefined
  for (const key of ['runtime-config-preset', 'autorestart'])
    if (fields.has(key) && !fields.has('environment'))
      reader.problem(
        fields.node(key),
        `${key} of a step needs environment.`,
        `Add environment: to the step ${name}, or remove ${key}.`,
      )
  for (const key of [...missed, ...foreign])
    if (fields.has(key))
      reader.note(
        fields.node(key),
        `hub run does not use ${key}: the command is a plain process on this machine.`,
      )
  readResources(fields.node('resources'), reader)
  for (const item of fields.items('mounts')) checkMount(item, reader)
  for (const key of ['environment', 'upload-store', 'runtime-config-preset', 'source-path'])
    fields.text(key)
  for (const key of ['cache-volumes', 'environment-variable-groups']) fields.texts(key)
  fields.flag('autorestart')
  const step: Step = {
    name,
    image: fields.text('image') ?? '',
    command: fields.texts('command'),
    parameters: readParameters(fields, [], reader),
    inputs: readInputs(fields, [], reader),
    outputs: fields.items('outputs').flatMap((item) => readOutput(item, reader)),
    environment: readVariables(fields, [], reader),
    timeLimit: fields.duration('time-limit'),
    noOutputTimeout: fields.duration('no-output-timeout'),
    stopCondition: readStopCondition(fields, reader),
    sourcePath: fields.text('source-path'),
    definition: reader.json(fields.at),
    ignored: missed.filter((key) => fields.has(key)),
  }
  checkPlaceholders(step, fields, reader)
  return step
}

/** The parameters of a step, or of an override: what one does not say is as in the base. */
export function readParameters(fields: Fields, base: Parameter[], reader: Reader): Parameter[] {
  const items = fields.items('parameters')
  return merged('parameter', items, base, reader, (item, given) =>
    readParameter(item, given, reader),
  )
}

/** The inputs of a step, or of an override. */
export function readInputs(fields: Fields, base: StepInput[], reader: Reader): StepInput[] {
  const items = fields.items('inputs')
  return merged('input', items, base, reader, (item, given) => readInput(item, given, reader))
}

/** The environment variables of a step, or of an override. */
export function readVariables(
  fields: Fields,
  base: Step['environment'],
  reader: Reader,
): Step['environment'] {
  const items = fields.items('environment-variables')
  return merged('environment variable', items, base, reader, (item, given) =>
    readVariable(item, given, reader),
  )
}

/** The last of those with the same name, in the place of the first. */
function merged<T extends { name: string }>(
  what: string,
  items: Node[],
  base: T[],
  reader: Reader,
  read: (item: Node, base: T | undefined) => T | undefined,
): T[] {
  const all = new Map(base.map((one) => [one.name, one]))
  const seen = new Set<string>()
  for (const item of items) {
    const name = isMap(item) ? String(item.get('name') ?? '') : ''
    const one = read(item, all.get(name))
    if (!one) continue
    if (seen.has(one.name))
      reader.warning(
        item,
        `There are two ${what}s ${one.name}; the last one counts.`,
        'Remove one of them.',
      )
    seen.add(one.name)
    all.set(one.name, one)
  }
  return [...all.values()]
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

function readInput(node: Node, base: StepInput | undefined, reader: Reader): StepInput | undefined {
  const fields = readFields(node, 'input', inputKeys, reader)
  const name = fields?.text('name')
  if (!fields) return undefined
  if (!name || name.length > 64 || /[/\\\0]/.test(name) || name === '.' || name === '..') {
    reader.problem(
      fields.node('name') ?? node,
      'An input needs a name of 1 to 64 characters without slashes.',
      'It becomes the name of a folder; choose a short word.',
    )
    return undefined
  }
  const keep = fields.value('keep-directories') ?? base?.keepDirectories ?? 'none'
  const keepDirectories = keep === true ? 'full' : keep === false ? 'none' : keep
  if (keepDirectories !== 'none' && keepDirectories !== 'suffix' && keepDirectories !== 'full') {
    reader.problem(
      fields.node('keep-directories'),
      'keep-directories is none, suffix or full.',
      'Use full to keep the folders of the source.',
    )
    return undefined
  }
  const filename = fields.text('filename') ?? base?.filename ?? null
  if (filename && (/[/\\\0]/.test(filename) || filename === '.' || filename === '..'))
    reader.problem(
      fields.node('filename'),
      'filename is a plain name without slashes.',
      `Write ${filename.split(/[/\\]/).at(-1) || 'a name'}.`,
    )
  fields.choice('download', ['always', 'on-demand'], 'always')
  if (fields.text('download') === 'on-demand')
    reader.note(fields.node('download'), 'hub run fetches every input before the command starts.')
  const defaults = fields.has('default') ? fields.texts('default') : (base?.defaults ?? [])
  for (const uri of fields.has('default') ? defaults : []) {
    const address = uri.includes('{parameter') ? null : readAddress(uri, '/')
    if (address?.kind === 'wrong')
      reader.warning(
        fields.node('default'),
        `The default of ${name} cannot be used. ${address.message}`,
      )
  }
  return {
    name,
    defaults,
    optional: fields.flag('optional') ?? base?.optional ?? false,
    filename,
    keepDirectories,
  }
}

function readOutput(node: Node, reader: Reader): string[] {
  const fields = readFields(node, 'output', ['name', 'description'], reader)
  if (!fields?.need('name')) return []
  return [fields.text('name') ?? ''].filter(Boolean)
}

function readVariable(
  node: Node,
  base: Step['environment'][number] | undefined,
  reader: Reader,
): Step['environment'][number] | undefined {
  const known = ['name', 'default', 'optional', 'description']
  const fields = readFields(node, 'environment variable', known, reader)
  if (!fields?.need('name')) return undefined
  const name = fields.text('name')
  if (!name) return undefined
  if (/[=\0]/.test(name))
    reader.problem(
      fields.node('name'),
      `${name} cannot be the name of an environment variable.`,
      'Write the name in name and the value in default.',
    )
  return {
    name,
    value: fields.text('default') ?? base?.value ?? null,
    optional: fields.flag('optional') ?? base?.optional ?? true,
  }
}

/** A condition over metrics; reported when it cannot be understood. */
export function readStopCondition(fields: Fields, reader: Reader): Step['stopCondition'] {
  const text = fields.text('stop-condition')
  if (!text) return null
  const read = readCondition(text)
  if (read.ok) return { text, condition: read.condition }
  reader.problem(
    fields.node('stop-condition'),
    `The stop-condition cannot be read. ${read.message}`,
    'Write it like accuracy > 0.9 and epoch >= 3.',
  )
  return null
}

export function checkMount(node: Node, reader: Reader): void {
  if (isScalar(node)) {
    if (!/^\/.+:\/.+$/.test(String(node.value)))
      reader.problem(
        node,
        'A mount is a text /source:/destination or a mapping.',
        'Both paths are absolute.',
      )
    return
  }
  const known = ['source', 'destination', 'readonly', 'type', 'options']
  const fields = readFields(node, 'mount', known, reader)
  if (!fields?.need('source', 'destination')) return
  fields.flag('readonly')
  if (!/^\/./.test(fields.text('destination') ?? ''))
    reader.problem(
      fields.node('destination'),
      'The destination of a mount is an absolute path.',
      'Begin it with a slash.',
    )
}

/** What `{parameter:x}` in the command and in the URIs asks for must be there. */
export function checkPlaceholders(
  { name, command, parameters, inputs }: Pick<Step, 'name' | 'command' | 'parameters' | 'inputs'>,
  fields: Fields,
  reader: Reader,
): void {
  const known = parameters.map((parameter) => parameter.name)
  const unknownIn = (text: string) =>
    [...text.matchAll(/\{parameter(?:-value)?:([^{}\n]+)\}/g)]
      .map(([, asked = '']) => asked)
      .filter((asked) => !known.includes(asked))
  for (const asked of command.flatMap(unknownIn))
    reader.warning(
      fields.node('command'),
      `The command asks for the parameter ${asked}, which the step ${name} does not have; it stays as it is written.`,
      suggestion(asked, known, 'a parameter'),
    )
  for (const input of inputs)
    for (const asked of input.defaults.flatMap(unknownIn))
      reader.warning(
        fields.node('inputs'),
        `The input ${input.name} asks for the parameter ${asked}, which the step ${name} does not have.`,
        suggestion(asked, known, 'a parameter'),
      )
}
