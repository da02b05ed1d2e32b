import type { SQL } from 'drizzle-orm'
import { z } from 'zod'
import { type Completion, completionAt, type Suggestion, suggestedKeys } from '../filter/complete'
import { type FilterKey, findKey, type Subject, subjects } from '../filter/keys'
import { findOrganization } from '../organizations/find'
import { query } from '../query'
import { OrganizationRef } from '../view'
import { namesLike, valuesLike } from './known'
import { agesFor, offered } from './offered'
import { FilterText } from './read'

export const Suggestions = z
  .object({
    from: z.number().int().describe('What a suggestion takes the place of, as offsets in `q`'),
    to: z.number().int(),
    items: z.array(
      z.object({
        text: z.string().describe('As it is written in a filter'),
        kind: z.enum(['key', 'value']),
        help: z.string().optional(),
        count: z.number().int().optional().describe('How often among the newest 1000'),
      }),
    ),
  })
  .meta({ id: 'Suggestions' })
export type Suggestions = z.infer<typeof Suggestions>

/**
 * Keys and values that exist, for what is being typed at a place of a filter: those of things that the
 * caller sees, looked for among the newest.
 */
export const suggest = query({
  action: 'model.read',
  input: OrganizationRef.extend({
    of: z.enum(subjects),
    q: FilterText.default(''),
    at: z.coerce
      .number()
      .int()
      .min(0)
      .optional()
      .describe('Where one types: at the end if left out'),
  }),
  load: (_db, input, ctx) => findOrganization(ctx, input.org),

  async run({ db, subject, input, ctx }): Promise<Suggestions> {
    const { of, q, at = q.length } = input
    const typed = completionAt(q, at)
    if (!typed) return { from: at, to: at, items: [] }
    const { from, to } = typed
    const known = knownItems(of, q, typed)
    const asked = question(of, typed, { ctx, organizationId: subject.organization.organizationId })
    if (!asked) return { from, to, items: known }
    const { rows } = await db.execute<Found & Record<string, unknown>>(asked)
    const found = rows.map((row) => offered(row, typed, q.slice(to)))
    return { from, to, items: [...known, ...found].slice(0, 20) }
  },
})

/** A value or name that exists. */
export interface Found {
  /** What kind of name it is: metric, param or field; null for a value. */
  key: string | null
  value: string
  help: string | null
  count: number | null
}

type Asking = Parameters<typeof valuesLike>[2]

function question(of: Subject, typed: Completion, asking: Asking): SQL | null {
  if (typed.kind === 'value') return valuesLike(of, typed, asking)
  if (typed.key !== undefined) return namesLike(of, [typed.key], typed.name ?? '', asking)
  // A metric is more often meant than known by its key.
  if (typed.text.length < 2) return null
  return namesLike(of, ['metric', 'param', 'field'], typed.text, asking)
}

/** What there is to suggest without asking anyone. */
function knownItems(of: Subject, q: string, typed: Completion): Suggestion[] {
  if (typed.kind === 'key') return typed.key === undefined ? suggestedKeys(of, typed) : []
  const key = findKey(of, typed.key ?? '')
  if (!key) return []
  if (key.kind === 'time') return agesFor(q.slice(0, typed.from), typed.text)
  const words = [...key.choices, ...(extra[key.key] ?? [])]
  return words
    .filter((word) => word.startsWith(typed.text.toLowerCase()))
    .map((text) => ({ text, kind: 'value', ...helpOf(key, text) }))
}

const extra: Record<string, string[] | undefined> = { owner: ['me'], alias: ['latest', 'newest'] }

function helpOf({ key }: FilterKey, value: string): { help?: string } {
  if (key === 'owner') return { help: 'You' }
  if (key !== 'alias') return {}
  return { help: value === 'latest' ? 'The highest approved version' : 'The highest version' }
}
