import { isMap, isScalar, isSeq, type Node, type YAMLMap } from 'yaml'
import { nearest } from '@/lib/near'
import type { Json } from '@/lib/view'
import { readDuration } from '../run/duration'
import { type Atom, isAtom, isAtoms } from '../run/step'

/** How the readers report: each finding with the node it is about, and how to mend it. */
export interface Reader {
  problem(node: Node | null | undefined, message: string, fix?: string): void
  warning(node: Node | null | undefined, message: string, fix?: string): void
  note(node: Node | null | undefined, message: string, fix?: string): void
  resolve(node: unknown): Node | undefined
  /** A mapping as JSON, anchors followed. */
  json(node: Node): { [key: string]: Json }
}

export interface Entry {
  key: string
  at: Node | undefined
  value: Node | undefined
}

/** The entries of a mapping: key, the node of the key, and the value's node. */
export function entriesOf(map: YAMLMap, reader: Reader): Entry[] {
  const entries = map.items.map((pair): Entry => {
    const at = reader.resolve(pair.key)
    return { key: isScalar(at) ? String(at.value) : '', at, value: reader.resolve(pair.value) }
  })
  const own = entries.filter(({ key }) => key !== '<<')
  const merged = entries.flatMap(({ key, value }) => (key === '<<' ? mergedIn(value, reader) : []))
  return [...own, ...merged.filter(({ key }) => !own.some((entry) => entry.key === key))]
}

/** What `<<` brings in, which is one level deep: mappings that merge others are not followed. */
function mergedIn(value: Node | undefined, reader: Reader): Entry[] {
  const maps = isSeq(value) ? value.items.map((item) => reader.resolve(item)) : [value]
  return maps.filter(isMap).flatMap((map) =>
    map.items.flatMap((pair) => {
      const at = reader.resolve(pair.key)
      if (!isScalar(at) || at.value === '<<') return []
      return { key: String(at.value), at, value: reader.resolve(pair.value) }
    }),
  )
}

/** The known keys of one mapping, each read as what it should be; what it is not is reported. */
export interface Fields {
  /** The mapping. */
  at: Node
  has(key: string): boolean
  node(key: string): Node | undefined
  value(key: string): unknown
  text(key: string): string | null
  number(key: string): number | null
  /** A whole number from 1. */
  count(key: string): number | null
  flag(key: string): boolean | null
  /** Seconds. */
  duration(key: string): number | null
  choice<T extends string>(key: string, known: readonly T[], fallback: T): T
  /** A text or a list of texts. */
  texts(key: string): string[]
  atoms(key: string): Atom[]
  items(key: string): Node[]
  /** Reports each of these keys that is not there; answers whether all are. */
  need(...keys: string[]): boolean
}

/** Reads a mapping and reports keys that are not known. */
export function readFields(
  node: Node | undefined,
  what: string,
  known: string[],
  reader: Reader,
): Fields | undefined {
  const article = /^[aeiou]/.test(what) ? 'An' : 'A'
  if (!isMap(node)) {
    reader.problem(node, `${article} ${what} is a mapping of keys and values.`)
    return undefined
  }
  const nodes = new Map<string, Node>()
  for (const { key, at, value } of entriesOf(node, reader)) {
    if (!known.includes(key))
      reader.problem(at, `${article} ${what} has no key ${key}.`, fixOf(key, known))
    else if (value && !(isScalar(value) && value.value === null)) nodes.set(key, value)
  }
  const wrong = (key: string, expected: string) => {
    reader.problem(nodes.get(key), `${key} of ${article.toLowerCase()} ${what} is ${expected}.`)
    return null
  }
  const fields: Fields = {
    at: node,
    has: (key) => nodes.has(key),
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
    count(key) {
      const value = fields.value(key)
      if (value === undefined) return null
      const isCount = typeof value === 'number' && Number.isSafeInteger(value) && value > 0
      return isCount ? value : wrong(key, 'a whole number from 1')
    },
    flag(key) {
      const value = fields.value(key)
      if (value === undefined) return null
      const text = String(value).toLowerCase()
      // YAML 1.1, which other readers of this file know, has more words for it.
      if (['true', 'yes', 'on'].includes(text)) return true
      return ['false', 'no', 'off'].includes(text) ? false : wrong(key, 'true or false')
    },
    duration(key) {
      const value = fields.value(key)
      // 0 and an empty text are no limit.
      if (value === undefined || value === 0 || value === '') return null
      return readDuration(value) ?? wrong(key, 'seconds, or a text such as 1h 30m 5s')
    },
    choice(key, choices, fallback) {
      const value = fields.text(key)
      if (value === null) return fallback
      const chosen = choices.find((choice) => choice === value)
      if (chosen) return chosen
      const fix = nearest(value, choices)
      const message = `${value} is no ${key} of ${article.toLowerCase()} ${what}.`
      const all = `Use ${listed(choices, 'or')}.`
      reader.problem(nodes.get(key), message, fix ? `Did you mean ${fix}?` : all)
      return fallback
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
    need(...keys) {
      const missing = keys.filter((key) => !nodes.has(key))
      const name = nodes.has('name') ? ` ${fields.text('name')}` : ''
      for (const key of missing)
        reader.problem(node, `The ${what}${name} needs ${key}.`, `Add ${key}: to it.`)
      return missing.length === 0
    },
  }
  return fields
}

/** `a, b or c`. */
export function listed(names: readonly string[], joint: 'or' | 'and'): string {
  const [last = '', ...before] = names.toReversed()
  return before.length ? `${before.toReversed().join(', ')} ${joint} ${last}` : last
}

/** A scalar, or a list of scalars and nodes: no deeper, since aliases can make a small text endless. */
function plain(node: Node | undefined, reader: Reader): unknown {
  if (isScalar(node)) return node.value
  if (!isSeq(node)) return node
  return node.items.map((item) => {
    const resolved = reader.resolve(item)
    return isScalar(resolved) ? resolved.value : resolved
  })
}

function fixOf(key: string, known: string[]): string {
  const near = nearest(key, known)
  return near ? `Did you mean ${near}?` : `Remove it. Known keys: ${known.join(', ')}.`
}
