import { afterAll, beforeAll, expect, it } from 'vitest'
import { chainOf } from '@/lib/lineage/testing'
import { type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
import { startServer, type TestServer } from '../testing/server'

let hub: TestHub
let server: TestServer
let acme: TestOrganization

beforeAll(async () => {
  hub = await testHub()
  server = await startServer()
  acme = await hub.organization()
  await chainOf(acme.as('contributor'), acme.slug)
})
afterAll(async () => {
  await server.close()
  await hub.close()
})

it('sends an impact as a file that no browser runs and no cache keeps for others', async () => {
  const token = await acme.secret('reader')
  const path = `/${acme.slug}/impact.csv?uri=${encodeURIComponent('dataset://pets/v1')}`
  for (const method of ['GET', 'HEAD'] as const) {
    const answer = await server.fetch(token, method, path)
    expect(answer.status).toBe(200)
    const headers = Object.fromEntries(answer.headers)
    expect(headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="impact.csv"',
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-cache',
    })
    const text = await answer.text()
    if (method === 'GET') expect(text.split('\n')[0]).toBe('kind,uri,state,owner,path')
    else expect(text).toBe('')
  }
})
