import { isMap, isScalar, isSeq, type Node, type YAMLMap } from 'yaml'
import type { Json } from '@/lib/view'

export type Atom = string | number | boolean

/** How the parts below report: each problem with the node it is about. */
export interface Reader {
  problem(node: Node | null | undefined, message: string): void
  warning(node: Node | null | undefined, message: string): void
  resolve(node: unknown): Node | undefined
  /** A mapping as JSON, anchors followed. */
  json(node: Node): { [key: string]: Json }
}

/** The entries of a mapping: key, the node of the key, and the value's node. */
export function entriesOf(
  map: YAMLMap,
  reader: Reader,
): { key: string; at: Node | undefined; value: Node | undefined }[] {
  return map.items.map((pair) => {
    const at = reader.resolve(pair.key)
    return {
      key: isScalar(at) ? String(at.value) : '',
      at,
      value: reader.resolve(pair.value),
    }
  })
}

/** The known keys of one mapping, each read as what it should be; what it is not is reported. */
export interface Fields {
  node(key: string): Node | undefined
  value(key: string): unknown
  text(key: string): string | null
  number(key: string): number | null
  /** A text or a list of texts. */
  texts(key: string): string[]
  atoms(key: string): Atom[]
  items(key: string): Node[]
}

/** Reads a mapping and reports keys that are not known. */
export function readFields(
  node: Node | undefined,
  what: string,
  known: string[],
  reader: Reader,
): Fields | undefined {
  if (!isMap(node)) {
    reader.problem(node, `A ${what} is a mapping of keys and values.`)
    return undefined
  }
  const nodes = new Map<string, Node>()
  for (const { key, at, value } of entriesOf(node, reader)) {
    if (!known.includes(key)) reader.problem(at, unknownKey(key, what, known))
    else if (value && !(isScalar(value) && value.value === null)) nodes.set(key, value)
  }
  const wrong = (key: string, expected: string) => {
    reader.problem(nodes.get(key), `${key} of a ${what} is ${expected}.`)
    return null
  }
  const fields: Fields = {
    node: (key) => nodes.get(key),
    value: (key) => plain(nodes.get(key), reader),
    text(key) {
      const node = nodes.get(key)
      if (!node) return null
      if (!isScalar(node) || !isAtom(node.value)) return wrong(key, 'a text')
      return typeof node.value === 'string' ? node.value : (node.source ?? String(node.value))
    },
    number(key) {
      const value = fields.value(key)
      if (value === undefined) return null
      return typeof value === 'number' ? value : wrong(key, 'a number')
    },
    texts: (key) => fields.atoms(key).map(String),
    atoms(key) {
      const value = fields.value(key)
      if (value === undefined) return []
      if (isAtom(value)) return [value]
      return isAtoms(value) ? value : (wrong(key, 'a value or a list of values') ?? [])
    },
    items(key) {
      const list = nodes.get(key)
      if (!list) return []
      if (!isSeq(list)) return wrong(key, 'a list') ?? []
      return list.items.flatMap((item) => reader.resolve(item) ?? [])
    },
  }
  return fields
}

function plain(node: Node | undefined, reader: Reader): unknown {
  if (isScalar(node)) return node.value
  if (isSeq(node)) return node.items.map((item) => plain(reader.resolve(item), reader))
  return node
}

function unknownKey(key: string, what: string, known: string[]): string {
  const near = known.find((name) => name.replace(/[-_s]/g, '') === key.replace(/[-_s]/g, ''))
  return `${key} is no key of a ${what}.${near ? ` Did you mean ${near}?` : ''}`
}

export function isAtom(value: unknown): value is Atom {
  return ['string', 'number', 'boolean'].includes(typeof value)
}

export function isAtoms(value: unknown): value is Atom[] {
  return Array.isArray(value) && value.every(isAtom)
}
