import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getRun } from '@/lib/runs/queries'
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
})
afterAll(async () => {
  await server.close()
  await hub.close()
})

type Fields = Record<string, unknown>
const path = (verb: string) => `/api/2.0/mlflow/runs/${verb}`
const post = (verb: string, fields: Fields, secret = token) =>
  callMlflow(server, secret, 'POST', path(verb), fields)
const get = (fields: Fields, secret = token) =>
  callMlflow(server, secret, 'GET', path('get'), fields)

interface RunJson {
  info: Fields & { run_id: string }
  data: {
    metrics?: { key: string; value: unknown; step: number; timestamp: number }[]
    params?: { key: string; value: string }[]
    tags?: { key: string; value: string }[]
  }
}
const runOf = ({ body }: { body: Fields }) => body.run as RunJson
const textsOf = (pairs: { key: string; value: unknown }[] = []) =>
  Object.fromEntries(pairs.map(({ key, value }) => [key, value]))

async function started(fields: Fields = {}): Promise<string> {
  const answer = await post('create', { experiment_id: '0', ...fields })
  expect(answer.status).toBe(200)
  return runOf(answer).info.run_id
}

async function ok(verb: string, fields: Fields) {
  const answer = await post(verb, fields)
  expect([verb, answer.status, answer.body]).toEqual([verb, 200, {}])
}

async function refused(verb: string, fields: Fields, message: RegExp, code?: string) {
  const answer = await post(verb, fields)
  expect(answer.body.message).toMatch(message)
  expect([answer.status, answer.body.error_code]).toEqual([400, code ?? 'INVALID_PARAMETER_VALUE'])
}

