import type { AddressInfo } from 'node:net'
import { sql } from 'drizzle-orm'
import type { FastifyInstance } from 'fastify'
import type { PoolClient } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { database } from '@/db/client'
import { connect } from '@/db/connection'
import { env, setEnv } from '@/lib/env'
import { Planter } from '@/lib/mlflow-search/testing'
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
const holdMetrics = () => hold('run_metrics in exclusive mode')

async function hold(table: string): Promise<() => Promise<void>> {
  const owner = connect(hub.ownerUrl, { max: 1 })
  const client: PoolClient = await owner.connect()
  await client.query('begin')
  await client.query(`lock table ${table}`)
  return async () => {
    await client.query('rollback')
    client.release()
    await owner.end()
  }
}

/** What makes one piece of a search, and a little more. */
const heavy = 'x'.repeat(3_000_000)

/** Asks MLflow's door, and reads the answer when it is told to. */
async function mlflow(secret: string, path: string, body: object, project = 'default') {
  const answer = await fetch(`${server.url}/mlflow/p/${project}/api/2.0/mlflow/${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return { status: answer.status, read: () => answer.json() as Promise<{ runs: unknown[] }> }
}

async function seesPages(): Promise<void> {
  for (let n = 0; n < 5; n++)
    expect(await (await fetch(`${server.url}/somewhere`)).text()).toBe('page')
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

  await seesPages()
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

describe('clients of MLflow', () => {
  let secret: string
  let runId: string
  beforeAll(async () => {
    secret = await acme.secret('contributor')
    const made = (await (
      await mlflow(secret, 'runs/create', { experiment_id: '0' })
    ).read()) as unknown as Made
    runId = made.run.info.run_id
  })

  it(`leave a connection to pages while ${clients} of them log metrics`, async () => {
    const letGo = await holdMetrics()
    const flood = Array.from({ length: clients }, (_, step) =>
      mlflow(secret, 'runs/log-metric', {
        ...{ run_id: runId, key: 'loss', value: step, timestamp: step, step },
      }),
    )
    await expect.poll(() => figure('hub_machine_requests_waiting')).toBe(clients - 3)
    await seesPages()
    await letGo()
    const answers = await Promise.all(flood)
    expect(answers.map(({ status }) => status)).toEqual(Array(clients).fill(200))
  })

  it('leave a connection to pages while the answers of their searches are being read', async () => {
    const planter = new Planter(hub, acme)
    const project = planter.project('heavy')
    const experiment = planter.experiment(project, 1, 'heavy')
    const runs = 10
    for (let n = 0; n < runs; n++)
      planter.run(project, experiment, `r${n}`, { tags: { much: heavy } })
    await planter.plant()
    const searches = await Promise.all(
      Array.from({ length: 5 }, () =>
        mlflow(secret, 'runs/search', { experiment_ids: ['1'] }, 'heavy'),
      ),
    )
    const letGo = await hold('run_tags in access exclusive mode')
    const read = searches.map((search) => search.read())
    await expect.poll(() => figure('hub_machine_requests_waiting')).toBe(searches.length - 3)
    expect(await figure('hub_machine_requests_working')).toBe(3)
    await seesPages()
    await letGo()
    expect((await Promise.all(read)).map((body) => body.runs.length)).toEqual(Array(5).fill(runs))
    await expect.poll(() => figure('hub_machine_requests_working')).toBe(0)
  }, 60_000)
})

interface Made {
  run: { info: { run_id: string } }
}
