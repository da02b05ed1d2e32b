import { z } from 'zod'
import { invalid } from '@/lib/errors'
import { logInputs } from '@/lib/tracking/inputs'
import { logModelFile } from '@/lib/tracking/log-model'
import { logOutputs } from '@/lib/tracking/outputs'
import { searchLoggedDatasets } from '@/lib/tracking/search-datasets'
import { int64, listOf, text } from './fields'
import { type Call, mlflowRoutes } from './router'
import { experimentNumber } from './wire/experiment'

const { list, on } = mlflowRoutes()

const runs = '/api/2.0/mlflow/runs'
const Run = z.object({ run_id: text })
const refOf = ({ org, project }: Call, { run_id: run }: z.output<typeof Run>) => ({
  ...{ org, project, run },
})

const DatasetInput = z.object({
  tags: listOf(z.object({ key: text, value: text })),
  dataset: z
    .object({
      name: text,
      digest: text,
      source_type: text,
      source: text,
      schema: text.nullish(),
      profile: text.nullish(),
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
    input: Run.extend({
      datasets: listOf(DatasetInput),
      models: listOf(z.object({ model_id: text })),
    }),
  },
  (fields, call) =>
    logInputs(call.ctx, {
      ...refOf(call, fields),
      datasets: fields.datasets,
      models: fields.models.map(({ model_id }) => model_id),
    }),
)

on(
  'POST',
  `${runs}/outputs`,
  {
    action: 'run.report',
    input: Run.extend({
      models: z.unknown().pipe(listOf(z.object({ model_id: text, step: int64.nullish() }))),
    }),
  },
  (fields, call) =>
    logOutputs(call.ctx, {
      ...refOf(call, fields),
      models: fields.models.map(({ model_id: model, step }) => ({ model, step: step ?? 0 })),
    }),
)

on(
  'POST',
  `${runs}/log-model`,
  { action: 'run.report', input: Run.extend({ model_json: text }) },
  (fields, call) => logModelFile(call.ctx, { ...refOf(call, fields), model: fields.model_json }),
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
