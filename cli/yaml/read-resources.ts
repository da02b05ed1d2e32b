import { isMap, isScalar, type Node } from 'yaml'
import { entriesOf, type Reader, readFields } from './fields'

/** Checks the `resources` of a step or endpoint, which we do not hand out. */
export function readResources(node: Node | undefined, reader: Reader): void {
  if (!node) return
  const fields = readFields(node, 'resources', ['cpu', 'memory', 'devices'], reader)
  if (!fields) return
  for (const key of ['cpu', 'memory'])
    if (fields.has(key)) checkRange(key, fields.node(key), reader)
  const devices = fields.node('devices')
  if (!devices) return
  if (!isMap(devices))
    reader.problem(devices, 'devices is a mapping of names and numbers.', 'nvidia.com/gpu: 1')
  else
    for (const { key, at, value } of entriesOf(devices, reader))
      if (!isScalar(value) || typeof value.value !== 'number' || value.value < 1)
        reader.problem(value ?? at, `How many of ${key} is a number from 1.`)
}

function checkRange(key: string, node: Node | undefined, reader: Reader): void {
  const bounds = readFields(node, key, ['min', 'max'], reader)
  const [min, max] = [bounds?.number('min') ?? null, bounds?.number('max') ?? null]
  if (min !== null && max !== null && min > max)
    reader.problem(node, `min of ${key} is above its max: ${min} > ${max}.`, 'Swap them.')
}