describe('a run', () => {
  it('is made as its client says, and is told by both of its ids', async () => {
    const tags = [{ key: 'mlflow.source.name', value: '/home/ana/train.py' }]
    const made = await post('create', {
      ...{ experiment_id: '0', user_id: 'ana', run_name: 'first', tags },
      start_time: '1700000000123',
    })
    const { info, data } = runOf(made)
    expect(info).toEqual({
      run_id: expect.stringMatching(/^[0-9a-f]{32}$/),
      run_uuid: info.run_id,
      run_name: 'first',
      experiment_id: '0',
      user_id: 'ana',
      status: 'RUNNING',
      start_time: 1700000000123,
      artifact_uri: `mlflow-artifacts:/0/${info.run_id}/artifacts`,
      lifecycle_stage: 'active',
    })
    expect(textsOf(data.tags)).toEqual({
      'mlflow.source.name': '/home/ana/train.py',
      'mlflow.runName': 'first',
    })
    for (const fields of [{ run_id: info.run_id }, { run_uuid: info.run_id }])
      expect(runOf(await get(fields))).toEqual(runOf(made))
  })

  it('has the code, the image and the command that its tags tell', async () => {
    const tags = Object.entries({
      'mlflow.source.name': 'src/train.py',
      'mlflow.source.git.commit': 'a'.repeat(40),
      'mlflow.source.git.branch': 'main',
      'mlflow.source.git.repoURL': 'https://ana:secret@git.example/x.git',
      'mlflow.docker.image.uri': 'image:1',
    }).map(([key, value]) => ({ key, value }))
    await started({ tags })
    const last = (await acme.events()).at(-1)
    const run = await getRun(acme.as('reader'), {
      org: acme.slug,
      project: 'default',
      run: Number(last?.after?.run),
    })
    expect(run).toMatchObject({
      step: 'train.py',
      command: 'src/train.py',
      image: 'image:1',
      commit: {
        id: 'a'.repeat(40),
        branch: 'main',
        remote: 'https://ana:***@git.example/x.git',
      },
      state: 'running',
    })
  })

  it('is given a name where it has none, and has one name only', async () => {
    for (const fields of [{}, { run_name: '' }]) {
      const { info, data } = runOf(await post('create', fields))
      expect(info.run_name).toMatch(/^[a-z]+-[a-z]+-\d+$/)
      expect(textsOf(data.tags)).toEqual({ 'mlflow.runName': info.run_name })
    }
    const tags = [{ key: 'mlflow.runName', value: 'tagged' }]
    expect(runOf(await post('create', { tags })).info.run_name).toBe('tagged')
    await refused('create', { run_name: 'other', tags }, /^Both 'run_name' argument and/)

    const run_id = await started({ run_name: 'one' })
    await ok('set-tag', { run_id, key: 'mlflow.runName', value: 'two' })
    expect(runOf(await get({ run_id })).info.run_name).toBe('two')
    await ok('log-batch', { run_id, tags: [{ key: 'mlflow.runName', value: 'three' }] })
    expect(runOf(await get({ run_id })).info.run_name).toBe('three')
    const { body } = await post('update', { run_id, run_name: 'four' })
    expect(body.run_info).toMatchObject({ run_name: 'four', status: 'RUNNING' })
    expect(textsOf(runOf(await get({ run_id })).data.tags)).toEqual({ 'mlflow.runName': 'four' })
    await ok('set-tag', { run_id, key: 'mlflow.runName', value: '' })
    expect(runOf(await get({ run_id })).info.run_name).toBe('four')
  })

  it('ends, is told so once, and is opened again', async () => {
    const run_id = await started()
    const finished = { run_id, run_uuid: run_id, status: 'FINISHED', end_time: 1700000001000 }
    const before = (await acme.events()).length
    const first = await post('update', finished)
    expect(first.body.run_info).toMatchObject({ status: 'FINISHED', end_time: 1700000001000 })
    const again = await post('update', { ...finished, end_time: 1700000002000 })
    expect(again.body.run_info).toMatchObject({ status: 'FINISHED', end_time: 1700000002000 })
    await post('update', { run_id, status: 'RUNNING' })
    expect(runOf(await get({ run_id })).info).toMatchObject({
      status: 'RUNNING',
    })
    expect(runOf(await get({ run_id })).info.end_time).toBeUndefined()
    const failed = await post('update', { run_id, status: 'FAILED' })
    expect(failed.body.run_info).toMatchObject({ end_time: expect.any(Number) })
    await post('update', { run_id, status: 'KILLED' })
    await post('update', { run_id, status: 'SCHEDULED' })
    const events = (await acme.events()).slice(before)
    expect(
      events.map(({ action, before, after }) => [action, before?.state, after?.state]),
    ).toEqual([
      ['run.finish', 'running', 'completed'],
      ['run.reopen', 'completed', 'running'],
      ['run.finish', 'running', 'error'],
      ['run.finish', 'error', 'stopped'],
      ['run.reopen', 'stopped', 'queued'],
    ])
  })

  it('takes more after its end, which ends nothing anew', async () => {
    const run_id = await started()
    await post('update', { run_id, status: 'FINISHED' })
    const before = (await acme.events()).length
    await ok('log-metric', { run_id, key: 'late', value: 1, timestamp: 1 })
    await ok('set-tag', { run_id, key: 'late', value: 'x' })
    await ok('log-parameter', { run_id, key: 'late', value: 'x' })
    const { info, data } = runOf(await get({ run_id }))
    expect([info.status, textsOf(data.metrics), textsOf(data.params)]).toEqual([
      'FINISHED',
      { late: 1 },
      { late: 'x' },
    ])
    expect(await acme.events()).toHaveLength(before)
  })

  it('is deleted and restored, each as often as asked, and takes nothing meanwhile', async () => {
    const run_id = await started()
    for (const verb of ['delete', 'delete']) await ok(verb, { run_id })
    expect(runOf(await get({ run_id })).info.lifecycle_stage).toBe('deleted')
    const active = /^The run \w+ must be in the 'active' state/
    await refused('log-metric', { run_id, key: 'a', value: 1, timestamp: 1 }, active)
    await refused('log-parameter', { run_id, key: 'a', value: '1' }, active)
    await refused('set-tag', { run_id, key: 'a', value: '1' }, active)
    await refused('delete-tag', { run_id, key: 'mlflow.runName' }, active)
    await refused('log-batch', { run_id }, active)
    await refused('update', { run_id, status: 'FINISHED' }, active)
    await refused('update', { run_id, status: 'RUNNING' }, active)
    await refused('update', { run_id, run_name: 'x' }, active)
    for (const verb of ['restore', 'restore']) await ok(verb, { run_id })
    await ok('set-tag', { run_id, key: 'a', value: '1' })
    const events = (await acme.events()).slice(-2)
    expect(events.map(({ action }) => action)).toEqual(['run.delete', 'run.restore'])
  })

  it('goes and comes back with its experiment', async () => {
    const secret = await acme.secret('maintainer')
    const experiments = '/api/2.0/mlflow/experiments'
    const fields = { name: 'whole' }
    const made = await callMlflow(server, secret, 'POST', `${experiments}/create`, fields)
    const { experiment_id } = made.body as { experiment_id: string }
    const [one, two] = [await started({ experiment_id }), await started({ experiment_id })]
    await ok('delete', { run_id: two })
    await callMlflow(server, secret, 'POST', `${experiments}/delete`, { experiment_id })
    expect(runOf(await get({ run_id: one })).info.lifecycle_stage).toBe('deleted')
    await refused('set-tag', { run_id: one, key: 'a', value: 'b' }, /'active' state/)
    await refused('create', { experiment_id }, /^The experiment \d+ must be in the 'active' state/)
    await refused('restore', { run_id: one }, /^The experiment \d+ must be in the 'active' state/)
    await callMlflow(server, secret, 'POST', `${experiments}/restore`, { experiment_id })
    for (const run_id of [one, two])
      expect(runOf(await get({ run_id })).info.lifecycle_stage).toBe('active')
  })
})

