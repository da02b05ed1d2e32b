import { z } from 'zod'
import { inputKinds, runStates, verdicts } from '@/db/schema/tables'
import { GateResult } from '../gates/view'
import { CommitView, PackageView } from '../runs/view'
import { Version } from '../versions/view'
import { ActorView, Instant, Metrics, Params } from '../view'

/** Where something is told in the log. */
export const EventRef = z
  .object({
    id: z.string(),
    index: z.number().int().nullable().describe('Place in the sealed log; null until it is sealed'),
    url: z.string().describe('Its page, from the root of the hub'),
    proof: z.string().nullable().describe('Its proof, from the root of the hub'),
  })
  .meta({ id: 'EventRef' })
export type EventRef = z.infer<typeof EventRef>

const RecallTold = z.object({
  uri: z.string().nullable().describe('What was recalled; null where the caller may not see it'),
  reason: z.string(),
  by: z.string(),
  at: Instant,
  liftedAt: Instant.nullable(),
})
export type RecallTold = z.infer<typeof RecallTold>

const Input = z.object({
  name: z.string(),
  kind: z.enum(inputKinds),
  uri: z.string().describe('What was asked'),
  resolved: z.string().describe('What it meant then'),
  digest: z.string().nullable(),
  recalled: z.boolean().describe('A recall holds now that reaches it'),
})
export type ComplianceInput = z.infer<typeof Input>

export const MadeBy = z.object({
  uri: z.string(),
  step: z.string().nullable(),
  state: z.enum(runStates),
  by: ActorView,
  createdAt: Instant,
  finishedAt: Instant.nullable(),
  command: z.string().nullable(),
  commit: CommitView.nullable(),
  code: z.string().nullable().describe('SHA-256 of the archive of ad-hoc code'),
  image: z.string().nullable(),
  packages: z.array(PackageView),
  params: Params,
  metrics: Metrics.describe('What the run reported last, of numbers'),
  inputs: z.array(Input),
  hiddenInputs: z.number().int().describe('Inputs that the caller may not see'),
  event: EventRef.nullable().describe('How it ended, or that it began'),
})
export type MadeBy = z.infer<typeof MadeBy>

const PolicyRef = z.object({
  scope: z.string(),
  name: z.string().nullable().describe('Of the project or model'),
  revision: z.number().int().nullable(),
  digest: z.string().nullable(),
})
export type PolicyRef = z.infer<typeof PolicyRef>

export const ComplianceDecision = z.object({
  verdict: z.enum(verdicts),
  by: ActorView,
  at: Instant,
  note: z.string(),
  digest: z.string().describe('The files that it was about'),
  bound: z
    .string()
    .nullable()
    .describe('All that it binds: files, metrics, parameters, data, card'),
  teams: z.array(z.string()).describe('Slugs of the teams that it counted for'),
  override: z.boolean(),
  stale: z.boolean(),
  expired: z.boolean(),
  ownWork: z.boolean().describe('By who registered the version, or whose run made it'),
  validUntil: Instant.nullable(),
  policy: z.array(PolicyRef).nullable().describe('Null: from before policies were recorded'),
  base: z.string().nullable().describe('The version in use then, that gates compared with'),
  gates: z.array(GateResult).nullable().describe('Null: from before gates were recorded'),
  evidence: z
    .array(z.object({ item: z.string(), ok: z.boolean(), message: z.string() }))
    .nullable(),
  event: EventRef.nullable(),
})
export type ComplianceDecision = z.infer<typeof ComplianceDecision>

const Told = z.object({
  action: z.string(),
  by: ActorView,
  onBehalfOf: ActorView.nullable(),
  via: z.string(),
  at: Instant,
  note: z.string().nullable(),
  event: EventRef,
})
export type Told = z.infer<typeof Told>

export const Compliance = z
  .object({
    version: Version,
    modelName: z.string(),
    preparedAt: Instant,
    registration: Told.nullable(),
    made: MadeBy.nullable(),
    policy: z.array(PolicyRef).describe('What holds now'),
    decisions: z.array(ComplianceDecision).describe('Newest first'),
    aliases: z
      .array(
        z.object({
          alias: z.string(),
          from: Instant,
          to: Instant.nullable().describe('Null: to this day'),
          by: ActorView,
          event: EventRef.nullable(),
        }),
      )
      .describe('Where each alias led here, and how long'),
    runs: z
      .array(
        z.object({
          uri: z.string(),
          by: ActorView,
          at: Instant,
          state: z.enum(runStates),
          event: EventRef.nullable(),
        }),
      )
      .describe('Runs that took it as input, the latest 100'),
    runCount: z.number().int().describe('All of them, those of other systems too'),
    uses: z
      .array(
        z.object({
          by: ActorView,
          first: Instant,
          last: Instant,
          count: z.number().int(),
          event: EventRef.nullable().describe('The first use'),
          lastEvent: EventRef.nullable().describe('The first use of the last hour'),
        }),
      )
      .describe('Who resolved or downloaded it outside of runs, the latest 100'),
    life: z.array(Told).describe('What else happened to it, oldest first'),
    recalls: z.array(RecallTold),
    comments: z.number().int(),
    checkpoint: z
      .object({
        origin: z.string(),
        size: z.number().int(),
        root: z.string(),
        head: z.string(),
        sealedAt: Instant,
      })
      .nullable()
      .describe('The newest signed head of the log'),
    gaps: z
      .array(z.object({ code: z.string(), message: z.string() }))
      .describe('What nobody can say, or what to know before relying on it'),
  })
  .meta({ id: 'Compliance' })
export type Compliance = z.infer<typeof Compliance>
