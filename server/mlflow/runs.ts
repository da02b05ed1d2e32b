import { z } from 'zod'
import { createTrackedRun } from '@/lib/tracking/create'
import { deleteTrackedRun, restoreTrackedRun } from '@/lib/tracking/delete'
import { deleteRunTag } from '@/lib/tracking/delete-tag'
import { Status } from '@/lib/tracking/logged'
import { getTrackedRun } from '@/lib/tracking/queries'
import { reportRun } from '@/lib/tracking/report'
import { updateTrackedRun } from '@/lib/tracking/update'
import { experimentNumber, int64, listOf, runFields, runRef, tag, text } from './fields'
import { mlflowRoutes } from './router'
import { metricFields, metricOf } from './wire/metric'
import { runInfoJson, runJson } from './wire/run'

const { list, on } = mlflowRoutes()
const below = '/api/2.0/mlflow/runs'

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
      tags: listOf(tag),
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
  run: runJson(await getTrackedRun(call.ctx, runRef(call, fields))),
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
    const info = await updateTrackedRun(call.ctx, {
      ...runRef(call, fields),
      status,
      endTime,
      name,
    })
    return { run_info: runInfoJson(info) }
  },
)

on(
  'POST',
  `${below}/log-metric`,
  { action: 'run.report', input: runFields.extend(metricFields.shape) },
  async (fields, call) => {
    const metrics = [metricOf(fields)]
    await reportRun(call.ctx, { ...runRef(call, fields), metrics, single: true })
  },
)

on(
  'POST',
  `${below}/log-parameter`,
  { action: 'run.report', input: runFields.extend(tag.shape) },
  async (fields, call) => {
    const params = [{ key: fields.key, value: fields.value }]
    await reportRun(call.ctx, { ...runRef(call, fields), params, single: true })
  },
)

on(
  'POST',
  `${below}/set-tag`,
  { action: 'run.report', input: runFields.extend(tag.shape) },
  async (fields, call) => {
    const tags = [{ key: fields.key, value: fields.value }]
    await reportRun(call.ctx, { ...runRef(call, fields), tags, single: true })
  },
)

on(
  'POST',
  `${below}/delete-tag`,
  { action: 'run.report', input: runFields.extend({ key: text }) },
  async (fields, call) => {
    await deleteRunTag(call.ctx, { ...runRef(call, fields), key: fields.key })
  },
)

on(
  'POST',
  `${below}/log-batch`,
  {
    action: 'run.report',
    input: runFields.extend({
      metrics: listOf(metricFields),
      params: listOf(tag),
      tags: listOf(tag),
    }),
  },
  async (fields, call) => {
    const { params, tags } = fields
    const metrics = fields.metrics.map(metricOf)
    await reportRun(call.ctx, { ...runRef(call, fields), metrics, params, tags })
  },
)

on('POST', `${below}/delete`, { action: 'run.delete', input: runFields }, async (fields, call) => {
  await deleteTrackedRun(call.ctx, runRef(call, fields))
})

on(
  'POST',
  `${below}/restore`,
  { action: 'run.restore', input: runFields },
  async (fields, call) => {
    await restoreTrackedRun(call.ctx, runRef(call, fields))
  },
)

export const runRoutes = list
