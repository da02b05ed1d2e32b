import { Readable } from 'node:stream'
import contentDisposition from 'content-disposition'
import { z } from 'zod'
import { AppError } from '@/lib/errors'
import { getCode } from '@/lib/runs/code'
import { createRun } from '@/lib/runs/create'
import { exportFormats, exportMetrics } from '@/lib/runs/export'
import { runFacets } from '@/lib/runs/facets'
import { finishRun } from '@/lib/runs/finish'
import { listRuns } from '@/lib/runs/list'
import { appendLog, readLog } from '@/lib/runs/log'
import { logMetrics } from '@/lib/runs/metrics'
import { getOutput, recordOutput } from '@/lib/runs/outputs'
import { getProgress, setStatus } from '@/lib/runs/progress'
import { describeOutputs } from '@/lib/runs/properties'
import { getRun } from '@/lib/runs/queries'
import { getReproduction } from '@/lib/runs/reproduction'
import { Reproduction } from '@/lib/runs/reproduction-view'
import { getSeries } from '@/lib/runs/series'
import { stopRun } from '@/lib/runs/stop'
import { updateRun } from '@/lib/runs/update'
import {
  CreatedRun,
  Finished,
  MetricSeries,
  Progress,
  ReportedValue,
  RunItem,
  RunOutput,
  RunWithAbilities,
  TaggedRun,
} from '@/lib/runs/view'
import { Facets } from '@/lib/search/facets'
import { noteBytes } from '@/lib/versions/held'
import { Instant, pageOf } from '@/lib/view'
import { inert, rangeOf, sendBlob } from '../bytes'
import { routes } from './router'

const { list, raw, get, post, act, put, patch } = routes()
const run = '/:org/projects/:project/runs/:run'
const Series = z.object({ startedAt: Instant, series: z.array(MetricSeries) })
const maxLogCall = 1024 * 1024
const types = { csv: 'text/csv', json: 'application/json' } as const

get('/:org/runs', listRuns, { summary: 'List runs', answer: pageOf(RunItem) })
get('/:org/runs/facets', runFacets, {
  summary: 'Count what there is among runs',
  answer: Facets,
})
post('/:org/projects/:project/runs', createRun, { summary: 'Create a run', answer: CreatedRun })
get(run, getRun, { summary: 'Get a run', answer: RunWithAbilities })
get(`${run}/metrics`, getSeries, { summary: 'Get metrics over steps', answer: Series })
act(`${run}/metrics`, logMetrics, { summary: 'Log metrics' })
put(`${run}/outputs/*`, recordOutput, { summary: 'Record a file', answer: RunOutput, status: 201 })
act(`${run}/properties`, describeOutputs, { summary: 'Add to the properties of files' })
get(`${run}/progress`, getProgress, { summary: 'Ask how far a run is', answer: Progress })
act(`${run}/status`, setStatus, { summary: 'Say what the job is doing' })
act(`${run}/stop`, stopRun, { summary: 'Ask a run to stop', answer: Progress })
patch(run, updateRun, { summary: 'Set the tags of a run', answer: TaggedRun })
get(`${run}/reproduction`, getReproduction, {
  summary: 'Get what it takes to run it again',
  answer: Reproduction,
})
act(`${run}/finish`, finishRun, { summary: 'Finish a run', answer: Finished })

raw('POST', `${run}/log`, {
  summary: 'Append to the log at a byte offset',
  action: 'run.report',
  input: appendLog.input,
  status: 204,
  query: ['offset'],
  media: { request: 'text/plain' },
  async handle({ ctx, input, request }) {
    const bytes = await bodyOf(request.raw)
    const call: unknown = { ...input, bytes }
    await appendLog(ctx, call as z.input<typeof appendLog.input>)
  },
})

raw('GET', `${run}/log`, {
  summary: 'Read the log',
  action: 'run.read',
  input: readLog.input,
  media: { answer: 'text/plain' },
  async handle({ ctx, input, request, reply }) {
    const log = await readLog(ctx, input as z.input<typeof readLog.input>)
    const range = rangeOf(request, log.size, '')
    const { start, end } = range ?? { start: 0, end: log.size - 1 }
    if (range) reply.code(206).header('content-range', `bytes ${start}-${end}/${log.size}`)
    reply.headers({
      ...inert,
      'content-type': 'text/plain; charset=utf-8',
      'accept-ranges': 'bytes',
    })
    reply.header('content-length', end - start + 1)
    if (request.method === 'HEAD' || log.size === 0) return reply.send()
    return reply.send(Readable.from(log.read({ start, end: end + 1 })))
  },
})

raw('GET', `${run}/outputs/*`, {
  summary: 'Download a file of a run',
  action: 'run.read',
  input: getOutput.input,
  media: { answer: 'application/octet-stream' },
  async handle({ ctx, input, request, reply }) {
    const found = await getOutput(ctx, input as z.input<typeof getOutput.input>)
    if (request.method === 'GET') await noteBytes(ctx, String(input.org), found.sha256)
    return sendBlob(request, reply, found)
  },
})

for (const format of exportFormats)
  raw('GET', `${run}/metrics.${format}`, {
    summary: `Download every value of the metrics as ${format.toUpperCase()}`,
    action: 'run.read',
    input: exportMetrics.input.omit({ format: true }),
    ...(format === 'json'
      ? { answer: z.array(ReportedValue) }
      : { media: { answer: types[format] } }),
    async handle({ ctx, input, request, reply }) {
      const asked = { ...input, format } as z.input<typeof exportMetrics.input>
      const { name, pieces } = await exportMetrics(ctx, asked)
      reply.headers({
        ...inert,
        'content-type': `${types[format]}; charset=utf-8`,
        'content-disposition': contentDisposition(name),
        'cache-control': 'private, no-cache',
      })
      return reply.send(request.method === 'HEAD' ? '' : Readable.from(pieces))
    },
  })

raw('GET', `${run}/code`, {
  summary: 'Download the archive of the code',
  action: 'run.read',
  input: getCode.input,
  media: { answer: 'application/gzip' },
  async handle({ ctx, input, request, reply }) {
    const code = await getCode(ctx, input as z.input<typeof getCode.input>)
    return sendBlob(request, reply, code, { type: 'application/gzip' })
  },
})

export const runRoutes = list

/** Reads a small body whole; throws `too_large` past 1 MiB. */
async function bodyOf(body: Readable): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size > maxLogCall) throw new AppError('too_large', 'At most 1 MiB of log a call.')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
