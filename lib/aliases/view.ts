import { z } from 'zod'
import { ActorView, Instant } from '../view'

/** One move of an alias; to nothing where it was removed. */
export const AliasMove = z
  .object({
    alias: z.string(),
    at: Instant,
    by: ActorView,
    to: z.string().nullable().describe('What it pointed at from then on; null when it was removed'),
  })
  .meta({ id: 'AliasMove' })
export type AliasMove = z.infer<typeof AliasMove>

/** Where an alias of a file points. */
export const DatumAlias = z
  .object({
    project: z.string(),
    alias: z.string(),
    uri: z.string().describe('datum:// URI of the alias, for the runs of its project'),
    file: z.string().describe('datum:// URI of the file'),
    updatedAt: Instant,
  })
  .meta({ id: 'DatumAlias' })
export type DatumAlias = z.infer<typeof DatumAlias>
