import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runTags } from '@/db/schema/tables'
import { createLoggedModel } from '@/lib/logged-models/create'
import { type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
import { loggedModelRef } from '@/lib/tracking/ids'
import { loadTrackedRuns } from '@/lib/tracking/load'
import { trackedRun } from '@/lib/tracking/testing'
import { startServer, type TestServer } from '../testing/server'
import { callMlflow } from './testing'
import { runJson } from './wire/run'

let hub: TestHub
let server: TestServer
let acme: TestOrganization
let token: string

beforeAll(async () => {
  hub = await testHub()
  server = await startServer()
  acme = await hub.organization()
  token = await acme.secret('contributor')
})
afterAll(async () => {
  await server.close()
  await hub.close()
})

const call = (path: string, fields: Record<string, unknown> = {}) =>
  callMlflow(server, token, 'POST', `/api/2.0/mlflow${path}`, fields)

const newRun = () => trackedRun(acme.as('contributor'), acme.slug)

/** What a client reads of a run. */
async function told(id: string) {
  const [run] = await loadTrackedRuns(hub.database.read, [id])
  if (!run) throw new Error('There is no such run.')
  return runJson(run)
}

const iris = {
  name: 'iris',
  digest: 'a1b2c3d4',
  source_type: 'local',
  source: '{"uri": "/data/iris.csv"}',
  schema: '{"mlflow_colspec": []}',
  profile: '{"num_rows": 150}',
}

describe('the inputs and outputs of a run', () => {
  it('are told as they were sent', async () => {
    const { id, run } = await newRun()
    const { model } = await createLoggedModel(acme.as('contributor'), {
      ...{ org: acme.slug, project: 'default', experiment: 0 },
    })
    const model_id = loggedModelRef(model.id)
    const tags = [{ key: 'mlflow.data.context', value: 'train' }]
    for (const answer of [
      await call('/runs/log-inputs', {
        run_id: run,
        datasets: [{ tags, dataset: iris }],
        models: [{ model_id }],
      }),
      await call('/runs/outputs', { run_id: run, models: [{ model_id, step: '7' }] }),
    ])
      expect([answer.status, answer.body]).toEqual([200, {}])
    const { inputs, outputs } = await told(id)
    expect(inputs).toEqual({
      dataset_inputs: [{ tags, dataset: iris }],
      model_inputs: [{ model_id }],
    })
    expect(outputs).toEqual({ model_outputs: [{ model_id, step: 7 }] })
    const found = await callMlflow(
      ...([server, token, 'POST'] as const),
      '/ajax-api/2.0/mlflow/experiments/search-datasets',
      { experiment_ids: ['0'] },
    )
    expect(found.body.dataset_summaries).toContainEqual({
      ...{ experiment_id: '0', name: 'iris', digest: 'a1b2c3d4', context: 'train' },
    })
  })

  it('may be nothing', async () => {
    const { run } = await newRun()
    for (const path of ['/runs/log-inputs', '/runs/outputs'])
      expect((await call(path, { run_id: run, models: [] })).status).toBe(200)
  })

  it.each([
    ['/runs/log-inputs', {}, 400, "Missing value for required parameter 'run_id'"],
    ['/runs/log-inputs', { run_id: 'x' }, 404, 'Run with id=x not found'],
    ['/runs/outputs', { run_id: 'x', models: [] }, 404, 'Run with id=x not found'],
    ['/runs/log-model', { run_id: 'x' }, 400, "Missing value for required parameter 'model_json'"],
    ['/experiments/search-datasets', {}, 400, 'must specify at least one experiment_id'],
    ['/experiments/search-datasets', { experiment_ids: ['x'] }, 400, 'Invalid experiment ID'],
    [
      '/experiments/search-datasets',
      { experiment_ids: Array.from({ length: 21 }, (_, at) => String(at)) },
      400,
      'cannot specify more than 20 experiment_ids. Received 21',
    ],
  ])('answer %s %j with %i', async (path, fields, status, message) => {
    const answer = await call(path, fields)
    expect([answer.status, answer.body.message]).toEqual([status, expect.stringContaining(message)])
  })

  it.each([
    ['no dataset', [{ tags: [] }], "'datasets[0].dataset'"],
    ['a dataset without a digest', [{ dataset: { ...iris, digest: undefined } }], 'digest'],
    ['a digest that is too long', [{ dataset: { ...iris, digest: 'x'.repeat(37) } }], '36'],
    ['a model that is not there', [], 'not found'],
  ])('are refused of %s', async (what, datasets, message) => {
    const { id, run } = await newRun()
    const models = what.includes('model') ? [{ model_id: 'm-1' }] : []
    const answer = await call('/runs/log-inputs', { run_id: run, datasets, models })
    expect([400, 404]).toContain(answer.status)
    expect(answer.body.message).toContain(message)
    expect((await told(id)).inputs).toEqual({})
  })
})

describe('a request about a run', () => {
  it.each(['log-inputs', 'outputs', 'log-model'])(
    'may name it by run_uuid alone: %s',
    async (verb) => {
      const nobody = await call(`/runs/${verb}`, { model_json: '{}' })
      expect(nobody.body.message).toContain("'run_id'")
      const missing = await call(`/runs/${verb}`, { run_uuid: 'a'.repeat(32), model_json: '{}' })
      expect([missing.status, missing.body.message]).toEqual([
        404,
        expect.stringContaining('not found'),
      ])
    },
  )

  it('takes the tag of a dataset whose value is null as an empty one', async () => {
    const { run, id } = await newRun()
    const tags = [{ key: 'mlflow.data.context', value: null }]
    const answer = await call('/runs/log-inputs', {
      run_id: run,
      datasets: [{ tags, dataset: { ...iris, digest: 'of-null', schema: null } }],
    })
    expect([answer.status, answer.body]).toEqual([200, {}])
    expect((await told(id)).inputs).toMatchObject({
      dataset_inputs: [{ tags: [{ key: 'mlflow.data.context', value: '' }] }],
    })
  })
})

describe('a model that a client of MLflow 2 logs', () => {
  const model = {
    artifact_path: 'model',
    run_id: 'whatever',
    utc_time_created: '2026-01-01 00:00:00.000000',
    flavors: { sklearn: { code: null, config: { key: 'secret' } }, python_function: {} },
    signature: {},
  }

  it('is added to the history of its run, once for each, also when it is sent again', async () => {
    const { id, run } = await newRun()
    for (const artifact_path of ['model', 'other', 'model'])
      await call('/runs/log-model', {
        run_id: run,
        model_json: JSON.stringify({ ...model, artifact_path }),
      })
    const tags = await hub.database.read.select().from(runTags).where(eq(runTags.runId, id))
    const history = tags.find(({ key }) => key === 'mlflow.log-model.history')
    const { signature: _, ...kept } = model
    const flavors = { sklearn: { code: null }, python_function: {} }
    expect(JSON.parse(history?.value ?? '')).toEqual([
      { ...kept, flavors },
      { ...kept, flavors, artifact_path: 'other' },
    ])
  })

  it.each([
    ['no JSON', 'Malformed model info.'],
    ['[]', 'Malformed model info.'],
    ['{"artifact_path":"model"}', "Model json is missing mandatory fields: {'flavors'"],
  ])('is refused where it is %s', async (model_json, message) => {
    const { run } = await newRun()
    const answer = await call('/runs/log-model', { run_id: run, model_json })
    expect([answer.status, answer.body.message]).toEqual([400, expect.stringContaining(message)])
  })
})
