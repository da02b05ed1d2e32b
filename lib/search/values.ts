import { type SQL, sql } from 'drizzle-orm'
import type { Operator, Term } from '../filter/tree'
import { intervalOf, readPrefix } from '../filter/values'
import { likeStart } from '../like'
import { anyOf, type Condition, maybe } from './condition'

const compared = {
  ':': sql`=`,
  '=': sql`=`,
  '!=': sql`<>`,
  '>': sql`>`,
  '>=': sql`>=`,
  '<': sql`<`,
  '<=': sql`<=`,
} as const satisfies Record<Operator, SQL>

export const isEquality = (op: Operator) => op === ':' || op === '='

/** A list of texts as one parameter. */
export function texts(values: readonly (string | null)[]): SQL {
  return sql`${sql.param(values)}::text[]`
}

/** A number as PostgreSQL reads all of them: NaN and the infinities, too. */
export function float(value: number): SQL {
  return sql`${String(value)}::float8`
}

/** Compares a number with what is asked; NaN, which PostgreSQL puts above all numbers, is above none here. */
export function numberIs(column: SQL, op: Operator, value: number): SQL {
  const is = sql`${column} ${compared[op]} ${float(value)}`
  return op.startsWith('>') ? sql`(${is} and ${column} < 'NaN'::float8)` : is
}

/** Numbers of a term, read by `read`; what it cannot read matches nothing. */
export function numbersAre(
  column: SQL,
  { op, values }: Term,
  read: (text: string) => number | null,
): Condition {
  const numbers = values.map(read).filter((number) => number !== null)
  // The column may be a query, which is asked once.
  if (isEquality(op))
    return maybe(sql`${column} = any(${sql.param(numbers.map(String))}::float8[])`)
  return anyOf(numbers.map((number) => maybe(numberIs(column, op, number))))
}

/** Whether a column of words is one of the values, or begins with `prod*`. */
export function wordIs(column: SQL, values: readonly string[]): SQL {
  const { whole, prefixes } = patterns(values)
  const ways = prefixes.map((prefix) => sql`${column} like ${likeStart(prefix)}`)
  if (whole.length) ways.unshift(sql`${column} = any(${texts(whole)})`)
  return sql`(${sql.join(ways, sql` or `)})`
}

/** The values that are meant as they are, and those that are beginnings. */
export function patterns(values: readonly string[]): { whole: string[]; prefixes: string[] } {
  const whole: string[] = []
  const prefixes: string[] = []
  for (const value of values) {
    const read = readPrefix(value)
    if ('whole' in read) whole.push(read.whole)
    else prefixes.push(read.prefix)
  }
  return { whole, prefixes }
}

/** Whether an instant lies where the values say. */
export function timeIs(column: SQL, { op, values }: Term, now: Date): Condition {
  return anyOf(
    values.map((text) => {
      const interval = intervalOf(op, text, now)
      if (!interval) return maybe(sql`false`)
      const { from, to, fromIncluded, toIncluded } = interval
      const bounds: SQL[] = []
      if (from) bounds.push(sql`${column} ${fromIncluded ? sql`>=` : sql`>`} ${at(from)}`)
      if (to) bounds.push(sql`${column} ${toIncluded ? sql`<=` : sql`<`} ${at(to)}`)
      return maybe(sql`(${sql.join(bounds, sql` and `)})`)
    }),
  )
}

const at = (instant: Date) => sql`${instant.toISOString()}::timestamptz`
