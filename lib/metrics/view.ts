import { z } from 'zod'
import { directions } from '@/db/schema/tables'

const Direction = z.enum(directions).describe('Which way is better')

/** A metric that is in use, and what it means here. */
export const MetricItem = z
  .object({
    key: z.string(),
    direction: Direction,
    unit: z.string(),
    guessed: z.boolean().describe('The direction is guessed from the name'),
    models: z.number().int().describe('Models whose newest version has it'),
  })
  .meta({ id: 'Metric' })
export type MetricItem = z.infer<typeof MetricItem>

/** What was said of a metric. */
export const MetricDefinition = z
  .object({
    key: z.string(),
    direction: Direction,
    unit: z.string(),
    guessed: z.boolean().describe('The direction is guessed from the name'),
  })
  .meta({ id: 'MetricDefinition' })
export type MetricDefinition = z.infer<typeof MetricDefinition>
