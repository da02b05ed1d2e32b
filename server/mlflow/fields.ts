import { z } from 'zod'
import { invalid } from '@/lib/errors'

/**
 * What the fields of a request may be. A client of an earlier day sends numbers as texts and leaves out what
 * it does not mean; the messages are those that clients look for.
 */

/** Text; a number in its place is taken as its digits. */
export const text = z.union([z.string(), z.number().transform(String)])

/** A whole number, also as its digits. */
export const int64 = z.union([
  z.int(),
  z
    .string()
    .regex(/^[+-]?\d{1,16}$/)
    .transform(Number),
])

/** A number, also as text; `NaN`, `Infinity` and `-Infinity` are words. */
export const double = z.union([z.number(), z.string().transform(numberOf)])

export const flag = z.union([
  z.boolean(),
  z.enum(['true', 'false']).transform((on) => on === 'true'),
])

/** A field that may be repeated: one of them alone is a list of one. */
export const listOf = <T extends z.ZodType>(item: T) =>
  z.preprocess(
    (value) =>
      value === undefined || value === null ? [] : Array.isArray(value) ? value : [value],
    z.array(item),
  )

/** Reads fields, or throws `invalid` naming the first that is missing or wrong. */
export function readFields<T extends z.ZodType>(schema: T, raw: Record<string, unknown>) {
  const known = Object.fromEntries(Object.entries(raw).filter(([, value]) => value !== null))
  const parsed = schema.safeParse(known)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const path = issue?.path.map(String) ?? []
  const name = path.map((part, at) => (/^\d+$/.test(part) ? `[${part}]` : at ? `.${part}` : part))
  const value = path.reduce<unknown>((held, part) => Object(held)[part], known)
  if (value === undefined) throw missing(name.join(''))
  const shown = JSON.stringify(value)?.slice(0, 200)
  throw invalid(`Invalid value ${shown} for parameter '${name.join('')}' supplied.`)
}

/** What is said of a field that is not there. */
export const missing = (name: string) =>
  invalid(
    `Missing value for required parameter '${name}'. See the API docs for more information about request parameters.`,
  )

function numberOf(written: string, context: z.RefinementCtx): number {
  if (written === 'NaN') return Number.NaN
  const value = Number(written)
  if (written.trim() !== '' && !Number.isNaN(value)) return value
  context.addIssue({ code: 'custom', message: 'Not a number.' })
  return z.NEVER
}
