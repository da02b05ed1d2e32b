import { request as ask } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { sql } from 'drizzle-orm'
import fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { system } from '@/lib/system'
import { type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
import { modelOf } from '@/lib/testing/registry'
import { registerVersion } from '@/lib/versions/register'
import { registerMlflow } from './door'
import { mlflowRoutes } from './router'

const path = '/api/2.0/mlflow/versions/make'

let hub: TestHub
let app: FastifyInstance
let acme: TestOrganization
let secret: string
let model: string
let models = 0

/** What the route waits for between the commit and its answer, and who tells of its commits. */
let beforeAnswer: (version: number) => Promise<void>

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
  secret = await acme.secret('contributor')
  const { list, on } = mlflowRoutes()
  const input = z.object({ name: z.string() })
  const told = { action: 'version.register', input, creates: true } as const
  on('POST', path, told, async ({ name }, call) => {
    const { version } = await registerVersion(call.once, { org: call.org, model: name })
    await beforeAnswer(version)
    return { version: String(version) }
  })
  app = fastify({ genReqId: () => crypto.randomUUID() })
  await app.register(registerMlflow, { endpoints: list })
  app.get('/much', (_request, reply) => reply.send(Buffer.alloc(32 * 1024 * 1024)))
  await app.listen({ port: 0, host: '127.0.0.1' })
})
afterAll(async () => {
  app.server.closeAllConnections()
  await app.close()
  await hub.close()
})
beforeEach(async () => {
  model = `model-${++models}`
  await modelOf(acme.as('contributor'), acme.slug, model)
  beforeAnswer = () => Promise.resolve()
})

async function create(token = secret): Promise<string> {
  const answer = await fetch(address() + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: model }),
  })
  expect(answer.status).toBe(200)
  return ((await answer.json()) as { version: string }).version
}

/** Sends a create and hangs up after the version was made, while its answer is being held back. */
async function createAndHangUp(): Promise<{ made: number; letGo(): void }> {
  let letGo = () => {}
  const held = new Promise<void>((go) => {
    letGo = go
  })
  const made = new Promise<number>((resolve) => {
    beforeAnswer = (version) => {
      resolve(version)
      return held
    }
  })
  const headers = { authorization: `Bearer ${secret}`, 'content-type': 'application/json' }
  const sent = ask(address() + path, { method: 'POST', headers, agent: false })
  sent.on('error', () => undefined).end(JSON.stringify({ name: model }))
  const closed = new Promise((over) =>
    app.server.once('connection', (it) => it.once('close', over)),
  )
  const version = await made
  sent.destroy()
  await closed
  beforeAnswer = () => Promise.resolve()
  return { made: version, letGo }
}

const address = () => `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`

async function kept(): Promise<number[]> {
  const { rows } = await hub.database.read.execute<{ status: number }>(
    sql`select status from idempotency_keys`,
  )
  return rows.map(({ status }) => status)
}

const change = (statement: ReturnType<typeof sql>) => system((tx) => tx.execute(statement))

describe('a create whose answer did not arrive', () => {
  it('is not done again when it is sent again, however often', async () => {
    const { made, letGo } = await createAndHangUp()
    letGo()
    expect(await create()).toBe(String(made))
    // That one was told: now it is meant.
    expect(await create()).toBe(String(made + 1))
  })

  it('is waited for when it is sent again before it is done', async () => {
    const { made, letGo } = await createAndHangUp()
    const again = create()
    letGo()
    expect(await again).toBe(String(made))
    expect(await create()).toBe(String(made + 1))
  })

  it('is another one when another token sends it', async () => {
    const { made, letGo } = await createAndHangUp()
    letGo()
    expect(await create(await acme.secret('maintainer'))).toBe(String(made + 1))
    expect(await create()).toBe(String(made))
  })

  it('is another one after two minutes', async () => {
    const { made, letGo } = await createAndHangUp()
    letGo()
    await expect.poll(kept).toEqual([200])
    await change(sql`update idempotency_keys set created_at = now() - interval '121 seconds'`)
    expect(await create()).toBe(String(made + 1))
  })
})

describe('a create whose answer is not read', () => {
  it('does not keep others waiting for as long as the connection is there', async () => {
    const made = new Promise<number>((resolve) => {
      beforeAnswer = async (version) => resolve(version)
    })
    const body = JSON.stringify({ name: model })
    const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1')
    socket.pause()
    socket.write('GET /much HTTP/1.1\r\nhost: hub\r\n\r\n')
    socket.write(
      `POST ${path} HTTP/1.1\r\nhost: hub\r\nauthorization: Bearer ${secret}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    )
    const version = await made
    const others = await Promise.all([create(), create()])
    socket.destroy()
    // To nobody it was told, so the next one is the same again.
    expect(others).toEqual([String(version), String(version + 1)])
  }, 60_000)
})

describe('a create that was answered', () => {
  it('leaves nothing behind, and makes another one when it is sent again', async () => {
    expect([await create(), await create(), await create()]).toEqual(['1', '2', '3'])
    await expect.poll(kept).toEqual([])
  })

  it('makes as many as are sent at once', async () => {
    const versions = await Promise.all(Array.from({ length: 8 }, () => create()))
    expect(versions.map(Number).sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  })
})

describe('a create that another process is answering', () => {
  /** Leaves a create as a process has it that has made the version and has sent no answer. */
  async function underWay(): Promise<number> {
    const { made, letGo } = await createAndHangUp()
    letGo()
    await expect.poll(kept).toEqual([200])
    await change(sql`update idempotency_keys set status = 102, created_at = now()`)
    return made
  }

  it('is waited for, and makes another one once that was told', async () => {
    const made = await underWay()
    const next = create()
    await change(sql`delete from idempotency_keys`)
    expect(await next).toBe(String(made + 1))
  })

  it('is told again once that was killed', async () => {
    const made = await underWay()
    await change(sql`update idempotency_keys set created_at = now() - interval '6 seconds'`)
    expect(await create()).toBe(String(made))
  })
})
