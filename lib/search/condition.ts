import { type SQL, sql } from 'drizzle-orm'
import type { Filter, Term, Word } from '../filter/tree'

/** A condition of SQL. One that is never null can be turned around so that PostgreSQL still plans by it. */
export interface Condition {
  is: SQL
  neverNull: boolean
}

export const sure = (is: SQL): Condition => ({ is, neverNull: true })
export const maybe = (is: SQL): Condition => ({ is, neverNull: false })
export const nothing: Condition = sure(sql`false`)

export function not({ is, neverNull }: Condition): Condition {
  return sure(neverNull ? sql`not ${is}` : sql`(${is}) is not true`)
}

export function allOf(conditions: readonly Condition[]): Condition {
  return joined(conditions, sql` and `, sql`true`)
}

export function anyOf(conditions: readonly Condition[]): Condition {
  return joined(conditions, sql` or `, sql`false`)
}

function joined(conditions: readonly Condition[], by: SQL, ofNone: SQL): Condition {
  const [first] = conditions
  if (!first) return sure(ofNone)
  if (conditions.length === 1) return first
  const is = sql`(${sql.join(
    conditions.map((one) => one.is),
    by,
  )})`
  return { is, neverNull: conditions.every(({ neverNull }) => neverNull) }
}

/** What a filter asks for, given what each of its words and terms asks for; `!=` is left to this. */
export function conditionOf(filter: Filter, ofLeaf: (leaf: Word | Term) => Condition): Condition {
  switch (filter.kind) {
    case 'and':
      return allOf(filter.of.map((part) => conditionOf(part, ofLeaf)))
    case 'or':
      return anyOf(filter.of.map((part) => conditionOf(part, ofLeaf)))
    case 'not':
      return not(conditionOf(filter.of, ofLeaf))
    case 'word':
      return ofLeaf(filter)
    case 'term':
      return filter.op === '!=' ? not(ofLeaf({ ...filter, op: '=' })) : ofLeaf(filter)
  }
}

/** The parts of a filter that all must hold. */
export function conjuncts(filter: Filter | null): Filter[] {
  if (!filter) return []
  return filter.kind === 'and' ? filter.of.flatMap(conjuncts) : [filter]
}

/** Every word and term of a filter. */
export function leavesOf(filter: Filter | null): (Word | Term)[] {
  if (!filter) return []
  if (filter.kind === 'word' || filter.kind === 'term') return [filter]
  return filter.kind === 'not' ? leavesOf(filter.of) : filter.of.flatMap(leavesOf)
}
