import { z } from 'zod'
import { lives, states } from '@/db/schema/tables'
import { CommitView } from '../runs/view'
import { Approval } from '../versions/view'
import { ActorView, Instant, JsonValue, MetricValue } from '../view'

const uri = z.string().describe('model:// URI with the number of the version')
const seconds = z.number().nullable().describe('Seconds that its run took')

/** One of the versions that are set side by side, without what is compared row by row. */
const ComparedVersion = z.object({
  uri,
  model: z.string(),
  version: z.number().int(),
  state: z.enum(states),
  life: z.enum(lives),
  latest: z.boolean().describe('model://<model>/latest means this one'),
  approval: Approval.describe('What the approval or rejection is worth now'),
  recalled: z.boolean().describe('A recall that holds now reaches it'),
  note: z.string(),
  tags: z.array(z.string()),
  aliases: z.array(z.string()),
  createdAt: Instant,
  registeredBy: ActorView,
  run: z.string().nullable().describe('run:// URI of the run that made it'),
  commit: CommitView.nullable(),
  duration: seconds,
})
export type ComparedVersion = z.infer<typeof ComparedVersion>

/** Versions side by side. Every list of values is in the order of `versions`. */
export const Comparison = z
  .object({
    base: uri,
    versions: z.array(ComparedVersion),
    metrics: z.array(
      z.object({
        key: z.string(),
        direction: z.enum(['lower', 'higher']),
        unit: z.string(),
        guessed: z.boolean().describe('The direction is guessed from the name'),
        values: z.array(MetricValue.nullable()),
      }),
    ),
    params: z.array(z.object({ key: z.string(), values: z.array(JsonValue) })),
    data: z
      .array(z.object({ name: z.string(), values: z.array(z.array(z.string())) }))
      .describe('What the runs took, by the name of the input, pinned'),
    environment: z
      .array(z.object({ key: z.string(), values: z.array(z.string().nullable()) }))
      .describe('image, commit, uncommitted changes, and `package <name>` for each package'),
    files: z
      .array(
        z.object({
          name: z.string(),
          values: z.array(z.object({ size: z.number().int(), sha256: z.string() }).nullable()),
        }),
      )
      .describe('The first 1000 files of each version, by name'),
    durations: z.array(seconds),
  })
  .meta({ id: 'Comparison' })
export type Comparison = z.infer<typeof Comparison>
