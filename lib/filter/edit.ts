import { readFilter } from './parse'
import { printTerm } from './print'
import { tokensOf } from './tokens'
import type { Filter, Term } from './tree'

export type NewTerm = Pick<Term, 'key' | 'name' | 'op' | 'values'>

/** One of the conditions of a filter that must all hold. */
export interface Condition {
  filter: Filter
  /** As it was written; alternatives are in parentheses. */
  text: string
}

/** The conditions that must all hold; none where the filter cannot be read. */
export function conditionsOf(text: string): Condition[] {
  const { filter, problems } = readFilter(text)
  if (!filter || problems.length) return []
  const parts = filter.kind === 'and' ? filter.of : [filter]
  return parts.map((part) => {
    const written = text.slice(part.at, part.at + part.length)
    const isOpen = part.kind === 'or' && part.of[0]?.at === part.at
    return { filter: part, text: isOpen ? `(${written})` : written }
  })
}

/** The filter with one more condition. */
export function withTerm(text: string, term: NewTerm): string {
  return withCondition(text, printTerm(term))
}

/** The filter without the condition at `index`. */
export function withoutTerm(text: string, index: number): string {
  return joined(conditionsOf(text).filter((_, at) => at !== index))
}

/** The values that a key must have one of: what `state:approved,pending` says of `state`. */
export function valuesOf(text: string, key: string): string[] {
  return conditionsOf(text).flatMap(({ filter }) => (isOf(filter, key) ? filter.values : []))
}

/**
 * The filter with one of these values asked of a key in place of what was asked of it; without values, of
 * all. The key is written as in a filter: `state`, `param."learning rate"`. Comparisons, exclusions and
 * whatever stands in parentheses are left alone.
 */
export function replaceKey(text: string, key: string, values: readonly string[]): string {
  const asked = values.length ? printTerm({ ...keyOf(key), op: ':', values: [...values] }) : null
  const conditions = conditionsOf(text)
  const first = conditions.findIndex(({ filter }) => isOf(filter, key))
  if (first < 0) return asked === null ? text : withCondition(text, asked)
  return joined(
    conditions.flatMap((condition, at) => {
      if (!isOf(condition.filter, key)) return [condition]
      return at === first && asked !== null ? [{ ...condition, text: asked }] : []
    }),
  )
}

/** The filter with a value of a key added to those that are asked for, or taken from them. */
export function toggleValue(text: string, key: string, value: string): string {
  const values = valuesOf(text, key)
  const others = values.filter((one) => one !== value)
  return replaceKey(text, key, others.length < values.length ? others : [...values, value])
}

function withCondition(text: string, condition: string): string {
  const conditions = conditionsOf(text)
  // What cannot be read is left as it is, for whoever wrote it to mend.
  if (conditions.length === 0) return `${text.trim()} ${condition}`.trim()
  if (conditions.some((one) => one.text === condition)) return text
  return `${joined(conditions)} ${condition}`
}

function joined(conditions: readonly Condition[]): string {
  return conditions.map(({ text }) => text).join(' ')
}

function isOf(filter: Filter, key: string): filter is Term {
  if (filter.kind !== 'term' || (filter.op !== ':' && filter.op !== '=')) return false
  const asked = keyOf(key)
  return filter.key === asked.key && filter.name === asked.name
}

/** Reads a key as it is written in a filter. */
function keyOf(written: string): Pick<Term, 'key' | 'name'> {
  const [token] = tokensOf(`${written}:x`).tokens
  if (token?.kind === 'operand' && token.of.kind === 'term') return token.of
  return { key: written, name: null }
}
