import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getSeries } from '@/lib/runs/series'
import { type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
import { startServer, type TestServer } from '../testing/server'
import { callMlflow } from './testing'

let hub: TestHub
let server: TestServer
let acme: TestOrganization
let token: string
let run_id: string

beforeAll(async () => {
  hub = await testHub()
  server = await startServer()
  acme = await hub.organization()
  token = await acme.secret('contributor')
  run_id = await started()
  await log(run_id, 'loss', 30)
})
afterAll(async () => {
  await server.close()
  await hub.close()
})

type Fields = Record<string, unknown>
interface Point {
  key: string
  value: unknown
  timestamp: number
  step: number
  run_id?: string
}

const ask = (verb: string, fields: Fields, secret = token) =>
  callMlflow(server, secret, 'GET', `/ajax-api/2.0/mlflow/metrics/${verb}`, fields)
const pointsOf = ({ body }: { body: Fields }) => (body.metrics ?? []) as Point[]

async function started(): Promise<string> {
  const made = await callMlflow(server, token, 'POST', '/api/2.0/mlflow/runs/create', {})
  return (made.body.run as { info: { run_id: string } }).info.run_id
}

async function batch(run_id: string, metrics: Fields[]) {
  const path = '/api/2.0/mlflow/runs/log-batch'
  const { status } = await callMlflow(server, token, 'POST', path, { run_id, metrics })
  expect(status).toBe(200)
}

/** Steps 0, 1, … at the times 1000, 1001, …, sent last first. */
const log = (run_id: string, key: string, count: number) =>
  batch(
    run_id,
    Array.from({ length: count }, (_, step) => ({
      ...{ key, value: step / 2, timestamp: 1000 + step, step },
    })).toReversed(),
  )

describe('the history of a metric', () => {
  it('is in the order of time, step and value', async () => {
    const run_id = await started()
    const points = [
      { key: 'm', value: 3, timestamp: 2, step: 0 },
      { key: 'm', value: 1, timestamp: 1, step: 5 },
      { key: 'm', value: 'NaN', timestamp: 1, step: 2 },
      { key: 'm', value: 2, timestamp: 1, step: 2 },
      { key: 'm', value: 1, timestamp: 1, step: -2 },
    ]
    await batch(run_id, points)
    const [late, five, nan, two, minus] = points
    const { status, body } = await ask('get-history', { run_id, metric_key: 'm' })
    expect([status, body]).toEqual([200, { metrics: [minus, two, nan, five, late] }])
  })

  it.each([1, 7, 10, 29, 30, 31])('comes whole in pages of %i', async (max_results) => {
    const found: Point[] = []
    let page_token: string | undefined
    do {
      const fields = { run_id, metric_key: 'loss', max_results, ...(page_token && { page_token }) }
      const answer = await ask('get-history', fields)
      found.push(...pointsOf(answer))
      page_token = answer.body.next_page_token as string | undefined
    } while (page_token)
    expect(found.map(({ step }) => step)).toEqual(Array.from({ length: 30 }, (_, step) => step))
  })

  it('goes on where it was, though points before it arrive', async () => {
    const run_id = await started()
    await log(run_id, 'm', 4)
    const first = await ask('get-history', { run_id, metric_key: 'm', max_results: 2 })
    await batch(run_id, [{ key: 'm', value: 9, timestamp: 1, step: 9 }])
    const page_token = first.body.next_page_token
    const rest = await ask('get-history', { run_id, metric_key: 'm', page_token })
    expect(pointsOf(rest).map(({ step }) => step)).toEqual([2, 3])
  })

  it('goes on past a value that is no number', async () => {
    const run_id = await started()
    const at = { key: 'm', timestamp: 1, step: 0 }
    await batch(run_id, [
      { ...at, value: 1 },
      { ...at, value: 'NaN' },
      { ...at, value: 1, step: 1 },
    ])
    const first = await ask('get-history', { run_id, metric_key: 'm', max_results: 2 })
    const page_token = first.body.next_page_token
    const rest = await ask('get-history', { run_id, metric_key: 'm', page_token })
    expect(pointsOf(rest)).toEqual([{ key: 'm', value: 1, timestamp: 1, step: 1 }])
  })

  it('is empty where there is no such key or run', async () => {
    const unknown = [
      { run_id, metric_key: 'none' },
      { run_id: 'f'.repeat(32), metric_key: 'loss' },
      { run_id: 'x', metric_key: 'loss' },
    ]
    for (const fields of unknown) {
      const { status, body } = await ask('get-history', fields)
      expect([status, body]).toEqual([200, {}])
    }
    const stranger = await (await hub.organization()).secret('admin')
    expect((await ask('get-history', { run_id, metric_key: 'loss' }, stranger)).body).toEqual({})
  })

  it.each<[string, Fields, RegExp]>([
    ['get-history', { metric_key: 'a' }, /'run_id'/],
    ['get-history', { run_id: 'x' }, /^Missing value for required parameter 'metric_key'/],
    [
      'get-history',
      { run_id: 'x', metric_key: 'a', max_results: 0 },
      /^Invalid value 0 for parameter 'max_results' supplied/,
    ],
    ['get-history', { run_id: 'x', metric_key: 'a', max_results: -1 }, /positive integer/],
    ['get-history', { run_id: 'x', metric_key: 'a', page_token: 'nonsense' }, /cursor/],
    [
      'get-history-bulk',
      { metric_key: 'a' },
      /^GetMetricHistoryBulk request must specify at least one run_id/,
    ],
    ['get-history-bulk', { run_id: 'x' }, /must specify a metric_key/],
    [
      'get-history-bulk',
      { run_id: Array.from({ length: 101 }, () => 'x'), metric_key: 'a' },
      /more than 100 run_ids\. Received 101/,
    ],
    ['get-history-bulk-interval', { run_ids: 'x' }, /'metric_key'/],
    [
      'get-history-bulk-interval',
      { run_ids: Array.from({ length: 101 }, () => 'x'), metric_key: 'a' },
      /at most 100 run_ids/,
    ],
    [
      'get-history-bulk-interval',
      { run_ids: 'x', metric_key: 'a', max_results: 2501 },
      /^max_results must be between 1 and 2500/,
    ],
    [
      'get-history-bulk-interval',
      { run_ids: 'x', metric_key: 'a', start_step: 1 },
      /both must be specified/,
    ],
    [
      'get-history-bulk-interval',
      { run_ids: 'x', metric_key: 'a', start_step: 2, end_step: 1 },
      /^end_step must be greater than start_step\. Found start_step=2 and end_step=1/,
    ],
  ])('is refused for %s %o', async (verb, fields, message) => {
    const answer = await ask(verb, fields)
    expect(answer.body.message).toMatch(message)
    expect([answer.status, answer.body.error_code]).toEqual([400, 'INVALID_PARAMETER_VALUE'])
  })
})

describe('several histories at once', () => {
  let other: string
  beforeAll(async () => {
    other = await started()
    await log(other, 'loss', 3)
  })

  it('come run by run', async () => {
    const fields = { run_id: [other, run_id, 'f'.repeat(32)], metric_key: 'loss' }
    const points = pointsOf(await ask('get-history-bulk', fields))
    expect(points).toHaveLength(33)
    expect(points[0]).toEqual({ key: 'loss', value: 0, timestamp: 1000, step: 0, run_id })
    expect(points.slice(-3).map((point) => [point.run_id, point.step])).toEqual(
      [0, 1, 2].map((step) => [other, step]),
    )
    const few = await ask('get-history-bulk', { ...fields, max_results: 2 })
    expect(pointsOf(few).map(({ step }) => step)).toEqual([0, 1])
  })

  it.each([
    [1, [29]],
    [2, [0, 29]],
    [4, [0, 10, 20, 29]],
    [30, Array.from({ length: 30 }, (_, step) => step)],
  ])('come thinned to %i points of each, the last among them', async (max_results, steps) => {
    const fields = { run_ids: [run_id], metric_key: 'loss', max_results }
    const points = pointsOf(await ask('get-history-bulk-interval', fields))
    expect(points.map(({ step }) => step)).toEqual(steps)
  })

  it('come between two steps', async () => {
    const fields = { run_ids: [run_id, other], metric_key: 'loss', start_step: 2, end_step: 3 }
    const points = pointsOf(await ask('get-history-bulk-interval', fields))
    expect(points.map((point) => [point.run_id, point.step])).toEqual([
      [run_id, 2],
      [run_id, 3],
      [other, 2],
    ])
    const none = await ask('get-history-bulk-interval', { ...fields, metric_key: 'none' })
    expect([none.status, none.body]).toEqual([200, {}])
  })
})

it('draws the curve of a tracked run over its steps', async () => {
  const run_id = await started()
  const event = (await acme.events()).at(-1)
  await batch(
    run_id,
    [2, 0, 1].map((step) => ({ key: 'm', value: step * 10, timestamp: 5, step })),
  )
  const ref = { org: acme.slug, project: 'default', run: Number(event?.after?.run) }
  const { series } = await getSeries(acme.as('reader'), ref)
  const [line] = series
  expect(line?.points.map(({ step, value }) => [step, value])).toEqual([
    [0, 0],
    [1, 10],
    [2, 20],
  ])
})

describe('what is measured of a candidate', () => {
  const candidates = '/api/2.0/mlflow/logged-models'
  const runs = '/api/2.0/mlflow/runs'

  async function candidate(): Promise<string> {
    const fields = { experiment_id: '0', name: 'model' }
    const made = await callMlflow(server, token, 'POST', candidates, fields)
    return (made.body.model as { info: { model_id: string } }).info.model_id
  }

  async function measured(model_id: string) {
    const { body } = await callMlflow(server, token, 'GET', `${candidates}/${model_id}`)
    const { data } = body.model as { data?: { metrics?: Fields[] } }
    return data?.metrics ?? []
  }

  it('is kept with the run and with the candidate, with the dataset that it was measured on', async () => {
    const [run_id, model_id] = [await started(), await candidate()]
    const of = { model_id, dataset_name: 'penguins', dataset_digest: 'd1' }
    const metric = { run_id, key: 'acc', value: 0.5, timestamp: 1, step: 1, ...of }
    const one = await callMlflow(server, token, 'POST', `${runs}/log-metric`, metric)
    expect([one.status, one.body]).toEqual([200, {}])
    await batch(run_id, [
      { key: 'acc', value: 0.7, timestamp: 2, step: 2, ...of },
      { key: 'acc', value: 0.1, timestamp: 3, step: 0, ...of },
      { key: 'plain', value: 1, timestamp: 3, step: 0 },
    ])
    const found = (await measured(model_id)).map((one) => [one.key, one.value, one.dataset_digest])
    expect(found).toEqual([['acc', 0.7, 'd1']])
    const history = await ask('get-history', { run_id, metric_key: 'acc' })
    expect(pointsOf(history).map(({ value }) => value)).toEqual([0.5, 0.7, 0.1])
  })

  it('is kept with the run alone where the candidate is of somebody else', async () => {
    const model_id = await candidate()
    const other = await acme.secret('admin')
    const fields = { experiment_id: '0', start_time: 1 }
    const made = await callMlflow(server, other, 'POST', `${runs}/create`, fields)
    const { run_id } = (made.body.run as { info: { run_id: string } }).info
    const metric = { run_id, key: 'acc', value: 0.9, timestamp: 1, model_id }
    const answer = await callMlflow(server, other, 'POST', `${runs}/log-metric`, metric)
    expect([answer.status, answer.body]).toEqual([200, {}])
    expect(await measured(model_id)).toEqual([])
    const history = await ask('get-history', { run_id, metric_key: 'acc' })
    expect(pointsOf(history).map(({ value }) => value)).toEqual([0.9])
  })

  it.each(['m-x', `m-${'f'.repeat(32)}`])(
    'is refused of one that is not there: %s',
    async (model_id) => {
      const run_id = await started()
      const metric = { run_id, key: 'acc', value: 1, timestamp: 1, model_id }
      const answer = await callMlflow(server, token, 'POST', `${runs}/log-metric`, metric)
      expect([answer.status, answer.body.error_code]).toEqual([404, 'RESOURCE_DOES_NOT_EXIST'])
      expect((await ask('get-history', { run_id, metric_key: 'acc' })).body).toEqual({})
    },
  )
})
