import { z } from 'zod'
import { lives, revisionKinds, states } from '@/db/schema/tables'
import { Receipt } from '../audit/log/receipts'
import { exclusions } from '../policies/rules'
import { ActorView, Instant } from '../view'

/** The event that made something so. */
export const Cause = z
  .object({
    action: z.string().describe('What was done: version.approve, alias.move, deployment.revise…'),
    at: Instant,
    by: ActorView,
    note: z.string().describe('Why'),
    event: z.object({
      id: z.string(),
      index: z.int().nullable().describe('Place in the sealed log'),
    }),
    receiptUrl: z.string().describe('Where the proof is had that this event is in the log'),
  })
  .meta({ id: 'Cause' })
export type Cause = z.infer<typeof Cause>

/** What an answer about a past moment has besides. */
export const asOf = {
  asOf: Instant.describe('The moment that it tells of'),
  cause: Cause.nullable().describe('The event that made it so'),
}
export const proven = {
  receipt: Receipt.nullable()
    .optional()
    .describe('The proof of that event, where it was to be had at once'),
}

/** A version as it stood at a past moment. */
export const PastVersion = z
  .object({
    version: z.int(),
    uri: z.string(),
    digest: z.string().describe('sha256: and the digest of its manifest'),
    state: z.enum(states).describe('What it was then'),
    flaws: z.array(z.enum(exclusions)).describe('What there was against it then'),
    gone: z.boolean().describe('It was deleted since, so its files cannot be fetched'),
  })
  .meta({ id: 'PastVersion' })
export type PastVersion = z.infer<typeof PastVersion>

export const PastAlias = z
  .object({
    model: z.string(),
    alias: z.string(),
    uri: z.string(),
    version: z.int(),
    digest: z.string(),
    state: z.enum(states),
    life: z.enum(lives),
    gone: PastVersion.shape.gone,
    ...asOf,
  })
  .meta({ id: 'PastAlias' })
export type PastAlias = z.infer<typeof PastAlias>

const PastVariant = z.object({
  name: z.string(),
  model: z.string(),
  version: z.int(),
  uri: z.string(),
  digest: z.string(),
  weight: z.int().describe('Percent of the traffic'),
  asked: z.string(),
  state: z.enum(states).describe('What it was then'),
})

/** A deployment as it stood at a past moment. */
export const PastDeployment = z
  .object({
    name: z.string(),
    project: z.string(),
    gone: z.boolean().describe('It was deleted since, with its project'),
    target: z.string(),
    revision: z.int().describe('The number of the revision that was in force'),
    kind: z.enum(revisionKinds),
    rolledBackTo: z.int().nullable(),
    variants: z.array(PastVariant).describe('None: it served nothing'),
    hidden: z.int().describe('How many more variants there were, of models that you may not see'),
    note: z.string(),
    ...asOf,
  })
  .meta({ id: 'PastDeployment' })
export type PastDeployment = z.infer<typeof PastDeployment>

export const ProvenAlias = PastAlias.extend(proven).meta({ id: 'ProvenAlias' })
export const ProvenDeployment = PastDeployment.extend(proven).meta({ id: 'ProvenDeployment' })

/** What was in use of a model at a past moment. */
export const InUse = z
  .object({
    model: z.string(),
    name: z.string(),
    gone: z.boolean().describe('It was deleted since'),
    uri: z.string(),
    asOf: Instant,
    latest: PastVersion.extend({ cause: asOf.cause }).nullable(),
    aliases: z.array(PastAlias.omit({ model: true, asOf: true })),
    serving: z
      .array(
        PastDeployment.omit({ project: true, asOf: true, rolledBackTo: true, hidden: true }).extend(
          {
            others: z.int().describe('How many more variants there were, of other models'),
          },
        ),
      )
      .describe('The deployments that served a version of it, with its variants'),
  })
  .meta({ id: 'InUse' })
export type InUse = z.infer<typeof InUse>

/** One step of what became of a model. */
export const Happening = z
  .object({
    kind: z.enum(['version', 'alias', 'traffic']),
    at: Instant,
    version: z.int().nullable().describe('Of a version, or where an alias went; null: nowhere'),
    state: z.enum(states).nullable(),
    life: z.enum(lives).nullable(),
    latest: z.int().nullable().describe('Of a version: what latest meant from then on'),
    alias: z.string().nullable(),
    from: z.int().nullable().describe('Where the alias pointed before'),
    deployment: z.string().nullable(),
    target: z.string().nullable(),
    revision: z.int().nullable(),
    variants: z
      .array(z.object({ version: z.int(), weight: z.int() }))
      .describe('What of the model the deployment served from then on'),
    cause: asOf.cause,
  })
  .meta({ id: 'Happening' })
export type Happening = z.infer<typeof Happening>
