import { z } from 'zod'
import { lives, states } from '@/db/schema/tables'
import { Ability, ActorView, Instant } from '../view'

/** Where an alias of a model points, who pointed it there, and who may move it. */
export const ModelAlias = z
  .object({
    model: z.string(),
    alias: z.string(),
    uri: z.string().describe('model:// URI of the alias'),
    version: z.int(),
    state: z.enum(states),
    life: z.enum(lives),
    digest: z.string().describe('sha256: and the digest of the manifest of the version'),
    updatedAt: Instant,
    by: ActorView.nullable().describe('Who pointed it there; null where that was not recorded'),
    note: z.string().describe('Why'),
    protection: z
      .object({ teams: z.array(z.string()).nullable() })
      .nullable()
      .describe(
        'By the policy: it leads to approved versions only; the teams whose members move it',
      ),
    may: Ability.describe('Whether you may move and remove it'),
  })
  .meta({ id: 'ModelAlias' })
export type ModelAlias = z.infer<typeof ModelAlias>

/** What moving an alias answers. */
export const MovedAlias = z
  .object({
    model: z.string(),
    alias: z.string(),
    uri: z.string(),
    version: z.int(),
    from: z.int().nullable().describe('The version that it pointed at before; null: nowhere'),
  })
  .meta({ id: 'MovedAlias' })
export type MovedAlias = z.infer<typeof MovedAlias>

/** One move of an alias; to nothing where it was removed. */
export const AliasMove = z
  .object({
    alias: z.string(),
    at: Instant,
    by: ActorView,
    from: z.string().nullable().describe('What it pointed at before; null: nowhere'),
    to: z.string().nullable().describe('What it pointed at from then on; null when it was removed'),
    note: z.string().describe('Why'),
    event: z
      .object({ id: z.string(), index: z.int().nullable() })
      .nullable()
      .describe('The event that records it; the index is its place in the sealed log'),
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
