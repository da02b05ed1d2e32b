import { z } from 'zod'
import { createExperiment } from '@/lib/experiments/create'
import { deleteExperiment } from '@/lib/experiments/delete'
import { getExperiment, getExperimentByName } from '@/lib/experiments/queries'
import { renameExperiment } from '@/lib/experiments/rename'
import { restoreExperiment } from '@/lib/experiments/restore'
import { deleteExperimentTag, setExperimentTag } from '@/lib/experiments/tags'
import { experimentNumber, listOf, tag, text } from './fields'
import { type Call, mlflowRoutes } from './router'
import { experimentJson } from './wire/experiment'

const { list, on } = mlflowRoutes()
const below = '/api/2.0/mlflow/experiments'

const named = z.object({ experiment_id: text })
const refOf = ({ org, project }: Call, { experiment_id }: z.output<typeof named>) => ({
  ...{ org, project },
  experiment: experimentNumber(experiment_id),
})

on(
  'GET',
  `${below}/get-by-name`,
  { action: 'experiment.read', input: z.object({ experiment_name: text }) },
  async ({ experiment_name: name }, { ctx, org, project }) => ({
    experiment: experimentJson(await getExperimentByName(ctx, { org, project, name })),
  }),
)

on('GET', `${below}/get`, { action: 'experiment.read', input: named }, async (fields, call) => ({
  experiment: experimentJson(await getExperiment(call.ctx, refOf(call, fields))),
}))

on(
  'POST',
  `${below}/create`,
  {
    action: 'experiment.create',
    input: z.object({
      name: text,
      artifact_location: text.optional(),
      tags: listOf(tag),
    }),
    creates: true,
  },
  async ({ name, artifact_location: location, tags }, { once, org, project }) => {
    const made = await createExperiment(once, { org, project, name, location, tags })
    return { experiment_id: String(made.experiment) }
  },
)

on(
  'POST',
  `${below}/update`,
  { action: 'experiment.update', input: named.extend({ new_name: text }) },
  async (fields, call) => {
    await renameExperiment(call.ctx, { ...refOf(call, fields), name: fields.new_name })
  },
)

on(
  'POST',
  `${below}/delete`,
  { action: 'experiment.delete', input: named },
  async (fields, call) => {
    await deleteExperiment(call.ctx, refOf(call, fields))
  },
)

on(
  'POST',
  `${below}/restore`,
  { action: 'experiment.restore', input: named },
  async (fields, call) => {
    await restoreExperiment(call.ctx, refOf(call, fields))
  },
)

on(
  'POST',
  `${below}/set-experiment-tag`,
  { action: 'experiment.update', input: named.extend(tag.shape) },
  async (fields, call) => {
    const { key, value } = fields
    await setExperimentTag(call.ctx, { ...refOf(call, fields), key, value })
  },
)

on(
  'POST',
  `${below}/delete-experiment-tag`,
  { action: 'experiment.update', input: named.extend({ key: text }) },
  async (fields, call) => {
    await deleteExperimentTag(call.ctx, { ...refOf(call, fields), key: fields.key })
  },
)

export const experimentRoutes = list
