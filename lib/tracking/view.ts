import { z } from 'zod'
import { trackedStatuses } from '@/db/schema/tables'
import { RunItem } from '../runs/view'
import { Instant } from '../view'

/** A run as its experiment lists it. */
export const TrackedItem = RunItem.extend({
  name: z.string(),
  reportedUser: z.string().describe('Who the client says it is; empty where it says nothing'),
  startedAt: Instant,
  endedAt: Instant.nullable(),
  params: z
    .record(z.string(), z.string())
    .describe('As texts; 50 at most, and 200 characters of each'),
  /** Whether it stands below the run that it is nested in. */
  nested: z.boolean(),
  parent: z.object({ run: z.number().int(), name: z.string() }).nullable(),
  children: z
    .object({ count: z.number().int(), more: z.boolean() })
    .describe('Runs that are nested in it'),
  deletedAt: Instant.nullable(),
})
export type TrackedItem = z.infer<typeof TrackedItem>
/** What MLflow takes of each kind in one call, and of all kinds together. */
export const perBatch = { metrics: 1000, params: 100, tags: 100, all: 1000 } as const

/** Characters that are kept of the value of a parameter, and of a tag. */
export const maxParam = 6000
export const maxTag = 8000

/** Milliseconds since 1970, as far as PostgreSQL and JavaScript have dates. */
export const EpochMs = z.int().min(0).max(8_640_000_000_000_000)

export const Status = z.enum(trackedStatuses)

export const LoggedMetric = z.object({
  key: z.string(),
  /** NaN and the infinities are values. */
  value: z.custom<number>((value) => typeof value === 'number', 'A metric is a number.'),
  time: z.int(),
  step: z.int().default(0),
  /** The candidate that it was measured of, and the dataset that it was measured on. */
  modelId: z.uuid().optional(),
  datasetName: z.string().max(500).default(''),
  datasetDigest: z.string().max(36).default(''),
})
export type LoggedMetric = z.output<typeof LoggedMetric>

export const KeyValue = z.object({ key: z.string(), value: z.string() })
export type KeyValue = z.output<typeof KeyValue>

/** The tags of a run that are more than a text to us. */
export const nameTag = 'mlflow.runName'
export const parentTag = 'mlflow.parentRunId'
