import { z } from 'zod'
import { invalid, notFound } from '@/lib/errors'
import { experimentNumberOf, maxNumber } from '@/lib/tracking/ids'

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

/** A tag or a parameter; one whose value was left out has an empty one. */
export const tag = z.object({ key: text, value: text.default('') })

/** Clients send both; either alone names the run. */
export const runFields = z.object({ run_id: text.optional(), run_uuid: text.optional() })

/** The run that a request names. Throws invalid where it names none. */
export function runRef(
  { org, project }: { org: string; project: string },
  fields: z.output<typeof runFields>,
) {
  const run = fields.run_id || fields.run_uuid
  if (!run) throw missing('run_id')
  return { org, project, run }
}

/** The number of an experiment by its id, which clients send as text. Throws invalid for what is none. */
export function experimentNumber(id: string): number {
  const number = experimentNumberOf(id)
  if (number > maxNumber) throw notFound(`No Experiment with id=${id.slice(0, 200)} exists`)
  return number
}

/** The number of a version, which clients send as text. Throws invalid, in MLflow's words, for any other. */
export function versionNumber(written: string): number {
  if (/^[+-]?\d{1,15}$/.test(written.trim())) return Number(written)
  throw invalid(`Parameter 'version' must be an integer, got '${written.slice(0, 200)}'.`)
}

/** Reads fields, or throws `invalid` naming the first that is missing or wrong. Null is a field left out. */
export function readFields<T extends z.ZodType>(schema: T, raw: Record<string, unknown>) {
  const known = withoutNulls(raw)
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

/** Deeper than any message is. */
const maxDepth = 8

/** In a list, null stays what it is. */
function withoutNulls(fields: object, depth = 0): Record<string, unknown> {
  const given = Object.entries(fields).filter(([, value]) => value !== null)
  return Object.fromEntries(given.map(([name, value]) => [name, cleaned(value, depth + 1)]))
}

function cleaned(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null || depth > maxDepth) return value
  return Array.isArray(value)
    ? value.map((item) => cleaned(item, depth + 1))
    : withoutNulls(value, depth)
}

function numberOf(written: string, context: z.RefinementCtx): number {
  if (written === 'NaN') return Number.NaN
  const value = Number(written)
  if (written.trim() !== '' && !Number.isNaN(value)) return value
  context.addIssue({ code: 'custom', message: 'Not a number.' })
  return z.NEVER
}
