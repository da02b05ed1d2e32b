import { isSeq, type Node } from 'yaml'
import { type Reader, readFields } from './fields'
import { readResources } from './read-resources'

const endpointKeys = [
  'name',
  'description',
  'image',
  'server-command',
  'wsgi',
  'port',
  'files',
  'resources',
  'node-selector',
  'tolerations',
]

/** Checks the body of an `endpoint:`, which is for platforms that serve models. Answers its name. */
export function readEndpoint(node: Node | undefined, reader: Reader): string | null {
  const fields = readFields(node, 'endpoint', endpointKeys, reader)
  if (!fields) return null
  fields.need('name', 'image')
  const name = fields.text('name')
  if (name !== null && !/^[a-z][a-z0-9-]+$/.test(name))
    reader.problem(
      fields.node('name'),
      `${name} cannot name an endpoint.`,
      'Use at least two lower-case letters, digits and dashes, beginning with a letter.',
    )
  if (fields.has('server-command') === fields.has('wsgi'))
    reader.problem(
      fields.node('wsgi') ?? fields.at,
      'An endpoint has either server-command or wsgi.',
      fields.has('wsgi') ? 'Remove one of them.' : 'Add one of them.',
    )
  for (const key of ['image', 'wsgi', 'description']) fields.text(key)
  fields.texts('server-command')
  const port = fields.number('port')
  if (port !== null && !(Number.isInteger(port) && port >= 1025 && port <= 65_535))
    reader.problem(fields.node('port'), `port is from 1025 to 65535, not ${port}.`, 'Use 8000.')
  const selector = fields.text('node-selector')
  if (selector !== null && !selector.includes('='))
    reader.problem(fields.node('node-selector'), 'node-selector is key=value.', 'Add the value.')
  for (const item of fields.items('files')) {
    const file = readFields(item, 'file', ['name', 'path', 'description'], reader)
    file?.need('name', 'path')
  }
  for (const item of fields.items('tolerations')) checkToleration(item, reader)
  readResources(fields.node('resources'), reader)
  return name
}

function checkToleration(node: Node, reader: Reader): void {
  const fields = readFields(node, 'toleration', ['key', 'operator', 'value', 'effect'], reader)
  if (!fields) return
  const operator = fields.choice('operator', ['Equal', 'Exists'], 'Equal')
  fields.choice('effect', ['PreferNoSchedule', 'NoSchedule', 'NoExecute'], 'NoSchedule')
  if (!fields.has('key') && operator !== 'Exists')
    reader.problem(fields.at, 'A toleration without key tolerates nothing.', 'operator: Exists')
}

/** Checks the body of a `deployment:`. Answers its name. */
export function readDeployment(node: Node | undefined, reader: Reader): string | null {
  const fields = readFields(node, 'deployment', ['name', 'defaults'], reader)
  if (!fields?.need('name')) return null
  const defaults = fields.node('defaults')
  if (defaults && !(!isSeq(defaults) && 'has' in defaults && defaults.has('target')))
    reader.problem(defaults, 'The defaults of a deployment need target.', 'Add target: to them.')
  return fields.text('name')
}
