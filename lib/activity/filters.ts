import { z } from 'zod'
import { outcomes, vias } from '@/db/schema/tables'
import { isId } from '../ids'
import { VersionNumber } from '../versions/find'
import { Slug } from '../view'

/** A moment as people and programs write it. */
export const Moment = (meaning: string) =>
  z
    .union([z.iso.date(), z.iso.datetime({ offset: true })], {
      error: 'Write a date such as 2026-11-01, or an instant with its offset.',
    })
    .describe(`${meaning}; a date means 00:00 UTC`)

/** What a list of events may be narrowed by. */
export const Filters = z.object({
  model: Slug.optional(),
  version: VersionNumber.optional().describe('A version of the model that `model` names'),
  project: Slug.optional().describe(
    'Events of a project, and of the models that are in it now, wherever they were then',
  ),
  actor: z
    .string()
    .trim()
    .max(320)
    .refine(isActor, 'Write the id of who acted, an e-mail address, or me.')
    .optional()
    .describe(
      'Id of a person, token or service account, an e-mail address, or `me`; a person includes their tokens',
    ),
  action: z
    .string()
    .max(1000)
    .regex(
      /^[a-z_]+(\.[a-z_]+)?(,[a-z_]+(\.[a-z_]+)?)*$/,
      'Write an action such as version.approve, its first word, or several with commas between.',
    )
    .optional()
    .describe('Actions such as version.approve, or first words of them, with commas between'),
  subject: z
    .string()
    .trim()
    .min(1)
    .max(2000)
    .optional()
    .describe(
      'URI of what it was done to, as the event has it; `/` or `*` at its end: all that begins so',
    ),
  via: z.enum(vias).optional().describe('The door it came through'),
  outcome: z.enum(outcomes).optional(),
  from: Moment('At this moment or later').optional(),
  to: Moment('Before this moment').optional(),
})
export type Filters = z.output<typeof Filters>

function isActor(text: string): boolean {
  return text === 'me' || isId(text) || /^[^\s@]+@[^\s@]+$/.test(text)
}

/** A moment as PostgreSQL is to read it. */
export function instantOf(moment: string | undefined): string | undefined {
  return moment && /^\d{4}-\d{2}-\d{2}$/.test(moment) ? `${moment}T00:00:00Z` : moment
}

/** The actions that are named whole, and the first words of others. */
export function actionsOf(text: string): { whole: string[]; kinds: string[] } {
  const asked = [...new Set(text.split(','))]
  return {
    whole: asked.filter((action) => action.includes('.')),
    kinds: asked.filter((action) => !action.includes('.')),
  }
}

/** How a subject is looked for: as a whole, or by how it begins. */
export function subjectOf(text: string): { whole: string } | { start: string } {
  if (text.endsWith('*')) return { start: text.slice(0, -1) }
  // A model or dataset as a whole stands with its slash in the events that are about it.
  const thing = /^(model|dataset):\/\/[^/]+$/.test(text) ? `${text}/` : text
  return thing.endsWith('/') ? { start: thing } : { whole: thing }
}
