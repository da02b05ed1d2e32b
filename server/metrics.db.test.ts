import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openDatabase, setDatabase } from '@/db/client'
import { hubMeta, runProgress } from '@/db/schema/tables'
import { countBlobs } from '@/lib/monitor/blobs'
import { registry } from '@/lib/monitor/meters'
import { createRun } from '@/lib/runs/create'
import { projectOf } from '@/lib/runs/testing'
import { system } from '@/lib/system'
import { type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
import { modelOf, sha256, uploaded } from '@/lib/testing/registry'
import { tick } from '@/lib/worker'
import { startServer, type TestServer } from './testing/server'

let hub: TestHub
let server: TestServer
let acme: TestOrganization

beforeAll(async () => {
  hub = await testHub()
  server = await startServer()
  acme = await hub.organization()
})
afterAll(async () => {
  await server.close()
  await hub.close()
})
beforeEach(() => registry.resetMetrics())

const scrape = (headers = {}) => fetch(`${server.url}/metrics`, { headers })

/** The figure of one series, as `name{label="value"}`; undefined where there is none. */
async function figure(series: string): Promise<number | undefined> {
  const lines = (await (await scrape()).text()).split('\n')
  const line = lines.find((text) => text.startsWith(`${series} `))
  return line === undefined ? undefined : Number(line.slice(series.length + 1))
}

describe('GET /metrics', () => {
  it('is text that Prometheus reads, without a token', async () => {
    const answer = await scrape()
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/)
    expect(await answer.text()).toMatch(/^hub_database_up 1$/m)
  })

  it('is refused through a proxy that nobody trusts', async () => {
    const answer = await scrape({ 'x-forwarded-for': '127.0.0.1' })
    expect(answer.status).toBe(403)
    expect(await answer.json()).toMatchObject({
      error: { code: 'forbidden', message: expect.stringContaining('HUB_TRUST_PROXY') },
    })
  })

  it('counts requests by the pattern of their route, never by their path', async () => {
    const secret = await acme.secret('reader')
    await modelOf(acme.as('contributor'), acme.slug, 'counted')
    for (const name of ['counted', 'counted', 'absent'])
      await (await server.fetch(secret, 'GET', `/${acme.slug}/models/${name}`)).text()
    await (await fetch(`${server.url}/some/page`)).text()
    const seen = (route: string, status: string) =>
      figure(
        `hub_http_request_duration_seconds_count{method="GET",route="${route}",status="${status}"}`,
      )
    // The end of an answer reaches us before it reaches the server's books.
    await expect.poll(() => seen('page', '4xx')).toBe(1)
    expect(await seen('/api/v1/:org/models/:model', '2xx')).toBe(2)
    expect(await seen('/api/v1/:org/models/:model', '4xx')).toBe(1)
    const text = await (await scrape()).text()
    expect(text).not.toContain(acme.slug)
    expect(text).not.toContain('/some/page')
  })

  it('counts what is in flight and the bytes of transfers', async () => {
    const secret = await acme.secret('contributor')
    const content = 'x'.repeat(300_000)
    const path = `/${acme.slug}/blobs/${sha256(content)}`
    await server.fetch(secret, 'PUT', path, new TextEncoder().encode(content))
    await (await server.fetch(secret, 'GET', path)).text()
    const route = '{route="/api/v1/:org/blobs/:sha256"}'
    await expect
      .poll(() => figure(`hub_http_sent_bytes_total${route}`))
      .toBeGreaterThan(content.length)
    const received = await figure(`hub_http_received_bytes_total${route}`)
    expect(received).toBeGreaterThan(content.length)
    expect(received).toBeLessThan(content.length + 20_000)
    // The scrape itself.
    expect(await figure('hub_http_requests_in_flight')).toBe(1)
  })

  it('tells of connections to the database, by pool', async () => {
    await (await server.fetch(await acme.secret('reader'), 'GET', `/${acme.slug}/models`)).text()
    expect(await figure('hub_database_connections{pool="read",state="total"}')).toBeGreaterThan(0)
    expect(await figure('hub_database_connections{pool="write",state="waiting"}')).toBe(0)
  })

  it('tells how many blobs there are, counted by the background work and not by the scrape', async () => {
    await system((tx) => tx.delete(hubMeta))
    await uploaded(acme.as('contributor'), acme.slug, 'counted bytes')
    expect(await figure('hub_blobs')).toBeUndefined()
    await tick()
    const count = await figure('hub_blobs')
    const bytes = await figure('hub_blob_bytes')
    expect(count).toBeGreaterThan(0)
    await uploaded(acme.as('contributor'), acme.slug, 'more')
    await tick()
    expect(await figure('hub_blobs')).toBe(count)
    await countBlobs(new Date(Date.now() + 11 * 60_000))
    expect(await figure('hub_blobs')).toBe((count ?? 0) + 1)
    expect(await figure('hub_blob_bytes')).toBe((bytes ?? 0) + 4)
  })

  it('tells what waits for the background work, and when that last ended well', async () => {
    const ana = acme.as('contributor')
    const project = await projectOf(ana, acme.slug, 'queued')
    await createRun(ana, { org: acme.slug, project, inputs: [] })
    await system((tx) => tx.update(runProgress).set({ heartbeatAt: new Date('2001-01-01') }))
    expect(await figure('hub_queue_depth{queue="expire_runs"}')).toBe(1)
    const before = Date.now() / 1000
    await tick()
    expect(await figure('hub_queue_depth{queue="expire_runs"}')).toBe(0)
    expect(
      await figure('hub_task_last_success_timestamp_seconds{task="expire-runs"}'),
    ).toBeGreaterThanOrEqual(before)
    expect(await figure('hub_task_duration_seconds_count{task="expire-runs"}')).toBe(1)
  })

  it('has every figure that docs/deploy.md names', async () => {
    const documented = (await readFile('docs/deploy.md', 'utf8'))
      .split('\n')
      .filter((line) => line.startsWith('| `hub_'))
      .flatMap((line) => [...line.matchAll(/`(hub_\w+)`/g)].map(([, name]) => name))
    expect(documented.length).toBeGreaterThan(10)
    await countBlobs()
    const text = await (await scrape()).text()
    expect(documented.filter((name) => !text.includes(`# TYPE ${name} `))).toEqual([])
  })

  it('still answers when the database is away, and says so', async () => {
    const nowhere = openDatabase('postgresql://hub@127.0.0.1:1/hub')
    setDatabase(nowhere)
    try {
      const answer = await scrape()
      expect(answer.status).toBe(200)
      expect(await answer.text()).toMatch(/^hub_database_up 0$/m)
    } finally {
      setDatabase(hub.database)
      await nowhere.close()
    }
  })
})
