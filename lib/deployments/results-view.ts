import { z } from 'zod'
import { directions } from '@/db/schema/tables'
import { Instant } from '../view'
import { verdicts } from './verdict'

const Interval = z.object({ low: z.number(), high: z.number() })

/** What was seen of one variant: in all, or in some hours. */
const Seen = {
  assigned: z.int().describe('How often it was given out'),
  count: z.int().describe('How many values were reported'),
  mean: z.number().nullable(),
  interval: Interval.nullable().describe('Holds the true mean 95 times of 100; null of one value'),
}

/** How a variant does in one metric. */
export const ResultVariant = z
  .object({
    name: z.string(),
    uri: z.string().describe('model:// URI of the version'),
    weight: z.int().nullable().describe('Percent in the newest of the revisions; null: not in it'),
    baseline: z.boolean().describe('The others are compared with this one'),
    ...Seen,
    difference: z.number().nullable().describe('From the baseline, within each revision'),
    differenceInterval: Interval.nullable().describe(
      'Holds the true difference 95 times of 100, however often one looks',
    ),
    verdict: z.enum(verdicts).nullable().describe('Null of the baseline'),
    label: z.string().nullable().describe('In words: v6 is better'),
    why: z.string().nullable(),
  })
  .meta({ id: 'ResultVariant' })
export type ResultVariant = z.infer<typeof ResultVariant>

/** The same over time. */
export const ResultPoint = z
  .object({
    at: Instant.describe('When these hours began'),
    variants: z.array(z.object({ uri: z.string(), ...Seen })),
  })
  .meta({ id: 'ResultPoint' })
export type ResultPoint = z.infer<typeof ResultPoint>

/** The split as it was meant beside the split as it was. */
export const ResultSplit = z
  .object({
    revision: z.int(),
    at: Instant.describe('Since when'),
    until: Instant.nullable().describe('Null: still'),
    variants: z.array(
      z.object({ name: z.string(), uri: z.string(), weight: z.int(), assigned: z.int() }),
    ),
    assigned: z.int().describe('How often anything was given out, with what you may not see'),
  })
  .meta({ id: 'ResultSplit' })
export type ResultSplit = z.infer<typeof ResultSplit>

/** What came of the variants of a deployment. */
export const DeploymentResults = z
  .object({
    deployment: z.string(),
    metric: z.string().nullable().describe('Null: nothing was reported yet'),
    direction: z.enum(directions).nullable(),
    unit: z.string(),
    metrics: z.array(z.string()).describe('All that values were reported of'),
    from: Instant.nullable().describe('Since when it is counted; null before the first revision'),
    to: Instant.nullable().describe('Until when; null: until now'),
    splits: z.array(ResultSplit).describe('The revisions that are counted, newest first'),
    variants: z.array(ResultVariant),
    hidden: z.int().describe('How many more variants there are, of models that you may not see'),
    hours: z.int().describe('How many hours each point is about'),
    points: z.array(ResultPoint),
  })
  .meta({ id: 'DeploymentResults' })
export type DeploymentResults = z.infer<typeof DeploymentResults>
