import { z } from 'zod'
import { notFound } from '@/lib/errors'
import { loggedModelId } from '@/lib/tracking/ids'
import { double, int64, text } from '../fields'

/** A metric as clients send it, alone or in a list. */
export const metricFields = z.object({
  key: text,
  value: double,
  timestamp: int64,
  step: int64.optional(),
  model_id: text.optional(),
  dataset_name: text.optional(),
  dataset_digest: text.optional(),
})

/** The same in our words. Throws not found for a model whose id is none. */
export function metricOf(fields: z.output<typeof metricFields>) {
  const { key, value, timestamp: time, step, model_id: model } = fields
  const modelId = model ? loggedModelId(model) : undefined
  if (modelId === null) throw notFound(`Logged model with ID '${model}' not found.`)
  return {
    key,
    value,
    time,
    modelId,
    step: step ?? 0,
    datasetName: fields.dataset_name ?? '',
    datasetDigest: fields.dataset_digest ?? '',
  }
}
