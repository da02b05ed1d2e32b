import { z } from 'zod'
import { createLoggedModel } from '@/lib/logged-models/create'
import { getLoggedModel } from '@/lib/logged-models/queries'
import {
  deleteLoggedModel,
  finalizeLoggedModel,
  logModelParams,
  tagLoggedModel,
  untagLoggedModel,
} from '@/lib/logged-models/report'
import { experimentNumber, flag, listOf, tag, text } from './fields'
import { mlflowRoutes } from './router'
import { loggedModelJson } from './wire/logged-model'

const { list, on } = mlflowRoutes()

const models = '/api/2.0/mlflow/logged-models'
const one = `${models}/:model_id`
const Model = z.object({ model_id: text })
const Pairs = listOf(tag)

/** An enum's name, or its number as clients of Protocol Buffers may write it. */
const Status = z
  .union([
    z.enum(['LOGGED_MODEL_READY', 'LOGGED_MODEL_UPLOAD_FAILED']),
    z.literal([2, '2']).transform(() => 'LOGGED_MODEL_READY' as const),
    z.literal([3, '3']).transform(() => 'LOGGED_MODEL_UPLOAD_FAILED' as const),
  ])
  .transform((status) => (status === 'LOGGED_MODEL_READY' ? 'READY' : 'UPLOAD_FAILED'))

on(
  'POST',
  models,
  {
    action: 'logged_model.create',
    input: z.object({
      experiment_id: text,
      name: text.optional(),
      model_type: text.optional(),
      source_run_id: text.optional(),
      params: Pairs,
      tags: Pairs,
    }),
    creates: true,
  },
  async (
    { experiment_id, name, model_type, source_run_id, params, tags },
    { once, org, project },
  ) =>
    answer(
      await createLoggedModel(once, {
        ...{ org, project, params, tags },
        experiment: experimentNumber(experiment_id),
        ...(name && { name }),
        ...(model_type && { type: model_type }),
        ...(source_run_id && { run: source_run_id }),
      }),
    ),
)

on(
  'GET',
  one,
  { action: 'logged_model.read', input: Model.extend({ allow_deleted: flag.optional() }) },
  async ({ model_id: model, allow_deleted: allowDeleted }, { ctx, org, project }) =>
    answer(await getLoggedModel(ctx, { org, project, model, allowDeleted })),
)

on(
  'PATCH',
  one,
  {
    action: 'logged_model.report',
    input: Model.extend({ status: Status, status_message: text.optional() }),
  },
  async ({ model_id: model, status, status_message: message }, { ctx, org, project }) =>
    answer(await finalizeLoggedModel(ctx, { org, project, model, status, message })),
)

on(
  'DELETE',
  one,
  { action: 'logged_model.report', input: Model },
  ({ model_id: model }, { ctx, org, project }) => deleteLoggedModel(ctx, { org, project, model }),
)

on(
  'PATCH',
  `${one}/tags`,
  { action: 'logged_model.report', input: Model.extend({ tags: Pairs }) },
  ({ model_id: model, tags }, { ctx, org, project }) =>
    tagLoggedModel(ctx, { org, project, model, tags }),
)

// Clients write a key into the path as it is, and it may hold slashes.
on(
  'DELETE',
  `${one}/tags/*`,
  { action: 'logged_model.report', input: Model.extend({ '*': text }) },
  ({ model_id: model, '*': key }, { ctx, org, project }) =>
    untagLoggedModel(ctx, { org, project, model, key }),
)

on(
  'POST',
  `${one}/params`,
  { action: 'logged_model.report', input: Model.extend({ params: Pairs }) },
  ({ model_id: model, params }, { ctx, org, project }) =>
    logModelParams(ctx, { org, project, model, params }),
)

const answer = (model: Parameters<typeof loggedModelJson>[0]) => ({ model: loggedModelJson(model) })

export const loggedModelRoutes = list
