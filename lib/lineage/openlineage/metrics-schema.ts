import { z } from 'zod'
import { Key, MetricValue } from '../../view'

/** Where the schema is served below `/api/v1`: the facet of a later form gets an address of its own. */
export const metricsSchemaPath = '/openlineage/facets/modelHub_metrics/1-0-0.json'

/** What the facet `modelHub_metrics` of a run or an output holds. */
export const MetricsFacet = z.object({
  metrics: z
    .record(Key, MetricValue)
    .describe('Name → number; NaN and the infinities as words, since JSON has none'),
})

/** The JSON schema of the facet, to name as its `_schemaURL`; `hub` is the address of this one. */
export function metricsSchema(hub: string): object {
  const { $schema, ...facet } = z.toJSONSchema(MetricsFacet, { io: 'input' })
  return {
    $schema,
    $id: `${hub}/api/v1${metricsSchemaPath}`,
    title: 'modelHub_metrics',
    description: 'Metrics of a training or an evaluation, for the page of the run.',
    ...facet,
    properties: {
      _producer: { type: 'string', format: 'uri' },
      _schemaURL: { type: 'string', format: 'uri' },
      ...facet.properties,
    },
    additionalProperties: true,
  }
}
