import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { send as sendAsIs } from '@/faults/fuzz/send'
import { type TestHub, testHub } from '@/lib/testing/hub'
import { callMlflow } from '../mlflow/testing'
import {
  api,
  callEndpoint,
  calls,
  classified,
  files,
  type MlflowWorld,
  mlflowWorld,
} from '../mlflow/testing-world'
import { browserOf } from '../testing/deciding'
import { startServer, type TestServer } from '../testing/server'

let hub: TestHub
let server: TestServer
let world: MlflowWorld
let foreign: MlflowWorld

beforeAll(async () => {
  hub = await testHub()
  server = await startServer()
  world = await mlflowWorld(server, await hub.organization())
  foreign = await mlflowWorld(server, await hub.organization())
})
afterAll(async () => {
  await server.close()
  await hub.close()
})

const send = (
  method: string,
  path: string,
  fields: Record<string, unknown>,
  secret = world.owner,
) => callMlflow(server, secret, method, path, fields)

/** Asks for a path exactly as it is, which fetch would not. */
async function bytes(method: string, path: string, secret = world.owner) {
  const headers = { authorization: `Bearer ${secret}` }
  const body = method === 'PUT' ? Buffer.from('changed') : null
  const call = { method, path: `/mlflow${files}/artifacts/${path}`, headers, body }
  const { status, body: told } = await sendAsIs(server.url, call)
  return { status, text: told.toString('utf8') }
}

describe('a browser that is signed in', () => {
  it('opens no endpoint of MLflow with its cookie, wherever the page is that makes it ask', async () => {
    const { headers = {} } = await browserOf(world.acme, 'admin')
    const events = (await world.acme.events()).length
    for (const name of Object.keys(calls))
      for (const site of ['same-origin', 'cross-site']) {
        const asking = { ...headers, 'sec-fetch-site': site, origin: 'https://elsewhere.example' }
        const { status } = await callEndpoint(server, null, name, world, asking)
        expect({ name, site, status }).toEqual({ name, site, status: 401 })
      }
    expect((await world.acme.events()).length).toBe(events)
  })
})

describe('a path in an artifact', () => {
  const climbs = [
    '../../../../etc/passwd',
    '..%2f..%2fetc%2fpasswd',
    '%2e%2e/%2e%2e/secret',
    '..%252f..%252fsecret',
    'a/../../b',
    './a',
    'a//b',
    'a%00b',
    '..%5c..%5csecret',
    '/etc/passwd',
  ]

  it.each(climbs)('leads nowhere else: %s', async (climb) => {
    const root = `1/${world.run}/artifacts`
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const { status } = await bytes(method, `${root}/${climb}`)
      expect({ method, fits: [400, 404].includes(status), status }).toMatchObject({ fits: true })
    }
    const listed = await send('GET', `${files}/artifacts`, { path: `${root}/${climb}` })
    expect(listed.status).toBeLessThan(500)
    expect(listed.body.files ?? []).toEqual([])
    const shown = await send('GET', `${api}/get-artifact`, { run_id: world.run, path: climb })
    expect([400, 404]).toContain(shown.status)
  })

  it('leads to no file of another organization, run or candidate', async () => {
    const { run, candidate } = foreign
    for (const path of [
      `1/${run}/artifacts/a.txt`,
      `1/models/${candidate}/artifacts/model.bin`,
      `2/${world.run}/artifacts/a.txt`,
      `1/${world.candidate}/artifacts/model.bin`,
    ])
      for (const method of ['GET', 'PUT', 'DELETE']) {
        const answer = await bytes(method, path)
        expect({ method, path, is: answer.status >= 400 && answer.status < 500 }).toMatchObject({
          is: true,
        })
        expect(answer.text).not.toContain(classified)
      }
    const own = await bytes('GET', `1/${run}/artifacts/a.txt`, foreign.owner)
    expect(own.text).toBe(classified)
  })

  it('of a version is for reading only', async () => {
    const { body } = await send('GET', `${api}/model-versions/get-download-uri`, {
      ...{ name: 'churn', version: '1' },
    })
    const root = String(body.artifact_uri).replace('mlflow-artifacts:/', '')
    const before = (await bytes('GET', `${root}/model.bin`)).text
    for (const method of ['PUT', 'DELETE'])
      expect([400, 403, 405]).toContain((await bytes(method, `${root}/model.bin`)).status)
    expect((await bytes('GET', `${root}/model.bin`)).text).toBe(before)
    expect(before).toBe(classified)
  })
})

