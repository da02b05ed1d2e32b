import { request as ask } from 'node:http'
import type { AddressInfo } from 'node:net'
import fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { experiments, loggedModels, models, runs, versions } from '@/db/schema/tables'
import { type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
import { TestServer } from '../testing/server'
import { mlflowPrefix, registerMlflow } from './door'
import { mlflowEndpoints } from './routes'
import { callMlflow } from './testing'

const below = '/api/2.0/mlflow'

/** A body of each endpoint that makes something; `n` makes it unlike any other. */
const bodies: Record<string, (n: number) => Record<string, unknown>> = {
  [`${below}/experiments/create`]: (n) => ({ name: `experiment ${n}` }),
  [`${below}/runs/create`]: (n) => ({ experiment_id: '0', start_time: 1_700_000_000_000 + n }),
  [`${below}/logged-models`]: (n) => ({ experiment_id: '0', name: `candidate-${n}` }),
  [`${below}/registered-models/create`]: (n) => ({ name: `model ${n}` }),
  [`${below}/model-versions/create`]: (n) => ({
    name: 'known',
    source: `s3://bucket/${n}`,
    description: `version ${n}`,
  }),
}
const creates = Object.keys(bodies)
/** Names are taken by the first; of the others, each is another one. */
const named = /experiments|registered-models/

let hub: TestHub
let app: FastifyInstance
let server: TestServer
let acme: TestOrganization
let secret: string
let n = 0

/** Answers wait for it between the commit and the first byte. */
let beforeAnswer: (() => Promise<void>) | null = null

beforeAll(async () => {
  hub = await testHub()
  app = fastify({ genReqId: () => crypto.randomUUID() })
  app.addHook('onSend', async () => {
    await beforeAnswer?.()
  })
  await app.register(registerMlflow, { prefix: mlflowPrefix })
  await app.listen({ port: 0, host: '127.0.0.1' })
  server = new TestServer(app, `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`)
  acme = await hub.organization()
  secret = await acme.secret('contributor')
  await send(`${below}/experiments/create`, { name: 'first' })
  await send(`${below}/registered-models/create`, { name: 'known' })
})
afterAll(async () => {
  await server.close()
  await hub.close()
})

async function send(path: string, body: Record<string, unknown>) {
  const answer = await callMlflow(server, secret, 'POST', path, body)
  expect([answer.status, answer.body]).toEqual([200, expect.anything()])
  return answer.body
}

/** Sends a create, and hangs up when it is done and not answered. */
async function loseAnswer(path: string, body: Record<string, unknown>): Promise<void> {
  const headers = { authorization: `Bearer ${secret}`, 'content-type': 'application/json' }
  const sent = ask(`${server.url}/mlflow${path}`, { method: 'POST', headers, agent: false })
  const closed = new Promise((over) =>
    app.server.once('connection', (it) => it.once('close', over)),
  )
  await new Promise<void>((done) => {
    beforeAnswer = async () => {
      beforeAnswer = null
      done()
      await closed
    }
    sent.on('error', () => undefined).end(JSON.stringify(body))
  })
  sent.destroy()
  await closed
}

/** How much has been made of everything that clients make. */
async function made(): Promise<number> {
  const tables = [experiments, runs, loggedModels, models, versions]
  const counts = await Promise.all(tables.map((table) => hub.database.read.$count(table)))
  return counts.reduce((sum, count) => sum + count, 0)
}

it('covers every endpoint that makes something', () => {
  const marked = mlflowEndpoints.filter((route) => route.creates).map(({ path }) => path)
  expect(marked.toSorted()).toEqual(creates.toSorted())
})

describe.each(creates)('%s', (path) => {
  it('makes one thing when its answer is lost and it is sent again', async () => {
    const body = bodies[path]?.(++n) ?? {}
    const before = await made()
    await loseAnswer(path, body)
    await send(path, body)
    expect(await made()).toBe(before + 1)
  })

  it.skipIf(named.test(path))('makes another one when it was answered', async () => {
    const body = bodies[path]?.(++n) ?? {}
    const answers = [await send(path, body), await send(path, body)]
    expect(answers[1]).not.toEqual(answers[0])
    const both = await Promise.all([send(path, body), send(path, body)])
    expect(new Set([...answers, ...both].map((answer) => JSON.stringify(answer))).size).toBe(4)
  })
})
