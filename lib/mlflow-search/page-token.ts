import { createHash } from 'node:crypto'
import { z } from 'zod'
import { invalid } from '../errors'
import type { Key, KeyValue } from './keyset'

/**
 * Where the next page of a search begins: behind the last row, by the values that it is sorted by, so that
 * rows that come or go in between move nothing. Good for the same question only.
 */
export function pageToken(question: string, values: readonly KeyValue[]): string {
  return Buffer.from(JSON.stringify([question, ...values])).toString('base64url')
}

/** What a search asked, in short: a token of another one does not fit. */
export function questionOf(parts: unknown): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 16)
}

/** The values in a token; null for none. Throws invalid for a text that is no token of this question. */
export function readPageToken(
  token: string | undefined,
  question: string,
  keys: readonly Key[],
): KeyValue[] | null {
  if (!token) return null
  const parsed = Token.safeParse(parse(token))
  if (!parsed.success) throw invalid('Invalid page token. Start again without it.')
  const [of, ...values] = parsed.data
  const fits =
    of === question &&
    values.length === keys.length &&
    keys.every(({ type, nullable }, at) => {
      const value = values[at] ?? null
      return value === null ? nullable === true : cells[type].safeParse(value).success
    })
  if (!fits)
    throw invalid(
      'Invalid page token: it is of a search with another filter or order. Start again without it.',
    )
  return values
}

const Token = z.tuple([z.string()]).rest(z.string().nullable())

const cells = {
  text: z.string().refine((text) => !text.includes('\0') && text.isWellFormed()),
  count: z.string().regex(/^-?\d{1,9}$/),
  float: z.string().regex(/^(NaN|-?Infinity|-?\d{1,20}(\.\d{1,20})?(e[+-]?\d{1,3})?)$/),
  time: z.iso.datetime(),
  id: z.uuid(),
} as const satisfies Record<Key['type'], z.ZodType>

function parse(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token, 'base64url').toString('utf8'))
  } catch {
    return undefined
  }
}
