import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { rolesAllow } from '@/lib/access'
import type { Role } from '@/lib/actor'
import { BatchReported, Reported } from '@/lib/lineage/openlineage/events'
import { sessionCookieName } from '@/lib/sessions/cookie'
import { startSession } from '@/lib/sessions/session'
import { type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
import { startServer, type TestServer } from '../testing/server'

let hub: TestHub
let server: TestServer
let acme: TestOrganization
let token: string

beforeAll(async () => {
  hub = await testHub()
  server = await startServer()
})
beforeEach(async () => {
  acme = await hub.organization()
  token = await acme.secret('contributor')
})
afterAll(async () => {
  await server.close()
  await hub.close()
})

const event = {
  eventType: 'COMPLETE',
  eventTime: '2026-03-04T05:00:00Z',
  producer: 'https://example.com/p',
  schemaURL: 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent',
  run: { runId: '0190a1b2-0000-7000-8000-000000000001' },
  job: { namespace: 'jobs', name: 'train' },
}
const mebibyte = 1024 * 1024
const gzip = { 'content-encoding': 'gzip', 'content-type': 'application/json' }

// A refusal in the middle of a body must reach its sender: one that closes after it would be reset.
const send = (body: unknown, headers = {}, path = '/lineage', secret: string | null = token) =>
  server.fetch(secret, 'POST', path, body, { connection: 'keep-alive', ...headers })

async function kept(): Promise<number> {
  const { rows } = await hub.database.read.execute<{ count: number }>(
    `select count(*)::int as count from lineage_events where organization_id = '${acme.id}'`,
  )
  return rows[0]?.count ?? 0
}

describe('POST /lineage', () => {
  it('answers 201 with what it said, and the same to the same event again', async () => {
    for (let time = 0; time < 2; time++) {
      const answer = await send({ ...event, schemaURL: undefined })
      expect(answer.status).toBe(201)
      const told = Reported.strict().parse(await answer.json())
      expect(told.warnings).toEqual(['It names no schemaURL.'])
    }
    expect(await kept()).toBe(1)
  })

  it('takes gzip, any content type and any case of Bearer', async () => {
    const text = JSON.stringify(event)
    expect((await send(gzipSync(text), gzip)).status).toBe(201)
    const named = { 'content-encoding': 'GZIP', 'content-type': 'application/vnd.ol+json' }
    expect((await send(gzipSync(text), named)).status).toBe(201)
    expect((await send(text, { authorization: `bearer ${token}` })).status).toBe(201)
    expect((await send(text, { authorization: `BEARER ${token}` })).status).toBe(201)
    expect((await send(new TextEncoder().encode(text))).status).toBe(201)
    expect(await kept()).toBe(1)
  })

  it('takes an event of 10 MB, packed or not', async () => {
    const facets = {
      big: { lines: Array.from({ length: 1000 }, (_, at) => `${at} ${'x'.repeat(10_500)}`) },
    }
    const large = JSON.stringify({ ...event, run: { ...event.run, facets } })
    expect(large.length).toBeGreaterThan(10 * mebibyte)
    expect((await send(large)).status).toBe(201)
    expect((await send(gzipSync(large), gzip)).status).toBe(201)
    expect(await kept()).toBe(1)
  })

  it('takes NaN, as Python writes it', async () => {
    const metrics = { loss: 'HERE', low: 'LOW', note: 'NaN "quoted", \\\\ NaN' }
    const facets = { modelHub_metrics: { metrics } }
    const text = JSON.stringify({ ...event, run: { ...event.run, facets } })
      .replace('"HERE"', 'NaN')
      .replace('"LOW"', '-Infinity')
    expect((await send(text)).status).toBe(201)
    const { rows } = await hub.database.read.execute(
      `select body #> '{run,facets,modelHub_metrics,metrics}' as metrics from lineage_events
      where organization_id = '${acme.id}'`,
    )
    expect(rows).toEqual([{ metrics: { ...metrics, loss: 'NaN', low: '-Infinity' } }])
  })

  it.each<[string, unknown, object, number]>([
    ['what is no JSON', '{"eventType":', {}, 400],
    ['NaN in what is no JSON either', '{NaN', {}, 400],
    ['nothing', '', {}, 400],
    ['a list', '[]', {}, 400],
    ['what tells of nothing', '{}', {}, 400],
    ['what says gzip and is not', '{}', gzip, 400],
    ['gzip that ends too soon', gzipSync(JSON.stringify(event)).subarray(0, 40), gzip, 400],
    ['another coding', '{}', { 'content-encoding': 'br' }, 400],
    ['lists within lists', `${'['.repeat(100_000)}`, {}, 400],
    ['too much', ' '.repeat(17 * mebibyte), {}, 413],
  ])('refuses %s', async (_, body, headers, status) => {
    const answer = await send(body, headers)
    expect(answer.status).toBe(status)
    expect(await answer.json()).toMatchObject({ error: { message: expect.stringMatching(/\.$/) } })
    expect(await kept()).toBe(0)
  })

  // In time that grows with the square of the text this would take hours.
  it('comes to an end with what was made to be slow to read', async () => {
    const text = `{"a": NaN, "b": "${'\\"'.repeat(4 * mebibyte)}`
    expect((await send(text)).status).toBe(400)
  })

  it('cuts a gzip bomb off, and one that never ends', async () => {
    const bomb = gzipSync(Buffer.alloc(300 * mebibyte, ' '))
    expect(bomb.length).toBeLessThan(mebibyte)
    const before = process.memoryUsage().arrayBuffers
    expect((await send(bomb, gzip)).status).toBe(413)
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100 * mebibyte)
    const empty = gzipSync('')
    const endless = Buffer.concat(Array(Math.ceil((15 * mebibyte) / empty.length)).fill(empty))
    expect((await send(endless, gzip)).status).toBe(400)
  })

  it('goes on after a sender went away in the middle', async () => {
    const gone = new AbortController()
    const begun = gzipSync(JSON.stringify(event)).subarray(0, 20)
    const body = new ReadableStream({ start: (controller) => controller.enqueue(begun) })
    setTimeout(() => gone.abort(), 50)
    const options = { method: 'POST', body, duplex: 'half', signal: gone.signal } as RequestInit
    const headers = { authorization: `Bearer ${token}`, ...gzip }
    await expect(fetch(`${server.url}/api/v1/lineage`, { ...options, headers })).rejects.toThrow()
    expect((await send(event)).status).toBe(201)
  })
})