describe('metrics', () => {
  it('are a set of points, and the latest is the one of the highest step, time and value', async () => {
    const run_id = await started()
    const log = (value: unknown, timestamp: unknown, step?: unknown) =>
      ok('log-metric', {
        run_id,
        key: 'loss',
        value,
        timestamp,
        ...(step !== undefined && { step }),
      })
    await log(0.5, 2000, 2)
    await log('0.25', '1000', '3')
    await log(0.9, 9000, 1)
    await log(0.9, 9000, 1)
    await log(0.2, 1000, 3)
    await log(7, 5000, -4)
    expect(runOf(await get({ run_id })).data.metrics).toEqual([
      { key: 'loss', value: 0.25, timestamp: 1000, step: 3 },
    ])
    const { rows } = await hub.database.read.execute(
      `select points from run_summaries where run_id = '${run_id}' and key = 'loss'`,
    )
    expect(rows).toEqual([{ points: '5' }])
  })

  it('may be no number, and are kept as MLflow keeps them', async () => {
    const run_id = await started()
    for (const [key, value] of Object.entries({ n: 'NaN', p: 'Infinity', m: '-Infinity', z: 0 }))
      await ok('log-metric', { run_id, key, value, timestamp: 0 })
    expect(textsOf(runOf(await get({ run_id })).data.metrics)).toEqual({
      n: 'NaN',
      p: 1.7976931348623157e308,
      m: -1.7976931348623157e308,
      z: 0,
    })
  })

  it.each([
    [{}, /^Missing value for required parameter 'key'/],
    [{ key: 'a' }, /^Missing value for required parameter 'value'/],
    [{ key: 'a', value: 1 }, /^Missing value for required parameter 'timestamp'/],
    [{ key: 'a', value: 'x', timestamp: 1 }, /^Invalid value "x" for parameter 'value' supplied/],
    [{ key: 'a', value: true, timestamp: 1 }, /for parameter 'value' supplied/],
    [{ key: 'a', value: 1, timestamp: 1.5 }, /for parameter 'timestamp' supplied/],
    [{ key: 'a', value: 1, timestamp: -1 }, /^Invalid value -1 for parameter 'timestamp' supplied/],
    [{ key: 'a', value: 1, timestamp: 1, step: 'x' }, /for parameter 'step' supplied/],
    [{ key: '../a', value: 1, timestamp: 1 }, /^Invalid value "..\/a" for parameter 'name'/],
    [{ key: 'a;b', value: 1, timestamp: 1 }, /Names may only contain/],
    [{ key: 'a'.repeat(251), value: 1, timestamp: 1 }, /^'Metric name' exceeds the maximum/],
  ])('are refused where they are none: %o', (fields, message) =>
    refused('log-metric', { run_id, ...fields }, message),
  )
})

