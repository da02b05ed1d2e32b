import { Validator } from '@seriousme/openapi-schema-validator'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestHub, testHub } from '@/lib/testing/hub'
import { ofrepRoutes } from '../ofrep/routes'
import { lineageRoutes } from '../openlineage/routes'
import { startServer, type TestServer } from '../testing/server'
import { apiRoutes } from './register'

let hub: TestHub
let server: TestServer

beforeAll(async () => {
  hub = await testHub()
  server = await startServer()
})
afterAll(async () => {
  await server.close()
  await hub.close()
})

describe('the description of the API', () => {
  it('is valid OpenAPI 3.1 and readable without a token', async () => {
    const answer = await fetch(`${server.url}/api/v1/openapi.json`)
    const document = (await answer.json()) as Record<string, unknown>
    const validator = new Validator()
    expect(await validator.validate(document)).toEqual({ valid: true })
    expect(validator.version).toBe('3.1')
  })

  it('tells every route, with an answer, its failures and all that it refers to', async () => {
    const answer = await fetch(`${server.url}/api/v1/openapi.json`)
    const document = (await answer.json()) as {
      paths: Record<string, Record<string, { responses: object; operationId: string }>>
      components: { schemas: Record<string, unknown> }
    }
    const told = Object.values(document.paths).flatMap((verbs) => Object.values(verbs))
    const all = [...apiRoutes, ...lineageRoutes, ...ofrepRoutes]
    expect(told).toHaveLength(all.length + 2)
    expect(new Set(told.map(({ operationId }) => operationId)).size).toBe(told.length)
    for (const { responses } of told) expect(Object.keys(responses)).toContain('4XX')
    const names = JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]+)"/g)
    for (const [, name] of names) expect(Object.keys(document.components.schemas)).toContain(name)
  })
})

describe('the machine doors', () => {
  it('say what is not there, in JSON with a request id', async () => {
    const answer = await fetch(`${server.url}/api/v1/nothing/here/at/all`)
    expect(answer.status).toBe(404)
    const requestId = answer.headers.get('x-request-id')
    expect(await answer.json()).toMatchObject({ error: { code: 'not_found', requestId } })
  })

  it('refuse a body that is no JSON, and one that is no object', async () => {
    const acme = await hub.organization()
    const secret = await acme.secret('contributor')
    const json = { 'content-type': 'application/json' }
    for (const body of ['{', '[]', '"x"', '\u0000']) {
      const answer = await server.fetch(secret, 'POST', `/${acme.slug}/models`, body, json)
      expect(answer.status).toBe(400)
    }
    const nul = await server.fetch(secret, 'POST', `/${acme.slug}/models`, { name: 'a\0b' })
    expect(nul.status).toBe(400)
    const large = { name: 'x', description: 'y'.repeat(17 * 1024 * 1024) }
    // One that ends with its answer would be reset under what is still being sent.
    const kept = { connection: 'keep-alive' }
    const refused = await server.fetch(secret, 'POST', `/${acme.slug}/models`, large, kept)
    expect(refused.status).toBe(413)
  })

  it('refuse a bad cursor and a limit out of bounds', async () => {
    const acme = await hub.organization()
    const secret = await acme.secret('reader')
    for (const search of ['cursor=nonsense', 'limit=0', 'limit=501', 'limit=many']) {
      const answer = await server.fetch(secret, 'GET', `/${acme.slug}/models?${search}`)
      expect(answer.status).toBe(400)
    }
  })

  it('take a token that has ended for none', async () => {
    const acme = await hub.organization()
    const expired = await acme.secret('admin', { expiresAt: new Date(Date.now() - 1000) })
    const revoked = await acme.secret('admin', { revokedAt: new Date() })
    for (const secret of [expired, revoked]) {
      const answer = await server.fetch(secret, 'GET', `/${acme.slug}/models`)
      expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, 'Bearer'])
    }
  })
})
