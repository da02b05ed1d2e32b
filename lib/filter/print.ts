import { isBareName, isBareValue, quoted } from './tokens'
import type { Filter, Term } from './tree'

/** The filter as one would write it: read again it is the same. Nothing is the empty text. */
export function printFilter(filter: Filter | null): string {
  if (!filter) return ''
  if (filter.kind === 'word') return filter.exact ? quoted(filter.text) : filter.text
  if (filter.kind === 'term') return printTerm(filter)
  if (filter.kind === 'not')
    return `-${filter.of.kind === 'not' ? grouped(filter.of) : inner(filter.of)}`
  return filter.of.map(inner).join(filter.kind === 'and' ? ' ' : ' OR ')
}

/** One term, in quotes where it needs them. */
export function printTerm({ key, name, op, values }: Pick<Term, 'key' | 'name' | 'op' | 'values'>) {
  const listed = values.map((value) => (isBareValue(value) ? value : quoted(value)))
  return `${printKey(key, name)}${op}${listed.join(',')}`
}

/** `state`, `metric."val acc"`. */
export function printKey(key: string, name: string | null): string {
  if (name === null) return key
  return `${key}.${isBareName(name) ? name : quoted(name)}`
}

function inner(filter: Filter): string {
  return filter.kind === 'and' || filter.kind === 'or' ? grouped(filter) : printFilter(filter)
}

function grouped(filter: Filter): string {
  return `(${printFilter(filter)})`
}