describe('parameters', () => {
  it('never change, and may be said again', async () => {
    const run_id = await started()
    await ok('log-parameter', { run_id, key: 'lr', value: '0.1' })
    await ok('log-parameter', { run_id, key: 'lr', value: '0.1' })
    await ok('log-parameter', { run_id, key: 'empty' })
    await refused(
      'log-parameter',
      { run_id, key: 'lr', value: '0.2' },
      new RegExp(
        `^Changing param values is not allowed\\. Param with key='lr' was already logged with value='0.1' for run ID='${run_id}'\\. Attempted logging new value '0\\.2'\\.$`,
      ),
    )
    await refused(
      'log-batch',
      {
        run_id,
        params: [
          { key: 'new', value: '1' },
          { key: 'lr', value: '0.2' },
        ],
      },
      /^Changing param values is not allowed\. Params were already logged='\[\{'key': 'lr', 'old_value': '0\.1', 'new_value': '0\.2'\}\]'/,
    )
    await ok('log-parameter', { run_id, key: 'long', value: 'x'.repeat(7000) })
    expect(textsOf(runOf(await get({ run_id })).data.params)).toEqual({
      lr: '0.1',
      empty: '',
      long: 'x'.repeat(6000),
    })
  })

  it('hold what the first of many said at once', async () => {
    const run_id = await started()
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        post('log-parameter', { run_id, key: 'raced', value: `${index}` }),
      ),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 400)).toHaveLength(11)
  })

  it('are what they were in Python on the page of the run, while it runs and after', async () => {
    const run_id = await started()
    const event = (await acme.events()).at(-1)
    const ref = { org: acme.slug, project: 'default', run: Number(event?.after?.run) }
    const params = Object.entries({ lr: '0.1', flag: 'True', opt: 'adam' })
    await ok('log-batch', { run_id, params: params.map(([key, value]) => ({ key, value })) })
    const live = { lr: 0.1, flag: true, opt: 'adam' }
    expect((await getRun(acme.as('reader'), ref)).params).toEqual(live)
    await post('update', { run_id, status: 'FINISHED' })
    const ended = await getRun(acme.as('reader'), ref)
    expect([ended.state, ended.params]).toEqual(['completed', live])
  })
})

describe('tags', () => {
  it('are set, set again and taken away', async () => {
    const run_id = await started({ run_name: 'tags' })
    await ok('set-tag', { run_id, key: 'a', value: '1' })
    await ok('set-tag', { run_id, key: 'a', value: '2' })
    await ok('set-tag', { run_id, key: 'empty' })
    await ok('set-tag', { run_id, key: 'long', value: 'x'.repeat(9000) })
    await ok('delete-tag', { run_id, key: 'empty' })
    expect(textsOf(runOf(await get({ run_id })).data.tags)).toEqual({
      a: '2',
      long: 'x'.repeat(8000),
      'mlflow.runName': 'tags',
    })
    const gone = await post('delete-tag', { run_id, key: 'empty' })
    expect([gone.status, gone.body]).toEqual([
      404,
      {
        error_code: 'RESOURCE_DOES_NOT_EXIST',
        message: `No tag with name: empty in run with id ${run_id}`,
      },
    ])
  })

  it('say which run another is nested in', async () => {
    const parent = await started()
    const child = await started({ tags: [{ key: 'mlflow.parentRunId', value: parent }] })
    const later = await started()
    await ok('set-tag', { run_id: later, key: 'mlflow.parentRunId', value: parent })
    await started({ tags: [{ key: 'mlflow.parentRunId', value: 'f'.repeat(32) }] })
    const { rows } = await hub.database.read.execute<{ id: string }>(
      `select replace(run_id::text, '-', '') as id from tracked_runs where parent_id = '${parent}'`,
    )
    expect(rows.map(({ id }) => id).toSorted()).toEqual([child, later].toSorted())
  })

  const parentOf = async (run_id: string) => {
    const { rows } = await hub.database.read.execute<{ id: string | null }>(
      `select replace(parent_id::text, '-', '') as id from tracked_runs where run_id = '${run_id}'`,
    )
    return rows[0]?.id
  }

  it('nest no run in itself, nor in one that is nested in it', async () => {
    const top = await started()
    const middle = await started({ tags: [{ key: 'mlflow.parentRunId', value: top }] })
    const leaf = await started({ tags: [{ key: 'mlflow.parentRunId', value: middle }] })
    for (const value of [top, middle, leaf]) {
      await ok('set-tag', { run_id: top, key: 'mlflow.parentRunId', value })
      expect(await parentOf(top)).toBeNull()
    }
    await ok('set-tag', { run_id: leaf, key: 'mlflow.parentRunId', value: top })
    expect(await parentOf(leaf)).toBe(top)
  })

  it('take a run out of its parent when they go, and leave it its name', async () => {
    const parent = await started()
    const run_id = await started({
      ...{ run_name: 'kept' },
      tags: [{ key: 'mlflow.parentRunId', value: parent }],
    })
    expect(await parentOf(run_id)).toBe(parent)
    for (const key of ['mlflow.parentRunId', 'mlflow.runName'])
      await ok('delete-tag', { run_id, key })
    expect(await parentOf(run_id)).toBeNull()
    const { info, data } = runOf(await get({ run_id }))
    expect(info.run_name).toBe('kept')
    expect(textsOf(data.tags)).toEqual({ 'mlflow.runName': 'kept' })
  })
})

