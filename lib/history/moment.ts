import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Ctx } from '../actor'
import { invalid } from '../errors'
import { momentIn } from '../uri'

/** A moment that has passed, as a request names it. */
export const Moment = z
  .string()
  .transform((text, refinement) => {
    const found = momentIn(text)
    if (found) return found
    refinement.addIssue({ code: 'custom', message: howToWrite })
    return z.NEVER
  })
  .meta({
    description:
      'A past time with its offset or Z, such as 2026-03-03T12:00:00Z; a bare date means 00:00Z',
  })

export const howToWrite =
  'Write a time with its offset or Z, such as 2026-03-03T12:00:00Z, or a date, which means 00:00 UTC.'

/** Throws `invalid` for a moment that has yet to come: nobody knows what will hold then. */
export function requirePast(ctx: Ctx, at: Date): void {
  if (at <= ctx.now()) return
  const message = 'This time has yet to come. Name one that has passed.'
  throw invalid(`at: ${message}`, { fields: { at: message } })
}

/** A moment in SQL. */
export const inSql = (at: Date): SQL => sql`${at.toISOString()}::timestamptz`

/** `3 March 2026` would be read in two ways at the edge of a day, so the time and UTC are always said. */
export const spelled = (at: Date): string =>
  `${at
    .toISOString()
    .replace('T', ' ')
    .replace(/\.000Z$|Z$/, '')} UTC`
