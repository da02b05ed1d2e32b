import { z } from 'zod'
import { invalid } from '@/lib/errors'
import { getHistories, getHistory, getThinned, type RunPoint } from '@/lib/tracking/history'
import { hexOf } from '@/lib/tracking/ids'
import { int64, listOf, runFields, runRef, text } from './fields'
import { mlflowRoutes } from './router'
import { filled, metricJson } from './wire/run'

const { list, on } = mlflowRoutes()
const below = '/api/2.0/mlflow/metrics'

const mostRuns = 100
const mostInBulk = 25_000
const mostThinned = 2500

on(
  'GET',
  `${below}/get-history`,
  {
    action: 'run.read',
    input: runFields.extend({
      metric_key: text,
      max_results: int64.optional(),
      page_token: text.optional(),
    }),
  },
  async (fields, call) => {
    const { metric_key: key, max_results: limit, page_token: token } = fields
    if (limit !== undefined && limit <= 0)
      throw invalid(
        `Invalid value ${limit} for parameter 'max_results' supplied. It must be a positive integer.`,
      )
    const asked = { ...runRef(call, fields), key, limit, cursor: token || undefined }
    const { points, next } = await getHistory(call.ctx, asked)
    return { ...filled('metrics', points.map(metricJson)), ...(next && { next_page_token: next }) }
  },
)

on(
  'GET',
  `${below}/get-history-bulk`,
  {
    action: 'run.read',
    input: z.object({
      run_id: listOf(text),
      metric_key: text.optional(),
      max_results: int64.optional(),
    }),
  },
  async ({ run_id: runs, metric_key: key, max_results }, { ctx, org, project }) => {
    if (runs.length === 0)
      throw invalid('GetMetricHistoryBulk request must specify at least one run_id.')
    if (runs.length > mostRuns)
      throw invalid(
        `GetMetricHistoryBulk request cannot specify more than ${mostRuns} run_ids. Received ${runs.length} run_ids.`,
      )
    if (key === undefined) throw invalid('GetMetricHistoryBulk request must specify a metric_key.')
    const limit = Math.min(Math.max(max_results ?? mostInBulk, 0), mostInBulk)
    const points = await getHistories(ctx, { org, project, runs, key, limit })
    return { metrics: points.map(pointJson) }
  },
)

on(
  'GET',
  `${below}/get-history-bulk-interval`,
  {
    action: 'run.read',
    input: z.object({
      run_ids: listOf(text),
      metric_key: text,
      start_step: int64.optional(),
      end_step: int64.optional(),
      max_results: int64.optional(),
    }),
  },
  async (fields, { ctx, org, project }) => {
    const { run_ids: runs, metric_key: key, max_results: limit = mostThinned } = fields
    if (runs.length > mostRuns)
      throw invalid(
        `GetMetricHistoryBulkInterval request must specify at most ${mostRuns} run_ids. Received ${runs.length} run_ids.`,
      )
    if (limit < 1 || limit > mostThinned)
      throw invalid(`max_results must be between 1 and ${mostThinned}.`)
    const between = stepsOf(fields)
    const points = await getThinned(ctx, { org, project, runs, key, limit, between })
    return filled('metrics', points.map(pointJson))
  },
)

function stepsOf(fields: {
  start_step?: number | undefined
  end_step?: number | undefined
}): [number, number] | undefined {
  const { start_step: first, end_step: last } = fields
  if (first === undefined && last === undefined) return undefined
  if (first === undefined || last === undefined)
    throw invalid('If either start step or end step are specified, both must be specified.')
  if (first > last)
    throw invalid(
      `end_step must be greater than start_step. Found start_step=${first} and end_step=${last}.`,
    )
  return [first, last]
}

const pointJson = ({ runId, ...point }: RunPoint) => ({
  ...metricJson(point),
  run_id: hexOf(runId),
})

export const metricRoutes = list
