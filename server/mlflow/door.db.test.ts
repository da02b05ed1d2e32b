import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
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
  token = await acme.secret('reader')
})
afterAll(async () => {
  await server.close()
  await hub.close()
})

const info = '/api/3.0/mlflow/server-info'

function withHeader(authorization: string, path = info) {
  return fetch(`${server.url}/mlflow${path}`, { headers: { authorization } })
}

const basic = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`

describe('the door of MLflow clients', () => {
  it('says its version and health to anybody, as text', async () => {
    for (const prefix of ['/mlflow', '/mlflow/p/penguins']) {
      const version = await fetch(`${server.url}${prefix}/version`)
      expect([version.status, await version.text()]).toEqual([200, '3.3.0'])
      const health = await fetch(`${server.url}${prefix}/health`)
      expect([health.status, await health.text()]).toEqual([200, 'OK'])
    }
  })

  it('takes a token as bearer, and as the password of any user', async () => {
    for (const header of [`Bearer ${token}`, basic(`anyone:${token}`), basic(`:${token}`)]) {
      const answer = await withHeader(header)
      expect(answer.status).toBe(200)
      expect(await answer.json()).toMatchObject({
        store_type: 'SqlStore',
        workspaces_enabled: false,
      })
    }
  })

  it.each(['', 'Bearer nonsense', basic('ana:wrong'), basic('ana:'), basic('ana'), 'Digest x'])(
    'refuses whoever it does not know, in the form that clients read: %s',
    async (header) => {
      const answer = await withHeader(header)
      expect(answer.status).toBe(401)
      expect(answer.headers.get('www-authenticate')).toBe('Basic realm="mlflow"')
      expect(await answer.json()).toMatchObject({ error_code: 'UNAUTHENTICATED' })
    },
  )

  it('answers below /ajax-api, and for a project, alike', async () => {
    for (const path of [`/mlflow/ajax-api/3.0/mlflow/server-info`, `/mlflow/p/x${info}`]) {
      const answer = await fetch(server.url + path, {
        headers: { authorization: `Bearer ${token}` },
      })
      expect(answer.status).toBe(200)
    }
  })

  it.each([
    ['POST', '/api/2.0/mlflow/nothing'],
    ['GET', '/api/2.0/mlflow/'],
    ['PATCH', info],
  ])('says that there is no %s %s', async (method, path) => {
    const { status, body } = await callMlflow(server, token, method, path)
    expect(status).toBe(404)
    expect(body.error_code).toBe('ENDPOINT_NOT_FOUND')
  })

  it.each([
    ['POST', '/v1/traces'],
    ['POST', '/api/3.0/mlflow/traces'],
    ['GET', '/api/2.0/mlflow/traces/tr-1/info'],
    ['POST', '/api/3.0/mlflow/datasets/create'],
    ['POST', '/graphql'],
    ['GET', '/api/3.0/mlflow/scorers/list'],
  ])('says plainly that it does not do %s %s', async (method, path) => {
    const { status, body } = await callMlflow(server, token, method, path)
    expect(status).toBe(501)
    expect(body.error_code).toBe('NOT_IMPLEMENTED')
    expect(body.message).toMatch(/^Model Hub does not keep /)
  })
})
