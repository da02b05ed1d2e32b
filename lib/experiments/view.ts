import { z } from 'zod'
import { ProjectRef } from '../projects/find'

/** An experiment by its number in a project. */
export const ExperimentRef = ProjectRef.extend({
  experiment: z
    .int()
    .min(0)
    .max(2 ** 31 - 1),
})

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