describe('a batch', () => {
  it('takes 1000 metrics at once, and nothing where there is nothing', async () => {
    const run_id = await started()
    const metrics = Array.from({ length: 1000 }, (_, step) => ({
      ...{ key: `m${step % 3}`, value: step, timestamp: 1000 + step, step },
    }))
    await ok('log-batch', { run_id, metrics })
    await ok('log-batch', { run_id, metrics })
    await ok('log-batch', { run_id })
    expect(textsOf(runOf(await get({ run_id })).data.metrics)).toEqual({
      m0: 999,
      m1: 997,
      m2: 998,
    })
    const { rows } = await hub.database.read.execute(
      `select count(*)::int as count from run_metrics where run_id = '${run_id}'`,
    )
    expect(rows).toEqual([{ count: 1000 }])
  })

  it('takes the last of two tags of one key, and the same metric once', async () => {
    const run_id = await started()
    const metric = { key: 'm', value: 1, timestamp: 1, step: 0 }
    await ok('log-batch', {
      run_id,
      metrics: [metric, metric],
      tags: [
        { key: 'a', value: '1' },
        { key: 'a', value: '2' },
      ],
    })
    expect(textsOf(runOf(await get({ run_id })).data.tags)).toMatchObject({ a: '2' })
  })

  it('is taken whole or not at all', async () => {
    const run_id = await started()
    await ok('log-parameter', { run_id, key: 'p', value: '1' })
    const metrics = [{ key: 'm', value: 1, timestamp: 1 }]
    const tags = [{ key: 't', value: '1' }]
    for (const params of [[{ key: 'p', value: '2' }], [{ key: '/p', value: '2' }]])
      expect((await post('log-batch', { run_id, metrics, tags, params })).status).toBe(400)
    const { data } = runOf(await get({ run_id }))
    expect([data.metrics, textsOf(data.params)]).toEqual([undefined, { p: '1' }])
    expect(textsOf(data.tags)).not.toHaveProperty('t')
  })

  const many = (count: number, of: (index: number) => Fields) =>
    Array.from({ length: count }, (_, index) => of(index))
  const metric = (step: number) => ({ key: 'm', value: 1, timestamp: 1, step })
  const pair = (index: number) => ({ key: `k${index}`, value: 'v' })

  it.each<[string, Fields, RegExp]>([
    [
      '1001 metrics',
      { metrics: many(1001, metric) },
      /^A batch logging request can contain at most 1000 metrics\. Got 1001 metrics\./,
    ],
    ['101 parameters', { params: many(101, pair) }, /at most 100 params\. Got 101 params/],
    ['101 tags', { tags: many(101, pair) }, /at most 100 tags\. Got 101 tags/],
    [
      '1001 in all',
      { metrics: many(901, metric), tags: many(100, pair) },
      /at most 1000 metrics, params, and tags\. Got 1001/,
    ],
    [
      'one parameter twice',
      { params: [pair(1), pair(2), pair(1)] },
      /^Duplicate parameter keys have been submitted: \['k1'\]/,
    ],
    [
      'no key',
      { params: [{ value: 'x' }] },
      /^Missing value for required parameter 'params\[0\]\.key'/,
    ],
    ['no value', { metrics: [{ key: 'a', timestamp: 1 }] }, /'metrics\[0\]\.value'/],
    [
      'a key that is none',
      { metrics: [metric(0), { ...metric(1), key: 'a//b' }] },
      /for parameter 'metrics\[1\]\.name' supplied/,
    ],
    [
      'a long key',
      { tags: [{ key: 'k'.repeat(251), value: '' }] },
      /^'tags\[0\]\.key' exceeds the maximum length of 250/,
    ],
    ['metrics that are none', { metrics: ['x'] }, /for parameter 'metrics\[0\]' supplied/],
    ['half a character', { tags: [{ key: 'k', value: '\ud800' }] }, /character/],
  ])('is refused with %s', (_, fields, message) =>
    refused('log-batch', { run_id, ...fields }, message),
  )

  it('is kept whole by many threads at once', async () => {
    const run_id = await started()
    const batch = (thread: number) =>
      Array.from({ length: 50 }, (_, step) => ({
        ...{ key: `m${(step * (thread + 1)) % 7}`, value: thread, timestamp: 1, step },
      }))
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, thread) =>
        post('log-batch', {
          ...{ run_id, metrics: batch(thread) },
          tags: [{ key: `t${thread % 3}`, value: 'x' }],
          params: [{ key: `p${thread % 3}`, value: 'x' }],
        }),
      ),
    )
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
    const { rows } = await hub.database.read.execute(
      `select (select count(*)::int from run_metrics where run_id = '${run_id}') as kept,
        (select sum(points)::int from run_summaries where run_id = '${run_id}') as told`,
    )
    expect(rows).toEqual([{ kept: 500, told: 500 }])
  })
})

