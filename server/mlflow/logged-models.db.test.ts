import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
import { trackedRun } from '@/lib/tracking/testing'
import { startServer, type TestServer } from '../testing/server'
import { callMlflow } from './testing'

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

const models = '/api/2.0/mlflow/logged-models'

const call = (method: string, path: string, fields: Record<string, unknown> = {}) =>
  callMlflow(server, token, method, `${models}${path}`, fields)

interface Info {
  model_id: string
  name: string
  status: string
  [field: string]: unknown
}

const infoOf = (body: Record<string, unknown>) => (body as { model: { info: Info } }).model.info

async function logged(fields: Record<string, unknown> = {}) {
  const { status, body } = await call('POST', '', { experiment_id: '0', ...fields })
  expect(status).toBe(200)
  return infoOf(body)
}

describe('logged models', () => {
  it('are told as MLflow tells them', async () => {
    const { run } = await trackedRun(acme.as('contributor'), acme.slug)
    const { status, body } = await call('POST', '', {
      experiment_id: '0',
      name: 'pets',
      model_type: 'sklearn',
      source_run_id: run,
      params: [{ key: 'depth', value: 3 }],
      tags: [{ key: 'team', value: 'pets' }],
    })
    expect(status).toBe(200)
    const { model_id, creation_timestamp_ms } = infoOf(body)
    expect(model_id).toMatch(/^m-[0-9a-f]{32}$/)
    expect(Number.isInteger(creation_timestamp_ms)).toBe(true)
    expect(body).toEqual({
      model: {
        info: {
          model_id,
          experiment_id: '0',
          name: 'pets',
          creation_timestamp_ms,
          last_updated_timestamp_ms: creation_timestamp_ms,
          artifact_uri: `mlflow-artifacts:/0/models/${model_id}/artifacts`,
          status: 'LOGGED_MODEL_PENDING',
          model_type: 'sklearn',
          source_run_id: run,
          tags: [{ key: 'team', value: 'pets' }],
          registrations: [],
        },
        data: { params: [{ key: 'depth', value: '3' }], metrics: [] },
      },
    })
    expect((await call('GET', `/${model_id}`)).body).toEqual(body)
  })

  it('become ready, get tags and parameters, lose tags, and go', async () => {
    const { model_id: id } = await logged({ name: '' })
    const ready = await call('PATCH', `/${id}`, { model_id: id, status: 'LOGGED_MODEL_READY' })
    expect([ready.status, infoOf(ready.body).status]).toEqual([200, 'LOGGED_MODEL_READY'])
    const failed = await call('PATCH', `/${id}`, { status: 3 })
    expect(infoOf(failed.body).status).toBe('LOGGED_MODEL_UPLOAD_FAILED')
    const tags = [{ key: 'a/b c', value: '1' }, { key: 'empty' }]
    for (const [method, path, fields] of [
      ['PATCH', '/tags', { tags }],
      ['POST', '/params', { params: [{ key: 'p', value: '1' }] }],
    ] as const) {
      const { status, body } = await call(method, `/${id}${path}`, fields)
      expect([status, body]).toEqual([200, {}])
    }
    const { model } = (await call('GET', `/${id}`)).body as { model: Record<string, unknown> }
    expect(model.data).toMatchObject({ params: [{ key: 'p', value: '1' }] })
    expect(infoOf({ model }).tags).toEqual(
      expect.arrayContaining([
        { key: 'a/b c', value: '1' },
        { key: 'empty', value: '' },
      ]),
    )
    expect((await call('DELETE', `/${id}/tags/a/b c`)).status).toBe(200)
    expect((await call('DELETE', `/${id}/tags/a/b c`)).status).toBe(404)
    expect((await call('DELETE', `/${id}`, { model_id: id })).body).toEqual({})
    expect((await call('GET', `/${id}`)).body).toEqual({
      error_code: 'RESOURCE_DOES_NOT_EXIST',
      message: `Logged model with ID '${id}' not found.`,
    })
    expect((await call('GET', `/${id}`, { allow_deleted: true })).status).toBe(200)
  })

  it('name the versions that a client notes, each once', async () => {
    const { model_id: id } = await logged()
    const value = JSON.stringify([
      { name: 'pets', version: '4' },
      { name: 'pets', version: 4 },
    ])
    await call('PATCH', `/${id}/tags`, { tags: [{ key: 'mlflow.modelVersions', value }] })
    expect(infoOf((await call('GET', `/${id}`)).body).tags).toEqual([
      { key: 'mlflow.modelVersions', value: '[{"name":"pets","version":"4"}]' },
    ])
  })

  it.each([
    ['', {}, 400, "Missing value for required parameter 'experiment_id'"],
    ['', { experiment_id: 'x' }, 400, 'Invalid experiment ID'],
    ['', { experiment_id: '77' }, 404, 'No Experiment with id=77 exists'],
    ['', { experiment_id: '0', name: 'a/b' }, 400, 'Invalid model name ("a/b") provided'],
    ['', { experiment_id: '0', params: 'x' }, 400, 'Invalid value "x" for parameter \'params[0]\''],
    ['', { experiment_id: '0', source_run_id: 'x' }, 404, 'Run with id=x not found'],
    ['/m-1/params', { params: [] }, 404, "Logged model with ID 'm-1' not found."],
    ['/m-1/params', { params: [{ value: '1' }] }, 400, "parameter 'params[0].key'"],
  ])('answer POST %s with %j by %i', async (path, fields, status, message) => {
    const answer = await call('POST', path, fields)
    expect([answer.status, answer.body.message]).toEqual([status, expect.stringContaining(message)])
  })

  it.each(['LOGGED_MODEL_PENDING', 'READY', '', 7, undefined])(
    'do not become %s',
    async (status) => {
      const { model_id: id } = await logged()
      const answer = await call('PATCH', `/${id}`, { status })
      expect([answer.status, answer.body.error_code]).toEqual([400, 'INVALID_PARAMETER_VALUE'])
    },
  )

  it('are found in the project of the address alone', async () => {
    const { model_id: id } = await logged()
    await callMlflow(server, token, 'POST', '/api/2.0/mlflow/experiments/create', { name: 'e' })
    const elsewhere = await callMlflow(
      server,
      token,
      'GET',
      `${models}/${id}`,
      {},
      {
        prefix: '/mlflow/p/other',
      },
    )
    expect(elsewhere.status).toBe(404)
    const stranger = await (await hub.organization()).secret('admin')
    expect((await callMlflow(server, stranger, 'GET', `${models}/${id}`)).status).toBe(404)
  })

  it('are written by the person whose they are', async () => {
    const { model_id: id } = await logged()
    const mia = await acme.secret('maintainer')
    const answer = await callMlflow(server, mia, 'DELETE', `${models}/${id}`)
    expect([answer.status, answer.body.error_code]).toEqual([403, 'PERMISSION_DENIED'])
    const reading = await acme.secret('contributor', { scopes: ['read'] })
    const create = await callMlflow(server, reading, 'POST', models, { experiment_id: '0' })
    expect([create.status, create.body.message]).toEqual([
      403,
      'This token lacks the scope write. Use one that carries it.',
    ])
  })
})
