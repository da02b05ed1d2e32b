import { z } from 'zod'
import { invalid } from '@/lib/errors'
import { logInputs } from '@/lib/tracking/inputs'
import { logModelFile } from '@/lib/tracking/log-model'
import { logOutputs } from '@/lib/tracking/outputs'
import { searchLoggedDatasets } from '@/lib/tracking/search-datasets'
import { experimentNumber, int64, listOf, runFields, runRef, tag, text } from './fields'
import { mlflowRoutes } from './router'

const { list, on } = mlflowRoutes()

const runs = '/api/2.0/mlflow/runs'
const DatasetInput = z.object({
  tags: listOf(tag),
  dataset: z
    .object({
      name: text,
      digest: text,
      source_type: text,
      source: text,
      schema: text.optional(),
      profile: text.optional(),
    })
    .transform(({ source_type: sourceType, schema, profile, ...rest }) => ({
      ...{ ...rest, sourceType },
      schema: schema ?? null,
      profile: profile ?? null,
    })),
})

on(
  'POST',
  `${runs}/log-inputs`,
  {
    action: 'run.input',
    input: runFields.extend({
      datasets: listOf(DatasetInput),
      models: listOf(z.object({ model_id: text })),
    }),
  },
  (fields, call) =>
    logInputs(call.ctx, {
      ...runRef(call, fields),
      datasets: fields.datasets,
      models: fields.models.map(({ model_id }) => model_id),
    }),
)

on(
  'POST',
  `${runs}/outputs`,
  {
    action: 'run.report',
    input: runFields.extend({
      models: listOf(z.object({ model_id: text, step: int64.optional() })),
    }),
  },
  (fields, call) =>
    logOutputs(call.ctx, {
      ...runRef(call, fields),
      models: fields.models.map(({ model_id: model, step }) => ({ model, step: step ?? 0 })),
    }),
)

on(
  'POST',
  `${runs}/log-model`,
  { action: 'run.report', input: runFields.extend({ model_json: text }) },
  (fields, call) => logModelFile(call.ctx, { ...runRef(call, fields), model: fields.model_json }),
)

const mostExperiments = 20

on(
  'POST',
  '/api/2.0/mlflow/experiments/search-datasets',
  { action: 'experiment.read', input: z.object({ experiment_ids: listOf(text) }) },
  async ({ experiment_ids }, { ctx, org, project }) => {
    const { length } = experiment_ids
    if (length === 0)
      throw invalid('SearchDatasets request must specify at least one experiment_id.')
    if (length > mostExperiments)
      throw invalid(
        `SearchDatasets request cannot specify more than ${mostExperiments} experiment_ids. Received ${length} experiment_ids.`,
      )
    const experiments = experiment_ids.map(experimentNumber)
    const found = await searchLoggedDatasets(ctx, { org, project, experiments })
    return {
      dataset_summaries: found.map(({ experiment, name, digest, context }) => ({
        ...{ experiment_id: String(experiment), name, digest },
        ...(context !== null && { context }),
      })),
    }
  },
)

export const runInputRoutes = list
