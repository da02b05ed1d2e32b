import type { Node } from 'yaml'
import { suggestion } from '@/lib/near'
import { readCondition } from '../run/condition'
import type { Step } from '../run/step'
import { type Fields, type Reader, readFields } from './fields'
import { checkMount, readVariables } from './read-environment'
import { readInputs } from './read-input'
import { readParameters } from './read-parameter'
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
/** Reads the body of a `step:`; undefined when it is no mapping or has no name. */
export function readStep(node: Node | undefined, reader: Reader): Step | undefined {
  const fields = readFields(node, 'step', stepKeys, reader)
  const name = fields?.text('name')
  if (!fields) return undefined
  fields.need('name', 'image', 'command')
  if (!name) return undefined
  const demanding = fields.flag('autorestart')
    ? ['runtime-config-preset', 'autorestart']
    : ['runtime-config-preset']
  for (const key of demanding)
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

function readOutput(node: Node, reader: Reader): string[] {
  const fields = readFields(node, 'output', ['name', 'description'], reader)
  if (!fields?.need('name')) return []
  return [fields.text('name') ?? ''].filter(Boolean)
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

/** What `{parameter:x}` in the command and in the URIs asks for must be there. */
function checkPlaceholders(
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