describe('the source of a version', () => {
  it.each([
    '/etc/passwd',
    'etc/passwd',
    'file:///etc/passwd',
    'FILE:/etc/passwd',
    'file://localhost/etc/passwd',
    '../../secret',
    's3://bucket/../../secret',
    's3://bucket/%2e%2e/%2e%2e/secret',
    's3://bucket/%252e%252e/secret',
    's3://bucket/a\\..\\b',
    'mlflow-artifacts:/../../secret',
  ])('is no file of the hub: %s', async (source) => {
    const { status, body } = await send('POST', `${api}/model-versions/create`, {
      ...{ name: 'churn', source },
    })
    expect([status, body.error_code]).toEqual([400, 'INVALID_PARAMETER_VALUE'])
  })

  it.each([
    () => ({ source: `models:/${foreign.candidate}`, model_id: foreign.candidate }),
    () => ({ source: `models:/${foreign.candidate}` }),
    () => ({ source: `mlflow-artifacts:/1/${foreign.run}/artifacts`, run_id: foreign.run }),
    () => ({ source: `mlflow-artifacts:/1/models/${foreign.candidate}/artifacts` }),
  ])('buys no bytes of another organization: %#', async (sourceOf) => {
    const fields = { name: 'churn', ...sourceOf() }
    const made = await send('POST', `${api}/model-versions/create`, fields)
    expect(made.status).toBe(404)
  })
})

describe("the hub's own tags", () => {
  it.each(['hub.approval', 'hub.approved_by', 'hub.url', 'hub.anything'])(
    'are not for clients to write: %s',
    async (key) => {
      for (const [path, ref] of [
        [`${api}/model-versions/set-tag`, { name: 'churn', version: '1' }],
        [`${api}/registered-models/set-tag`, { name: 'churn' }],
      ] as const) {
        const secret = await world.acme.secret('maintainer')
        const { status } = await send('POST', path, { ...ref, key, value: 'approved' }, secret)
        expect({ path, key, refused: status >= 400 && status < 500 }).toMatchObject({
          refused: true,
        })
      }
      const got = await send('GET', `${api}/model-versions/get`, { name: 'churn', version: '1' })
      const { tags } = got.body.model_version as { tags: { key: string; value: string }[] }
      expect(tags).toContainEqual({ key: 'hub.approval', value: 'pending' })
    },
  )

  it('are left out of what a create brings', async () => {
    const { body } = await send('POST', `${api}/model-versions/create`, {
      ...{ name: 'churn', source: 's3://bucket/model' },
      tags: [{ key: 'hub.approval', value: 'approved' }],
    })
    const { tags } = body.model_version as { tags: { key: string; value: string }[] }
    expect(tags.filter(({ key }) => key === 'hub.approval')).toEqual([
      { key: 'hub.approval', value: 'pending' },
    ])
  })
})

describe("a colleague's run and candidate", () => {
  it('are read by whoever may, and reported to by nobody else', async () => {
    const colleague = await world.acme.secret('maintainer')
    const root = `1/${world.run}/artifacts/a.txt`
    expect((await bytes('GET', root, colleague)).status).toBe(200)
    for (const method of ['PUT', 'DELETE'])
      expect((await bytes(method, root, colleague)).status).toBe(403)
    const writes = Object.keys(calls).filter((name) =>
      /runs\/(update|log-|set-tag|outputs|delete)|upload-artifact|(PATCH|DELETE).*logged-models|params$/.test(
        name,
      ),
    )
    expect(writes.length).toBeGreaterThan(10)
    for (const name of writes) {
      const { status, text } = await callEndpoint(server, colleague, name, world)
      expect({ name, status, text }).toMatchObject({ name, status: 403 })
    }
  })
})
