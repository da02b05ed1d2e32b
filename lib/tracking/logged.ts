import { z } from 'zod'
import { trackedStatuses } from '@/db/schema/tables'

/** What MLflow takes of each kind in one call, and of all kinds together. */
export const perBatch = { metrics: 1000, params: 100, tags: 100, all: 1000 } as const

/** Characters that are kept of the value of a parameter, and of a tag. */
export const maxParam = 6000
export const maxTag = 8000

/** The last millisecond of the year 9999: behind it, dates are not written in four digits, nor read by many. */
export const lastMs = 253_402_300_799_999

/** Milliseconds since 1970. */
export const EpochMs = z
  .int()
  .min(0)
  .max(lastMs, 'A time is in milliseconds since 1970, before the year 10000.')

/** Bytes that all tags of a run take together, and all parameters. */
export const maxTogether = 4_000_000

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