describe('what there is not', () => {
  const verbs: [string, Fields][] = [
    ['update', { status: 'FINISHED' }],
    ['log-metric', { key: 'a', value: 1, timestamp: 1 }],
    ['log-parameter', { key: 'a', value: '1' }],
    ['set-tag', { key: 'a', value: '1' }],
    ['delete-tag', { key: 'a' }],
    ['log-batch', {}],
    ['delete', {}],
    ['restore', {}],
  ]

  it.each(verbs)('is a run of an unknown id, or of none: %s', async (verb, fields) => {
    for (const run_id of ['f'.repeat(32), 'F'.repeat(32), 'nonsense']) {
      const answer = await post(verb, { run_id, ...fields })
      expect([answer.status, answer.body]).toEqual([
        404,
        { error_code: 'RESOURCE_DOES_NOT_EXIST', message: `Run with id=${run_id} not found` },
      ])
    }
    await refused(verb, fields, /^Missing value for required parameter 'run_id'/)
  })

  const does: Record<string, string> = { delete: 'delete', restore: 'restore' }

  it.each(verbs)(
    'is what another person does to a run, which is recorded: %s',
    async (verb, fields) => {
      const other = await acme.secret('admin')
      const answer = await post(verb, { run_id, ...fields }, other)
      expect([answer.status, answer.body]).toEqual([
        403,
        {
          error_code: 'PERMISSION_DENIED',
          message: `Only the person whose run it is may ${does[verb] ?? 'report to'} it.`,
        },
      ])
      expect((await acme.events()).at(-1)).toMatchObject({ outcome: 'refused', via: 'mlflow' })
    },
  )

  it('is a run for other organizations and projects, or by who only reads', async () => {
    const stranger = await (await hub.organization()).secret('admin')
    expect((await get({ run_id }, stranger)).status).toBe(404)
    expect((await post('set-tag', { run_id, key: 'a', value: 'b' }, stranger)).status).toBe(404)
    const reader = await acme.secret('reader')
    expect((await get({ run_id }, reader)).status).toBe(200)
    const made = await post('create', { experiment_id: '0' }, reader)
    expect(made.status).toBe(403)
    const scoped = await acme.secret('contributor', { scopes: ['read'] })
    const answer = await post('create', { experiment_id: '0' }, scoped)
    expect([answer.status, answer.body.message]).toEqual([
      403,
      'This token lacks the scope write. Use one that carries it.',
    ])
  })

  it.each<[Fields, number, RegExp]>([
    [{ experiment_id: '999' }, 404, /^No Experiment with id=999 exists/],
    [{ experiment_id: 'x' }, 400, /^Invalid experiment ID 'x'/],
    [{ experiment_id: '0', start_time: -1 }, 400, /startTime/],
    [{ experiment_id: '0', tags: [{ key: '', value: '' }] }, 400, /for parameter 'tags\[0\]\.key'/],
    [{ experiment_id: '0', run_name: '\0' }, 400, /NUL/],
  ])('is a run of %o', async (fields, status, message) => {
    const before = await acme.events()
    const answer = await post('create', fields)
    expect(answer.body.message).toMatch(message)
    expect(answer.status).toBe(status)
    expect(await acme.events()).toEqual(before)
  })

  it('is a status that MLflow does not know', () =>
    refused('update', { run_id, status: 'DONE' }, /^Invalid value "DONE" for parameter 'status'/))
})
