import { z } from 'zod'
import { ProjectRef } from '../projects/find'
import { RunState } from '../runs/view'
import { ActorView, Instant } from '../view'

/** An experiment by its number in a project; 0 is `Default`. */
export const ExperimentRef = ProjectRef.extend({
  experiment: z.coerce
    .number('Write a number.')
    .int()
    .min(0)
    .max(2 ** 31 - 1),
})
export type ExperimentRef = z.output<typeof ExperimentRef>

export const maxName = 500
export const maxTagValue = 20_000

export const ExperimentName = z
  .string()
  .min(1, "Invalid experiment name: ''")
  .refine((name) => [...name].length <= maxName, {
    message: `'name' exceeds the maximum length of ${maxName} characters`,
  })
  .refine((name) => !name.includes('\0') && name.isWellFormed(), 'A name is well-formed Unicode.')

/** A key and a value, as MLflow lists tags. */
export const KeyValue = z.object({ key: z.string(), value: z.string() })
export type KeyValue = z.infer<typeof KeyValue>

export const ExperimentItem = z.object({
  experiment: z.number().int(),
  name: z.string(),
  runs: z.object({ count: z.number().int(), more: z.boolean() }),
  latest: z
    .object({ run: z.number().int(), name: z.string(), state: RunState, startedAt: Instant })
    .nullable()
    .describe('The run that was started last'),
  createdAt: Instant,
  deletedAt: Instant.nullable(),
})
export type ExperimentItem = z.infer<typeof ExperimentItem>

export const Experiment = z.object({
  experiment: z.number().int(),
  project: z.string(),
  name: z.string(),
  description: z.string().describe('Markdown, as a client wrote it'),
  tags: z.array(z.object({ key: z.string(), value: z.string() })),
  createdBy: ActorView,
  createdAt: Instant,
  deletedAt: Instant.nullable(),
})
export type Experiment = z.infer<typeof Experiment>
