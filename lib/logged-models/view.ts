import { z } from 'zod'
import { invalid } from '../errors'
import { storable } from '../storable'
import { tagText } from '../tracking/source'

const maxTogether = 500_000
const perCall = 100

/** Characters that are kept of a parameter, as MLflow keeps them of a run's. */
const keptOfParam = 6000

const forbidden = ['/', ':', '.', '%', '"', "'"]

/** What a logged model is called: not unique, and no part of a path or an address. */
export const LoggedModelName = z
  .string()
  .max(500, 'A name has at most 500 characters.')
  .refine((name) => storable(name) && !/\p{Cc}/u.test(name), 'A name is plain text.')
  .refine((name) => name !== '' && !forbidden.some((one) => name.includes(one)), {
    error: ({ input }) =>
      `Invalid model name (${JSON.stringify(input)}) provided. Model name must be a non-empty string and cannot contain the following characters: ${forbidden.join(' ')}`,
  })

const Key = z
  .string()
  .min(1, 'A key has at least one character.')
  .max(250, 'A key has at most 250 characters.')

const Pairs = z
  .array(z.object({ key: Key, value: z.string() }))
  .refine(storable, 'A text in it holds a NUL or half a character.')

export const LoggedParams = Pairs.max(perCall, `At most ${perCall} parameters a call.`)
export const LoggedTags = Pairs.max(perCall, `At most ${perCall} tags a call.`)

type Values = Record<string, string>

/**
 * Parameters with further ones, cut where MLflow would cut them. Throws invalid for one that was logged with
 * another value, since it never changes.
 */
export function withParams(before: Values, added: z.output<typeof LoggedParams>): Values {
  const all: Values = { ...before }
  for (const { key, value: whole } of added) {
    const value =
      whole.length > keptOfParam
        ? whole.slice(0, keptOfParam).replace(/[\ud800-\udbff]$/, '')
        : whole
    if (Object.hasOwn(all, key) && all[key] !== value)
      throw invalid(
        `Changing param values is not allowed. Param with key='${key}' was already logged with another value.`,
      )
    all[key] = value
  }
  return fitting(all, 'parameters')
}

/** Tags with further ones; of a key that comes twice the last value counts. */
export function withTags(before: Values, added: z.output<typeof LoggedTags>): Values {
  const values = Object.fromEntries(added.map(({ key, value }) => [key, tagText(key, value)]))
  return fitting({ ...before, ...values }, 'tags')
}

function fitting(values: Values, what: string): Values {
  if (JSON.stringify(values).length > maxTogether)
    throw invalid(`The ${what} of a logged model have at most ${maxTogether} characters together.`)
  return values
}
