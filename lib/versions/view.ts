import { z } from 'zod'
import { lives, states, verdicts } from '@/db/schema/tables'
import { ServingHere } from '../deployments/view'
import { asOf, proven } from '../history/view'
import { ActorView, FileView, Instant, Metrics, Params, Warning } from '../view'
import { Origin } from './origin'

export const Approval = z
  .object({
    validUntil: Instant.nullable().describe('Until when the approval lasts; null: for ever'),
    stale: z.boolean().describe('What was decided on has changed since'),
    expired: z.boolean().describe('The approval has ended'),
    override: z.boolean().describe('An admin let the policy give way'),
  })
  .meta({ id: 'Approval' })
export type Approval = z.infer<typeof Approval>

export const Version = z
  .object({
    model: z.string(),
    version: z.number().int(),
    uri: z.string(),
    state: z.enum(states),
    life: z.enum(lives),
    digest: z.string().describe('sha256: and the manifest digest'),
    source: z.object({ kind: z.enum(['run', 'upload']), uri: z.string().nullable() }),
    metrics: Metrics,
    params: Params,
    tags: z.array(z.string()),
    tagValues: z.record(z.string(), z.string()).describe('Its tags with a value, by key'),
    aliases: z.array(z.string()),
    note: z.string(),
    run: z.string().nullable().describe('run:// URI of the run that made it'),
    registeredBy: ActorView,
    createdAt: Instant,
    decidedAt: Instant.nullable(),
    approvals: z
      .object({ needed: z.number().int(), given: z.number().int() })
      .describe('How many the policy wants, and how far those that count reach'),
    approval: Approval.describe('What the approval or rejection is worth now'),
    files: z.array(FileView),
    serving: z.array(ServingHere).describe('The deployments that serve it now'),
    origin: Origin.optional().describe('Where an MLflow client registered it'),
    warnings: z.array(Warning),
  })
  .meta({ id: 'Version' })
export type Version = z.infer<typeof Version>

/** A version in a list: without files, parameters and warnings. */
export const VersionItem = Version.omit({
  files: true,
  params: true,
  tagValues: true,
  serving: true,
  origin: true,
  warnings: true,
  approvals: true,
})
  .extend({
    size: z.number().int().describe('Bytes of all files'),
    decision: z
      .object({
        verdict: z.enum(verdicts),
        by: ActorView,
        note: z.string(),
      })
      .nullable()
      .describe('The latest decision'),
  })
  .meta({ id: 'VersionItem' })
export type VersionItem = z.infer<typeof VersionItem>

/** A version among those of all models. */
export const FoundVersion = VersionItem.extend({
  modelName: z.string(),
  params: Params.describe('Those that were asked for'),
}).meta({ id: 'FoundVersion' })
export type FoundVersion = z.infer<typeof FoundVersion>

export const DecisionView = z
  .object({
    verdict: z.enum(verdicts),
    by: ActorView,
    note: z.string(),
    at: Instant,
    stale: z.boolean().describe('What it was based on has changed since'),
    expired: z.boolean().describe('The approval has ended'),
    override: z.boolean().describe('An admin let the policy give way'),
    own: z.boolean().describe('Their own approval taken back, while it waited for others'),
    teams: z.array(z.string()).describe('Slugs of the teams that it was given for'),
    validUntil: Instant.nullable(),
    stands: z.boolean().describe('Whether the state of the version rests on it'),
    event: z
      .object({ id: z.string(), index: z.number().int().nullable() })
      .nullable()
      .describe('The event that records it; the index is its place in the sealed log'),
  })
  .meta({ id: 'Decision' })
export type DecisionView = z.infer<typeof DecisionView>

export const Resolved = z
  .object({
    uri: z.string().describe('Pinned: version and digest'),
    model: z.string(),
    version: z.number().int(),
    digest: z.string(),
    state: z.enum(states),
    warnings: z.array(Warning),
    files: z.array(FileView),
    asOf: asOf.asOf.optional().describe('Of a past time: which. The state is that of then'),
    cause: asOf.cause.optional(),
    ...proven,
  })
  .meta({ id: 'Resolved' })
export type Resolved = z.infer<typeof Resolved>
