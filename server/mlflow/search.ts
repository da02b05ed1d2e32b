import { z } from 'zod'
import { searchExperiments } from '@/lib/mlflow-search/experiments'
import { viewTypes } from '@/lib/mlflow-search/input'
import { searchLoggedModels } from '@/lib/mlflow-search/logged-models'
import { searchModelVersions } from '@/lib/mlflow-search/model-versions'
import { searchRegisteredModels } from '@/lib/mlflow-search/registered-models'
import { searchRuns } from '@/lib/mlflow-search/runs'
import { flag, int64, listOf, text } from './fields'
import { type Method, mlflowRoutes } from './router'
import { answerFound } from './stream'
import { experimentJson } from './wire/experiment'
import { loggedModelJson } from './wire/logged-model'
import { modelVersionJson } from './wire/model-version'
import { registeredModelJson } from './wire/registered-model'
import { runJson } from './wire/run'

const { list, on } = mlflowRoutes()

const asked = {
  filter: z.string().optional(),
  max_results: int64.optional(),
  page_token: z.string().optional(),
}
const orderBy = { order_by: listOf(z.string()) }

// The first clients sent the numbers of the names.
const viewType = z
  .union([
    z.enum(viewTypes),
    int64.pipe(z.int().min(1).max(3)).transform((at) => viewTypes[at - 1]),
  ])
  .optional()

for (const method of ['POST', 'GET'] satisfies Method[])
  on(
    method,
    '/api/2.0/mlflow/experiments/search',
    {
      action: searchExperiments.action,
      input: z.object({ ...asked, ...orderBy, view_type: viewType }),
    },
    async ({ view_type: view, order_by: orderBy, ...fields }, call) => {
      const { ctx, org, project, reply } = call
      const found = await searchExperiments(ctx, { org, project, orderBy, view, ...named(fields) })
      return answerFound(reply, 'experiments', found, experimentJson)
    },
  )

on(
  'POST',
  '/api/2.0/mlflow/runs/search',
  {
    action: searchRuns.action,
    input: z.object({
      ...asked,
      ...orderBy,
      experiment_ids: listOf(text),
      run_view_type: viewType,
    }),
  },
  async ({ run_view_type: view, order_by: orderBy, experiment_ids, ...fields }, call) => {
    const { ctx, org, project, reply } = call
    const place = { org, project, experiments: experiment_ids }
    const found = await searchRuns(ctx, { ...place, orderBy, view, ...named(fields) })
    return answerFound(reply, 'runs', found, runJson)
  },
)

on(
  'GET',
  '/api/2.0/mlflow/registered-models/search',
  { action: searchRegisteredModels.action, input: z.object({ ...asked, ...orderBy }) },
  async ({ order_by: orderBy, ...fields }, { ctx, org, reply }) => {
    const found = await searchRegisteredModels(ctx, { org, orderBy, ...named(fields) })
    return answerFound(reply, 'registered_models', found, registeredModelJson)
  },
)

on(
  'GET',
  '/api/2.0/mlflow/model-versions/search',
  { action: searchModelVersions.action, input: z.object({ ...asked, ...orderBy }) },
  async ({ order_by: orderBy, ...fields }, { ctx, org, reply }) => {
    const found = await searchModelVersions(ctx, { org, orderBy, ...named(fields) })
    return answerFound(reply, 'model_versions', found, modelVersionJson)
  },
)

const dataset = { dataset_name: text.optional(), dataset_digest: text.optional() }

on(
  'POST',
  '/api/2.0/mlflow/logged-models/search',
  {
    action: searchLoggedModels.action,
    input: z.object({
      ...asked,
      experiment_ids: z.array(text).min(1),
      datasets: listOf(z.object({ ...dataset, dataset_name: text.pipe(z.string().min(1)) })),
      order_by: listOf(z.object({ ...dataset, field_name: text, ascending: flag.optional() })),
    }),
  },
  async ({ experiment_ids: experiments, datasets, order_by, ...fields }, call) => {
    const { ctx, org, project, reply } = call
    const found = await searchLoggedModels(ctx, {
      ...{ org, project, experiments },
      datasets: datasets.map(datasetOf).filter((one) => one !== undefined),
      orderBy: order_by.map((one) => ({
        field: one.field_name,
        ascending: one.ascending,
        dataset: datasetOf(one),
      })),
      ...named(fields),
    })
    return answerFound(reply, 'models', found, loggedModelJson)
  },
)

export const searchRoutes = list

function named({ filter, max_results, page_token }: z.output<z.ZodObject<typeof asked>>) {
  return { filter, maxResults: max_results, pageToken: page_token }
}

function datasetOf({ dataset_name, dataset_digest }: z.output<z.ZodObject<typeof dataset>>) {
  return dataset_name ? { name: dataset_name, digest: dataset_digest } : undefined
}
