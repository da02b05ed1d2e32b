import type { Node } from 'yaml'
import { nearest } from '@/lib/near'
import type { Step } from '../run/step'
import { type Reader, readFields } from './fields'
import { checkMount, readVariables } from './read-environment'
import { readInputs } from './read-input'
import { readParameters } from './read-parameter'

const overrideKeys = [
  'image',
  'command',
  'parameters',
  'inputs',
  'environment',
  'environment-variables',
  'mounts',
  'autorestart',
  'runtime-config-preset',
]

/** A step as a node of a pipeline runs it: with what the node's `override` says differently. */
export function readOverride(node: Node | undefined, step: Step, reader: Reader): Step {
  if (!node) return step
  const fields = readFields(node, 'override', overrideKeys, reader)
  if (!fields) return step
  for (const item of fields.items('mounts')) checkMount(item, reader)
  for (const key of ['environment', 'mounts', 'autorestart', 'runtime-config-preset'])
    if (fields.has(key))
      reader.note(
        fields.node(key),
        `hub pipeline run does not use ${key}: the command is a plain process on this machine.`,
      )
  for (const key of ['environment', 'runtime-config-preset']) fields.text(key)
  fields.flag('autorestart')
  const overridden: Step = {
    ...step,
    image: fields.text('image') ?? step.image,
    command: fields.has('command') ? fields.texts('command') : step.command,
    parameters: readParameters(fields, step.parameters, reader),
    inputs: readInputs(fields, step.inputs, reader),
    environment: readVariables(fields, step.environment, reader),
  }
  for (const key of ['parameters', 'inputs'] as const)
    for (const { name } of overridden[key].slice(step[key].length)) {
      const near = nearest(
        name,
        step[key].map((one) => one.name),
      )
      reader.warning(
        fields.node(key),
        `The step ${step.name} has no ${key.slice(0, -1)} ${name}; this node adds it.`,
        ...(near ? [`Did you mean ${near}?`] : []),
      )
    }
  return overridden
}
