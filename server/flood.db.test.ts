import type { AddressInfo } from 'node:net'
import { sql } from 'drizzle-orm'
import type { FastifyInstance } from 'fastify'
import type { PoolClient } from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { database } from '@/db/client'
import { connect } from '@/db/connection'
import { env, setEnv } from '@/lib/env'
import { createRun } from '@/lib/runs/create'
import { projectOf } from '@/lib/runs/testing'
import { system } from '@/lib/system'
import { type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
import { buildServer } from './app'
import { TestServer } from './testing/server'

const clients = 50

let hub: TestHub
let app: FastifyInstance
let server: TestServer
let acme: TestOrganization

beforeAll(async () => {
  hub = await testHub()
  // Of the six connections of each pool of a test: three for programs.
  setEnv({ ...env(), poolSize: 4 })
  app = await buildServer({ handle: page, upgrade: null })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  server = new TestServer(app, `http://127.0.0.1:${port}`)
  acme = await hub.organization()
  await projectOf(acme.as('maintainer'), acme.slug, 'lab')
  await createRun(acme.as('contributor'), { org: acme.slug, project: 'lab', inputs: [] })
})
afterAll(async () => {
  await server.close()
  await hub.close()
})

/** A page that reads and writes, as any does. */
const page: Parameters<typeof buildServer>[0]['handle'] = async (_request, response) => {
  await database().read.execute(sql`select 1`)
  await system((tx) => tx.execute(sql`select 1`))
  response.end('page')
}

/** Makes everything wait that logs a metric, until what it answers with is called. */
async function holdMetrics(): Promise<() => Promise<void>> {
  const owner = connect(hub.ownerUrl, { max: 1 })
  const client: PoolClient = await owner.connect()
  await client.query('begin')
  await client.query('lock table run_metrics in exclusive mode')
  return async () => {
    await client.query('rollback')
    client.release()
    await owner.end()
  }
}

async function figure(name: string): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`)).text()
  return Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1])
}

it(`answers pages and other tokens while ${clients} clients of one log metrics`, async () => {
  const secret = await acme.secret('contributor')
  const other = await acme.secret('reader')
  const letGo = await holdMetrics()
  const answered: number[] = []
  const at = `/${acme.slug}/projects/lab/runs/1/metrics`
  const flood = Array.from({ length: clients }, async (_, step) => {
    const events = [{ time: new Date().toISOString(), step, values: { loss: step } }]
    const { status } = await server.fetch(secret, 'POST', at, { events })
    answered.push(status)
  })
  await expect.poll(() => figure('hub_machine_requests_waiting')).toBe(clients - 3)
  expect(await figure('hub_machine_requests_working')).toBe(3)

  for (let n = 0; n < 5; n++)
    expect(await (await fetch(`${server.url}/somewhere`)).text()).toBe('page')
  expect(answered).toEqual([])

  const before = server
    .fetch(other, 'GET', `/${acme.slug}/models`)
    .then(({ status }) => ({ status, answered: answered.length }))
  await expect.poll(() => figure('hub_machine_requests_waiting')).toBe(clients - 2)
  await letGo()
  const read = await before
  expect(read.status).toBe(200)
  // Its turn came after one more of the flood, at most.
  expect(read.answered).toBeLessThan(clients / 3)
  await Promise.all(flood)
  expect(answered).toEqual(Array(clients).fill(204))
  expect(await figure('hub_machine_requests_working')).toBe(0)
})
