import { z } from 'zod'
import { createTrackedRun } from '@/lib/tracking/create'
import { deleteTrackedRun, restoreTrackedRun } from '@/lib/tracking/delete'
import { deleteRunTag } from '@/lib/tracking/delete-tag'
import { Status } from '@/lib/tracking/logged'
import { getTrackedRun } from '@/lib/tracking/queries'
import { reportRun } from '@/lib/tracking/report'
import { updateTrackedRun } from '@/lib/tracking/update'
import { tagFields } from './experiments'
import { int64, listOf, missing, text } from './fields'
import { type Call, mlflowRoutes } from './router'
import { experimentNumber } from './wire/experiment'
import { metricFields, metricOf } from './wire/metric'
import { runInfoJson, runJson } from './wire/run'

const { list, on } = mlflowRoutes()
const below = '/api/2.0/mlflow/runs'

/** Clients send both; either alone names the run. */
export const runFields = z.object({ run_id: text.optional(), run_uuid: text.optional() })

/** The run that a request names. Throws invalid where it names none. */
export function refOf({ org, project }: Call, fields: z.output<typeof runFields>) {
  const run = fields.run_id || fields.run_uuid
  if (!run) throw missing('run_id')
  return { org, project, run }
}

on(
  'POST',
  `${below}/create`,
  {
    action: 'run.create',
    input: z.object({
      experiment_id: text.optional(),
      user_id: text.optional(),
      run_name: text.optional(),
      start_time: int64.optional(),
      tags: listOf(tagFields),
    }),
    creates: true,
  },
  async (fields, { once, org, project }) => {
    const run = await createTrackedRun(once, {
      ...{ org, project, tags: fields.tags },
      experiment: experimentNumber(fields.experiment_id || '0'),
      name: fields.run_name,
      userName: fields.user_id,
      startTime: fields.start_time,
    })
    return { run: runJson(run) }
  },
)

on('GET', `${below}/get`, { action: 'run.read', input: runFields }, async (fields, call) => ({
  run: runJson(await getTrackedRun(call.ctx, refOf(call, fields))),
}))

on(
  'POST',
  `${below}/update`,
  {
    action: 'run.finish',
    input: runFields.extend({
      status: Status.optional(),
      end_time: int64.optional(),
      run_name: text.optional(),
    }),
  },
  async (fields, call) => {
    const { status, end_time: endTime, run_name: name } = fields
    const info = await updateTrackedRun(call.ctx, { ...refOf(call, fields), status, endTime, name })
    return { run_info: runInfoJson(info) }
  },
)

on(
  'POST',
  `${below}/log-metric`,
  { action: 'run.report', input: runFields.extend(metricFields.shape) },
  async (fields, call) => {
    const metrics = [metricOf(fields)]
    await reportRun(call.ctx, { ...refOf(call, fields), metrics, single: true })
  },
)

on(
  'POST',
  `${below}/log-parameter`,
  { action: 'run.report', input: runFields.extend(tagFields.shape) },
  async (fields, call) => {
    const params = [{ key: fields.key, value: fields.value }]
    await reportRun(call.ctx, { ...refOf(call, fields), params, single: true })
  },
)

on(
  'POST',
  `${below}/set-tag`,
  { action: 'run.report', input: runFields.extend(tagFields.shape) },
  async (fields, call) => {
    const tags = [{ key: fields.key, value: fields.value }]
    await reportRun(call.ctx, { ...refOf(call, fields), tags, single: true })
  },
)

on(
  'POST',
  `${below}/delete-tag`,
  { action: 'run.report', input: runFields.extend({ key: text }) },
  async (fields, call) => {
    await deleteRunTag(call.ctx, { ...refOf(call, fields), key: fields.key })
  },
)

on(
  'POST',
  `${below}/log-batch`,
  {
    action: 'run.report',
    input: runFields.extend({
      metrics: listOf(metricFields),
      params: listOf(tagFields),
      tags: listOf(tagFields),
    }),
  },
  async (fields, call) => {
    const { params, tags } = fields
    const metrics = fields.metrics.map(metricOf)
    await reportRun(call.ctx, { ...refOf(call, fields), metrics, params, tags })
  },
)

on('POST', `${below}/delete`, { action: 'run.delete', input: runFields }, async (fields, call) => {
  await deleteTrackedRun(call.ctx, refOf(call, fields))
})

on(
  'POST',
  `${below}/restore`,
  { action: 'run.restore', input: runFields },
  async (fields, call) => {
    await restoreTrackedRun(call.ctx, refOf(call, fields))
  },
)

export const runRoutes = list
