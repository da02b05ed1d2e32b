import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loggedModel, trackedRun } from '@/lib/artifacts/testing'
import { updateModel } from '@/lib/models/update'
import { type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
import { modelOf, registered } from '@/lib/testing/registry'
import { startServer, type TestServer } from '../testing/server'
import { callMlflow } from './testing'

let hub: TestHub
let server: TestServer
let acme: TestOrganization
let secret: string
let run: Awaited<ReturnType<typeof trackedRun>>
let model: Awaited<ReturnType<typeof loggedModel>>

const root = '/api/2.0/mlflow'

const get = (path: string, fields: Record<string, unknown>, as = secret) =>
  callMlflow(server, as, 'GET', root + path, fields)

function send(method: string, path: string, body?: string, as = secret) {
  const headers = { authorization: `Bearer ${as}` }
  return fetch(`${server.url}/mlflow${path}`, {
    method,
    headers,
    ...(body !== undefined && { body }),
  })
}

const upload = (query: Record<string, string>, body: string, as = secret) =>
  send('POST', `/ajax-api/2.0/mlflow/upload-artifact?${new URLSearchParams(query)}`, body, as)

beforeAll(async () => {
  hub = await testHub()
  server = await startServer()
  acme = await hub.organization()
  secret = await acme.secret('contributor')
  run = await trackedRun(acme.as('contributor'), acme.slug)
  model = await loggedModel(acme.as('contributor'), acme.slug)
  for (const place of [run.root, model.root])
    for (const name of ['a.txt', 'b/c.txt', 'b/d/e.txt'])
      await send('PUT', `/api/2.0/mlflow-artifacts/artifacts/${place}/${name}`, name)
})
afterAll(async () => {
  await server.close()
  await hub.close()
})

describe('the files of a run by its id', () => {
  it('are listed with paths below its root', async () => {
    for (const key of ['run_id', 'run_uuid']) {
      const { body } = await get('/artifacts/list', { [key]: run.hex })
      expect(body).toEqual({
        root_uri: `mlflow-artifacts:/${run.root}`,
        files: [
          { path: 'a.txt', is_dir: false, file_size: 5 },
          { path: 'b', is_dir: true },
        ],
      })
    }
    const { body } = await get('/artifacts/list', { run_id: run.hex, path: 'b/' })
    expect(body.files).toEqual([
      { path: 'b/c.txt', is_dir: false, file_size: 7 },
      { path: 'b/d', is_dir: true },
    ])
  })

  it('come in pages, and a page begins where the last one ended', async () => {
    const many = await trackedRun(acme.as('contributor'), acme.slug)
    await hub.database.write.transaction((tx) =>
      tx.execute(`insert into blobs (sha256, size, created_at) values ('${'0'.repeat(64)}', 1, now());
        insert into run_outputs (id, run_id, path, size, sha256, created_at)
        select gen_random_uuid(), '${many.id}', 'f' || to_char(n, 'FM0000'), 1, '${'0'.repeat(64)}', now()
        from generate_series(1, 1500) n`),
    )
    const first = await get('/artifacts/list', { run_id: many.hex })
    const files = first.body.files as { path: string }[]
    expect([files.length, files.at(-1)?.path]).toEqual([1000, 'f1000'])
    const page_token = first.body.next_page_token
    const second = await get('/artifacts/list', { run_id: many.hex, page_token })
    const rest = second.body.files as { path: string }[]
    expect([rest.length, rest[0]?.path, second.body.next_page_token]).toEqual([
      500,
      'f1001',
      undefined,
    ])
    const wrong = await get('/artifacts/list', { run_id: many.hex, page_token: 'nonsense' })
    expect([wrong.status, wrong.body.error_code]).toEqual([400, 'INVALID_PARAMETER_VALUE'])
  })

  it('are sent as bytes', async () => {
    const { status, body, headers } = await get('/get-artifact', {
      run_id: run.hex,
      path: 'b/c.txt',
    })
    expect([status, body.text]).toEqual([200, 'b/c.txt'])
    expect(headers.get('content-disposition')).toBe('attachment; filename="c.txt"')
  })

  it('may be uploaded small, with a reason for what is not taken', async () => {
    expect(await (await upload({ run_uuid: run.hex, path: 'up/x.html' }, '<b>')).json()).toEqual({})
    const { body } = await get('/get-artifact', { run_id: run.hex, path: 'up/x.html' })
    expect(body).toBeDefined()
    const large = 'x'.repeat(10 * 1024 * 1024 + 1)
    const refused = await upload({ run_uuid: run.hex, path: 'large' }, large)
    expect([refused.status, (await refused.json()).message]).toEqual([
      ...[400, 'Artifact size is too large. Max size is 10MB.'],
    ])
    expect((await upload({ run_uuid: run.hex, path: 'large' }, large.slice(1))).status).toBe(200)
    const other = await upload(
      { run_uuid: run.hex, path: 'x' },
      'x',
      await acme.secret('maintainer'),
    )
    expect(other.status).toBe(403)
  })
})

describe('the files of a logged model by its id', () => {
  it('are listed and sent', async () => {
    const { body } = await get(`/logged-models/${model.ref}/artifacts/directories`, {
      artifact_directory_path: 'b',
    })
    expect(body).toEqual({
      root_uri: `mlflow-artifacts:/${model.root}`,
      files: [
        { path: 'b/c.txt', is_dir: false, file_size: 7 },
        { path: 'b/d', is_dir: true },
      ],
    })
    const path = `/ajax-api/2.0/mlflow/logged-models/${model.ref}/artifacts/files?artifact_file_path=b/c.txt`
    expect(await (await send('GET', path)).text()).toBe('b/c.txt')
  })
})

describe('the files of a version by its name and number', () => {
  it('are sent, and not of a model that is not for the caller', async () => {
    await modelOf(acme.as('maintainer'), acme.slug, 'churn')
    await registered(acme.as('maintainer'), acme.slug, { model: 'churn', content: 'weights' })
    const asked = { name: 'churn', version: '1', path: 'model.bin' }
    expect((await get('/model-versions/get-artifact', asked)).body.text).toBe('weights')
    const statuses = [
      [{ ...asked, version: '2' }, 404],
      [{ ...asked, version: 'x' }, 400],
      [{ ...asked, name: 'none' }, 404],
      [{ ...asked, path: 'none' }, 404],
      [{ ...asked, path: '../1/model.bin' }, 400],
    ] as const
    for (const [fields, status] of statuses)
      expect((await get('/model-versions/get-artifact', fields)).status).toBe(status)
    const reader = await acme.secret('reader')
    expect((await get('/model-versions/get-artifact', asked, reader)).status).toBe(200)
    await updateModel(acme.as('maintainer'), {
      ...{ org: acme.slug, model: 'churn', accessMode: 'restricted' },
    })
    expect((await get('/model-versions/get-artifact', asked, reader)).status).toBe(404)
  })
})

describe('what is asked for wrongly', () => {
  it.each(['../x', '/etc/passwd', '%2e%2e/x', 'a\0b', 'a//b'])('is refused: %j', async (path) => {
    for (const where of ['/artifacts/list', '/get-artifact']) {
      const { status, body } = await get(where, { run_id: run.hex, path })
      expect([where, status, body.error_code]).toEqual([where, 400, 'INVALID_PARAMETER_VALUE'])
    }
    expect((await upload({ run_uuid: run.hex, path }, 'x')).status).toBe(400)
  })

  it('has the reason that clients look for', async () => {
    const missing = await get('/artifacts/list', {})
    expect(missing.body.message).toMatch(/^Missing value for required parameter 'run_id'/)
    const absent = await get('/get-artifact', { run_id: 'f'.repeat(32), path: 'a' })
    expect([absent.status, absent.body.message]).toEqual([
      404,
      `Run with id=${'f'.repeat(32)} not found`,
    ])
    const other = await hub.organization()
    const stranger = await other.secret('admin')
    expect((await get('/artifacts/list', { run_id: run.hex }, stranger)).status).toBe(404)
    expect(
      (await get(`/logged-models/${model.ref}/artifacts/directories`, {}, stranger)).status,
    ).toBe(404)
  })

  it.each([
    ['POST', '/api/2.0/mlflow/artifacts/presigned-upload-url'],
    ['GET', '/api/2.0/mlflow-artifacts/presigned/0/x/artifacts/y'],
  ])('is not done here: %s %s', async (method, path) => {
    const answer = await send(method, path)
    expect([answer.status, (await answer.json()).error_code]).toEqual([501, 'NOT_IMPLEMENTED'])
  })
})
