import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type ParsedNode,
  parseDocument,
  visit,
  type YAMLMap,
} from 'yaml'
import { nearest } from '@/lib/near'
import { type Failure, invalid } from '../failure'

/** What a file says of a deployment; what is left out stays as it is. */
export interface Wanted {
  name?: string
  project?: string
  target?: string
  description?: string
  follows?: boolean
  note?: string
  variants: WantedVariant[]
}

export interface WantedVariant {
  name?: string
  model: string
  weight: number
}

/** The longest file that is read; a split has ten variants. */
const mostBytes = 64 * 1024

/**
 * Reads a split in one of two forms: a list of named variants, each with `model` and `traffic`, or a mapping
 * with `variants`. @throws Failure that names the line.
 */
export function readDeployment(text: string, file: string): Wanted {
  if (Buffer.byteLength(text) > mostBytes)
    throw invalid(`${file} is longer than ${mostBytes / 1024} kB. A split needs a few lines.`)
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const fail = (node: Pick<Node, 'range'> | null | undefined, message: string): Failure =>
    invalid(`${file}:${lines.linePos(node?.range?.[0] ?? 0).line || 1}: ${message}`)
  const [error] = document.errors
  if (error) throw invalid(`${file}:${lines.linePos(error.pos[0]).line || 1}: ${reasonOf(error)}`)
  refuseAliases(document, fail)
  const root = document.contents
  if (isSeq(root)) return { variants: root.items.map((item) => namedVariant(item as Node, fail)) }
  if (isMap(root)) return plainForm(root, fail)
  throw fail(
    root,
    'Write a list of variants, or a mapping with variants. hub help deploy shows both.',
  )
}

type Fail = (node: Pick<Node, 'range'> | null | undefined, message: string) => Failure

const reasonOf = ({ code, message }: { code: string; message: string }) =>
  code === 'DUPLICATE_KEY'
    ? 'This key stands here twice. Write it once.'
    : `This is no YAML: ${message.split('\n')[0]}`

/** A few lines need no shorthand, and a file of shorthands may unfold without end. */
function refuseAliases(document: Document.Parsed<ParsedNode>, fail: Fail): void {
  visit(document, {
    Alias: (_, node) => {
      if (isAlias(node)) throw fail(node, `*${node.source} is not followed here. Write it out.`)
    },
  })
}

/** `- deployment-a: {model: …, traffic: 90%}` */
function namedVariant(node: Node | null, fail: Fail): WantedVariant {
  const [pair, extra] = isMap(node) ? node.items : []
  if (!pair || extra || !isScalar(pair.key))
    throw fail(node, 'A variant in a list is its name with model and traffic below it.')
  const name = String(pair.key.value)
  const of = mapOf(pair.value as Node | null, pair.key, `The variant ${name}`, fail)
  const fields = fieldsOf(of, ['model', 'traffic', 'weight'], fail)
  return { name, ...shareOf(of, fields, `The variant ${name}`, fail) }
}

const plainKeys = ['name', 'project', 'target', 'description', 'follows', 'note', 'variants']

function plainForm(root: YAMLMap, fail: Fail): Wanted {
  const fields = fieldsOf(root, plainKeys, fail)
  const list = fields.get('variants')
  if (!isSeq(list))
    throw fail(list ?? root, 'variants is a list: - {model: model://churn/v5, weight: 90}.')
  const variants = list.items.map((item) => {
    const of = mapOf(item as Node | null, list, 'A variant', fail)
    const inside = fieldsOf(of, ['name', 'model', 'weight', 'traffic'], fail)
    const name = textOf(inside.get('name'), 'name', fail)
    return { ...(name !== undefined && { name }), ...shareOf(of, inside, 'A variant', fail) }
  })
  const follows = fields.get('follows')
  if (follows && !(isScalar(follows) && typeof follows.value === 'boolean'))
    throw fail(follows, 'follows is true or false.')
  const texts = ['name', 'project', 'target', 'description', 'note'].flatMap((key) => {
    const text = textOf(fields.get(key), key, fail)
    return text === undefined ? [] : [[key, text]]
  })
  return {
    ...Object.fromEntries(texts),
    ...(isScalar(follows) && { follows: follows.value === true }),
    variants,
  }
}

function mapOf(node: Node | null, at: Node, what: string, fail: Fail): YAMLMap {
  if (!isMap(node)) throw fail(node?.range ? node : at, `${what} needs model and traffic.`)
  return node
}

function fieldsOf(map: YAMLMap, known: string[], fail: Fail): Map<string, Node> {
  const fields = new Map<string, Node>()
  for (const { key, value } of map.items) {
    const name = isScalar(key) ? String(key.value) : ''
    if (!known.includes(name)) {
      const near = nearest(name, known)
      throw fail(
        key as Node,
        `Nothing here is called ${name || 'that'}. ${near ? `Did you mean ${near}?` : `Use ${known.join(', ')}.`}`,
      )
    }
    const node = value as Node | null
    if (node && !(isScalar(node) && node.value === null)) fields.set(name, node)
  }
  return fields
}

function textOf(node: Node | undefined, key: string, fail: Fail): string | undefined {
  if (!node) return undefined
  if (isScalar(node) && ['string', 'number'].includes(typeof node.value)) return String(node.value)
  throw fail(node, `${key} is a text.`)
}

function shareOf(
  map: YAMLMap,
  fields: Map<string, Node>,
  what: string,
  fail: Fail,
): Pick<WantedVariant, 'model' | 'weight'> {
  const model = textOf(fields.get('model'), 'model', fail)
  if (model === undefined) throw fail(map, `${what} needs a model: model://churn/v5.`)
  const [traffic, weight] = [fields.get('traffic'), fields.get('weight')]
  if (traffic && weight) throw fail(weight, `${what} has traffic and weight. Write one of them.`)
  const share = traffic ?? weight
  if (!share) throw fail(map, `${what} needs its part of the traffic: traffic: 90%.`)
  return { model, weight: percent(share, fail) }
}

/** `90%` or `90`. */
function percent(node: Node, fail: Fail): number {
  const text = isScalar(node) ? String(node.value).trim() : ''
  const [, digits] = /^(\d{1,3})\s*%?$/.exec(text) ?? []
  if (digits === undefined)
    throw fail(
      node,
      `${text || 'That'} is no part of the traffic. Write whole percent, such as 90%.`,
    )
  return Number(digits)
}