describe('POST /lineage/batch', () => {
  it('takes what it can and says what it could not', async () => {
    const answer = await send(
      [event, {}, 'x', { ...event, eventType: 'START' }],
      {},
      '/lineage/batch',
    )
    expect(answer.status).toBe(200)
    const told = BatchReported.strict().parse(await answer.json())
    expect(told.status).toBe('partial_success')
    expect(told.summary).toMatchObject({ received: 4, successful: 2, non_retriable: 2 })
    expect(told.failed_events.map(({ index }) => index)).toEqual([1, 2])
    expect(await kept()).toBe(2)
    await send(event)
    expect(await kept()).toBe(2)
  })

  it('refuses what is no list, and too long a one', async () => {
    expect((await send(event, {}, '/lineage/batch')).status).toBe(400)
    const many = Array.from({ length: 1001 }, () => event)
    expect((await send(many, {}, '/lineage/batch')).status).toBe(413)
    expect((await send([], {}, '/lineage/batch')).status).toBe(200)
  })
})

describe('who may report', () => {
  const paths = [
    { path: '/lineage', body: event },
    { path: '/lineage/batch', body: [event] },
  ]
  const roles: Role[] = ['auditor', 'reader', 'approver', 'contributor', 'maintainer', 'admin']

  it.each(paths)(
    '$path: decided by role, refusals on record through this door',
    async ({ path, body }) => {
      for (const role of roles) {
        const secret = await acme.secret(role, { scopes: ['read', 'write', 'decide', 'admin'] })
        const before = (await acme.events()).length
        const { status } = await send(body, {}, path, secret)
        const may = rolesAllow([role], 'lineage.report')
        expect({ role, done: status < 300, refused: status === 403 }).toEqual({
          role,
          done: may,
          refused: !may,
        })
        const told = (await acme.events()).slice(before)
        const refusal = { action: 'lineage.report', outcome: 'refused', via: 'openlineage' }
        expect(told).toEqual(may ? [] : [expect.objectContaining(refusal)])
      }
    },
  )

  it.each(paths)(
    '$path: not without the scope, a token, or with a browser',
    async ({ path, body }) => {
      const reads = await acme.secret('contributor', { scopes: ['read'] })
      expect((await send(body, {}, path, reads)).status).toBe(403)
      expect((await send(body, {}, path, null)).status).toBe(401)
      expect((await send(body, {}, path, 'hub_unknown')).status).toBe(401)
      const admin = acme.as('admin')
      const { secret } = await startSession(acme.personId('admin'), admin.origin)
      const cookie = { cookie: `${sessionCookieName()}=${secret}`, 'sec-fetch-site': 'same-origin' }
      expect((await send(body, cookie, path, null)).status).toBe(401)
      expect(await kept()).toBe(0)
    },
  )
})

describe('the schema of modelHub_metrics', () => {
  it('is there for anybody, for ever', async () => {
    const path = '/openlineage/facets/modelHub_metrics/1-0-0.json'
    const answer = await server.fetch(null, 'GET', path)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('cache-control')).toContain('immutable')
    expect(await answer.json()).toMatchObject({
      $id: `${server.url}/api/v1${path}`,
      properties: { metrics: { type: 'object' } },
    })
  })
})
