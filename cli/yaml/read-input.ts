import type { Node } from 'yaml'
import { readAddress } from '../run/addresses'
import type { StepInput } from '../run/step'
import { type Fields, type Reader, readFields } from './fields'
import { mergeItems } from './merge-items'

const inputKeys = [
  'name',
  'default',
  'optional',
  'filename',
  'keep-directories',
  'download',
  'description',
]

/** The inputs of a step, or of an override. */
export function readInputs(fields: Fields, base: StepInput[], reader: Reader): StepInput[] {
  const items = fields.items('inputs')
  return mergeItems('input', items, base, reader, (item, given) => readInput(item, given, reader))
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
