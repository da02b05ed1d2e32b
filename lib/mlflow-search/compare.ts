import { type SQL, sql } from 'drizzle-orm'
import type { Condition, NumberOperator } from './vocabulary'

/** Whether a text of a row, which may be null, is as a clause says. Null is nothing of all that. */
export function textIs(column: SQL, condition: Condition): SQL {
  if ('texts' in condition) {
    const all = texts(condition.texts)
    return condition.operator === 'IN'
      ? sql`${column} = any(${all})`
      : sql`${column} <> all(${all})`
  }
  if (!('text' in condition)) return sql`false`
  const { operator, text } = condition
  if (operator === 'LIKE') return sql`${column} like ${text}`
  if (operator === 'ILIKE') return sql`${column} ilike ${text}`
  return operator === '=' ? sql`${column} = ${text}` : sql`${column} <> ${text}`
}

/** The same of a text that an index holds the beginning of. */
export function longTextIs(column: SQL, condition: Condition): SQL {
  const is = textIs(column, condition)
  if (condition.operator !== '=' || !('text' in condition)) return is
  return sql`(left(${column}, 200) = left(${condition.text}, 200) and ${is})`
}

/** Whether the empty text is as a clause says: what has a key and no value. */
export function fitsEmpty(condition: Condition): boolean {
  if (!('text' in condition)) return false
  const { operator, text } = condition
  if (operator === '=') return text === ''
  return operator === '!=' ? text !== '' : [...text].every((char) => char === '%')
}

/** Whether a number of a row is as a clause says. NaN is more, less and the same as nothing. */
export function numberIs(column: SQL, condition: Condition): SQL {
  if (!('number' in condition)) return sql`false`
  const { operator, number } = condition
  const value = sql`${String(number)}::float8`
  if (operator === '!=') return sql`${column} <> ${value}`
  return sql`(${column} ${operators[operator]} ${value} and ${column} <> 'NaN')`
}

/** Whether a whole number of a row is. */
export function countIs(column: SQL, condition: Condition): SQL {
  if (!('number' in condition)) return sql`false`
  return sql`${column} ${operators[condition.operator]} ${String(condition.number)}::float8`
}

/** Whether an instant of a row is, by the milliseconds since 1970. */
export function timeIs(column: SQL, condition: Condition): SQL {
  if (!('number' in condition)) return sql`false`
  const { operator, number } = condition
  return sql`${column} ${operators[operator]} to_timestamp(${String(seconds(number))}::float8)`
}

// Beyond what PostgreSQL has a date for, which is more than JavaScript has.
const seconds = (ms: number) => (Math.abs(ms) > 8.64e15 ? Math.sign(ms) * Infinity : ms / 1000)

const operators: Record<NumberOperator, SQL> = {
  '=': sql`=`,
  '!=': sql`<>`,
  '>': sql`>`,
  '>=': sql`>=`,
  '<': sql`<`,
  '<=': sql`<=`,
}

/** A list of texts as one parameter. */
export const texts = (list: readonly string[]) => sql`${sql.param([...list])}::text[]`

export const allOf = (conditions: readonly SQL[]) =>
  conditions.length > 0 ? sql`(${sql.join([...conditions], sql` and `)})` : sql`true`
