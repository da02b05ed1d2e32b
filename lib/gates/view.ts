import { z } from 'zod'
import { JsonValue, MetricValue } from '../view'

/** What one gate says of a candidate, against the version in use. */
export const GateResult = z
  .object({
    name: z.string(),
    cel: z.string(),
    candidate: MetricValue.nullable().describe(
      'The metric that it looks at; null: several, or none',
    ),
    approved: MetricValue.nullable().describe('The same of the version in use'),
    result: z.enum(['pass', 'fail', 'error']),
    message: z.string().describe('In words, with the numbers'),
    metric: z.string().nullable().describe('The one metric that it compares'),
    threshold: z.number().nullable().describe('What the candidate must reach'),
    inputs: z
      .record(z.string(), JsonValue.nullable())
      .describe('What it looked at, by name as the expression has it; null: it was not there'),
  })
  .meta({ id: 'GateResult' })
export type GateResult = z.infer<typeof GateResult>
