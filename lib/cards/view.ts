import { z } from 'zod'
import { vias } from '@/db/schema/tables'
import { ActorView, Instant } from '../view'

export const CardBlock = z
  .object({
    id: z.string().describe('Stays the same through edits and reorderings'),
    category: z.string().describe('Empty for a block without one'),
    title: z.string(),
    body: z.string().describe('Markdown; a block without one is not shown'),
  })
  .meta({ id: 'CardBlock' })

export const Card = z
  .object({
    revision: z.number().int().describe('0 while nothing was written'),
    blocks: z.array(CardBlock),
  })
  .meta({ id: 'Card' })
export type Card = z.infer<typeof Card>

const written = {
  restores: z.number().int().nullable().describe('The revision that this one brought back'),
  by: ActorView,
  at: Instant,
  via: z.enum(vias).nullable().describe('The door; null where it was not noted'),
}

export const CardRevisionItem = z
  .object({
    revision: z.number().int(),
    titles: z.array(z.string()).describe('Of its blocks, in order'),
    ...written,
  })
  .meta({ id: 'CardRevisionItem' })
export type CardRevisionItem = z.infer<typeof CardRevisionItem>

export const CardRevision = Card.extend(written).meta({ id: 'CardRevision' })
export type CardRevision = z.infer<typeof CardRevision>
