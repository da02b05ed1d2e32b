import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { roles } from '@/db/schema/tables'
import { rolesAllow } from '@/lib/access'
import type { Role } from '@/lib/actor'
import { type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
import { startServer, type TestServer } from '../testing/server'
import { mlflowEndpoints } from './routes'
import {
  api,
  callEndpoint,
  calls,
  classified,
  files,
  type MlflowWorld,
  mlflowWorld,
} from './testing-world'

/** Who may what at this door: each endpoint of MLflow's, for each role, and for strangers. */

let hub: TestHub
let server: TestServer
let other: TestOrganization
let world: MlflowWorld

beforeAll(async () => {
  hub = await testHub()
  server = await startServer()
  other = await hub.organization()
  world = await furnished()
})
afterAll(async () => {
  await server.close()
  await hub.close()
})

const furnished = async () => mlflowWorld(server, await hub.organization())

const all = mlflowEndpoints.map((route) => ({ name: `${route.method} ${route.path}`, ...route }))
/** Answered 501 to whoever has signed in: what this door leaves out. */
const absent = all.filter(({ name }) => calls[name] === undefined)
const served = all.filter(({ name }) => calls[name] !== undefined)

/** Whoever has made a run, or a candidate of it, is who reports to it. */
const ofMaker = [
  'run.report',
  'run.input',
  'run.finish',
  'run.delete',
  'run.restore',
  'logged_model.report',
]
const mayDo = (role: Role, action: (typeof all)[number]['action']) =>
  action === null ||
  (rolesAllow([role], action) && (!ofMaker.includes(action) || role === 'contributor'))

describe('the endpoints of MLflow clients', () => {
  it('are all here, and each has a call', () => {
    expect(Object.keys(calls).sort()).toEqual(served.map(({ name }) => name).sort())
    expect(expected.filter((name) => !all.some((route) => route.name === name))).toEqual([])
    // With /version and /health, which anybody may ask: door.db.test.ts.
    expect(expected).toHaveLength(76 - 2)
  })

  it('that this door leaves out say so, in the way that clients go on after', async () => {
    const secret = await other.secret('reader')
    for (const { name, action } of absent) {
      expect({ name, action }).toEqual({ name, action: null })
      const { status, text } = await callEndpoint(server, secret, name, world)
      expect({ name, status }).toEqual({ name, status: 501 })
      expect(JSON.parse(text)).toMatchObject({ error_code: 'NOT_IMPLEMENTED' })
    }
  })
})

describe.each(served)('$name', ({ name, method, action }) => {
  // Renaming takes the update of a model and the right to configure it.
  const isAllowed = (role: Role) =>
    mayDo(role, name.endsWith('/rename') ? 'model.configure' : action)

  it('is decided by role, and a refusal of a change is recorded', async () => {
    const at = method === 'GET' || name.includes('search') ? world : await furnished()
    const { acme } = at
    let done = 0
    // Whoever may comes last, since that may be the end of it.
    const order = [...roles].sort((a, b) => +isAllowed(a) - +isAllowed(b))
    for (const role of order) {
      const secret = await acme.secret(role, { scopes: ['read', 'write', 'decide', 'admin'] })
      const before = (await acme.events()).length
      const { status, text } = await callEndpoint(server, secret, name, at)
      if (isAllowed(role)) {
        // Whoever comes first is served; later ones may find it done.
        expect({ role, text, served: done > 0 || status === 200 }).toEqual({
          role,
          text,
          served: true,
        })
        expect(status).toBeLessThan(500)
        expect(status).not.toBe(403)
        done++
        continue
      }
      expect({ role, status, text }).toMatchObject({ role, status: 403 })
      expect(JSON.parse(text)).toMatchObject({ error_code: 'PERMISSION_DENIED' })
      if (method === 'GET') continue
      const events = (await acme.events()).slice(before)
      expect(events).toEqual([expect.objectContaining({ outcome: 'refused' })])
    }
    expect(done).toBeGreaterThan(0)
  })

  it('is closed without a token, and to one that may not', async () => {
    for (const secret of [null, 'hub_unknown']) {
      const { status, headers, text } = await callEndpoint(server, secret, name, world)
      expect(status).toBe(401)
      expect(headers.get('www-authenticate')).toBe('Basic realm="mlflow"')
      expect(JSON.parse(text)).toMatchObject({ error_code: 'UNAUTHENTICATED' })
    }
    if (action === null) return
    const blind = await world.acme.secret('contributor', { scopes: [] })
    expect((await callEndpoint(server, blind, name, world)).status).toBe(403)
  })

  it('tells another organization nothing, and changes nothing there', async () => {
    const events = (await world.acme.events()).length
    const { status, text } = await callEndpoint(server, await other.secret('admin'), name, world)
    expect(status).toBeLessThan(500)
    expect(text).not.toContain(classified)
    expect(text).not.toContain('3141592653')
    expect((await world.acme.events()).length).toBe(events)
  })
})

/** The full set of tracking, registry, candidates and artifacts, as MLflow's own clients know it. */
const expected = [
  ...['get-by-name', 'get', 'search'].map((verb) => `GET ${api}/experiments/${verb}`),
  ...[
    ...['create', 'search', 'update', 'delete', 'restore', 'set-experiment-tag'],
    ...['delete-experiment-tag', 'search-datasets'],
  ].map((verb) => `POST ${api}/experiments/${verb}`),
  `GET ${api}/runs/get`,
  ...[
    ...['create', 'update', 'log-metric', 'log-parameter', 'set-tag', 'log-batch', 'log-inputs'],
    ...['outputs', 'log-model', 'search', 'delete', 'restore', 'delete-tag'],
  ].map((verb) => `POST ${api}/runs/${verb}`),
  ...['get-history', 'get-history-bulk', 'get-history-bulk-interval'].map(
    (verb) => `GET ${api}/metrics/${verb}`,
  ),
  `GET ${api}/artifacts/list`,
  `POST ${api}/artifacts/presigned-upload-url`,
  `POST ${api}/logged-models`,
  `POST ${api}/logged-models/search`,
  ...['GET', 'PATCH', 'DELETE'].map((method) => `${method} ${api}/logged-models/:model_id`),
  `PATCH ${api}/logged-models/:model_id/tags`,
  `DELETE ${api}/logged-models/:model_id/tags/*`,
  `POST ${api}/logged-models/:model_id/params`,
  `GET ${api}/logged-models/:model_id/artifacts/directories`,
  `GET ${api}/logged-models/:model_id/artifacts/files`,
  ...['get', 'search', 'get-latest-versions', 'alias'].map(
    (verb) => `GET ${api}/registered-models/${verb}`,
  ),
  ...['create', 'get-latest-versions', 'rename', 'set-tag', 'alias'].map(
    (verb) => `POST ${api}/registered-models/${verb}`,
  ),
  `PATCH ${api}/registered-models/update`,
  ...['delete', 'delete-tag', 'alias'].map((verb) => `DELETE ${api}/registered-models/${verb}`),
  ...['get', 'get-download-uri', 'search', 'get-artifact'].map(
    (verb) => `GET ${api}/model-versions/${verb}`,
  ),
  ...['create', 'transition-stage', 'set-tag'].map((verb) => `POST ${api}/model-versions/${verb}`),
  `PATCH ${api}/model-versions/update`,
  ...['delete', 'delete-tag'].map((verb) => `DELETE ${api}/model-versions/${verb}`),
  ...['PUT', 'GET', 'DELETE'].map((method) => `${method} ${files}/artifacts/*`),
  `GET ${files}/artifacts`,
  ...['create', 'complete', 'abort'].map((verb) => `POST ${files}/mpu/${verb}/*`),
  `GET ${files}/presigned/*`,
  `GET ${api}/get-artifact`,
  `POST ${api}/upload-artifact`,
  'GET /api/3.0/mlflow/server-info',
]
