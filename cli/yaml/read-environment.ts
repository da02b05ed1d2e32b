import { isScalar, type Node } from 'yaml'
import type { Step } from '../run/step'
import { type Fields, type Reader, readFields } from './fields'
import { mergeItems } from './merge-items'

/** The environment variables of a step, or of an override. */
export function readVariables(
  fields: Fields,
  base: Step['environment'],
  reader: Reader,
): Step['environment'] {
  const items = fields.items('environment-variables')
  return mergeItems('environment variable', items, base, reader, (item, given) =>
    readVariable(item, given, reader),
  )
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

/** Checks one of the `mounts`, which we do not make. */
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
