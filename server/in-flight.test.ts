import { request as ask } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import fastify, { type FastifyInstance } from 'fastify'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Ctx } from '@/lib/actor'
import { errorAnswer } from '@/lib/http'
import { aside } from '@/lib/place'
import { hangUp, limitInFlight, mostAtOnce } from './in-flight'
import { Line } from './line'

let app: FastifyInstance
let line: Line
let begun: string[]
let answered: string[]
/** What lets a request that has begun go on, by its name. */
let letGo: Map<string, () => void>
let sent: Promise<Response>[]

const held = (name: string) => new Promise<void>((go) => letGo.set(name, go))

beforeEach(async () => {
  line = new Line(2, 100)
  begun = []
  answered = []
  letGo = new Map()
  sent = []
  app = fastify()
  app.decorateRequest('ctx', null)
  limitInFlight(app, line)
  app.addHook('onRequest', async (request) => {
    const { caller } = request.headers
    // All that is asked of the caller is who it is.
    if (caller) request.ctx = { actor: { id: caller } } as unknown as Ctx
  })
  app.setErrorHandler((error, request, reply) => {
    if (request.raw.destroyed && !request.raw.complete) return hangUp(request, reply)
    const { status, headers, body } = errorAnswer(error, request.id)
    return reply.code(status).headers(headers).send(body)
  })
  app.post<{ Params: { name: string } }>('/task/:name', async ({ params: { name } }) => {
    begun.push(name)
    await held(name)
    return { name }
  })
  app.post<{ Params: { name: string } }>('/aside/:name', async ({ params: { name } }) => {
    begun.push(name)
    await aside(() => held(name))
    begun.push(`${name} again`)
    await held(`${name} again`)
    return { name }
  })
  app.get('/bytes', (_request, reply) => {
    const endless = new Readable({ read() {} })
    endless.push('x')
    return reply.send(endless)
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
})
afterEach(async () => {
  const over = Promise.allSettled(sent)
  app.server.closeAllConnections()
  await app.close()
  await over
})

const url = () => `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`

function send(path: string, { body = '{}', caller = path.slice(6, 7) } = {}) {
  const headers = { 'content-type': 'application/json', caller }
  const answer = fetch(url() + path, { method: 'POST', headers, body })
  sent.push(answer)
  answer.then(() => answered.push(path)).catch(() => undefined)
  return answer
}

async function begin(...names: string[]): Promise<void> {
  for (const name of names) {
    const before = line.working + line.waiting
    send(`/task/${name}`)
    await expect.poll(() => line.working + line.waiting).toBe(before + 1)
  }
}

async function finish(name: string): Promise<void> {
  letGo.get(name)?.()
  await expect.poll(() => answered).toContain(`/task/${name}`)
}

describe('requests of programs', () => {
  it('wait when as many are worked on as may be, and those of one token do not hold up another', async () => {
    await begin('a1', 'a2', 'a3', 'a4', 'a5', 'b1')
    expect(begun).toEqual(['a1', 'a2'])
    await finish('a1')
    await finish('a2')
    await expect.poll(() => begun).toEqual(['a1', 'a2', 'a3', 'b1'])
    for (const name of ['a3', 'b1', 'a4', 'a5']) {
      await expect.poll(() => begun).toContain(name)
      await finish(name)
    }
    expect((await Promise.all(sent)).map(({ status }) => status)).toEqual(Array(6).fill(200))
    expect([line.working, line.waiting]).toEqual([0, 0])
  })

  it('are not limited where nobody needs to be recognized', async () => {
    await begin('a1', 'a2')
    const free = send('/task/z1', { caller: '' })
    await expect.poll(() => begun).toContain('z1')
    await finish('z1')
    expect((await free).status).toBe(200)
  })

  it('leave the line when their client hangs up, and are then never begun', async () => {
    await begin('a1', 'a2')
    const headers = { caller: 'b' }
    const gone = ask(`${url()}/task/b1`, { method: 'POST', headers, agent: false })
    gone.on('error', () => undefined).end()
    await expect.poll(() => line.waiting).toBe(1)
    gone.destroy()
    await expect.poll(() => line.waiting).toBe(0)
    await begin('c1')
    await finish('a1')
    await expect.poll(() => begun).toEqual(['a1', 'a2', 'c1'])
  })

  it('are refused with a time to try again when too much waits in memory', async () => {
    await begin('a1', 'a2')
    const large = JSON.stringify({ text: 'x'.repeat(900_000) })
    const all = Array.from({ length: 9 }, (_, n) => send(`/task/b${n}`, { body: large }))
    const refused = await Promise.any(all)
    expect(refused.status).toBe(503)
    expect(refused.headers.get('retry-after')).toBe('2')
    expect(await refused.json()).toMatchObject({ error: { code: 'busy' } })
    expect(begun).toEqual(['a1', 'a2'])
  })

  it('have no place while their bytes flow', async () => {
    const streams = await Promise.all(
      Array.from({ length: 4 }, () => fetch(`${url()}/bytes`, { headers: { caller: 'a' } })),
    )
    expect(streams.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    expect(line.working).toBe(0)
    await Promise.all(streams.map(({ body }) => body?.cancel()))
  })

  it('give their place back for a task aside, and wait for it afterwards', async () => {
    const first = send('/aside/x1', { caller: 'x' })
    await expect.poll(() => begun).toEqual(['x1'])
    expect(line.working).toBe(0)
    await begin('a1', 'a2')
    letGo.get('x1')?.()
    await expect.poll(() => line.waiting).toBe(1)
    expect(begun).toEqual(['x1', 'a1', 'a2'])
    await finish('a1')
    await expect.poll(() => begun).toEqual(['x1', 'a1', 'a2', 'x1 again'])
    letGo.get('x1 again')?.()
    expect((await first).status).toBe(200)
    await finish('a2')
    expect([line.working, line.waiting]).toEqual([0, 0])
  })

  it('keep their place until they are through when the client hangs up meanwhile', async () => {
    const headers = { caller: 'a' }
    const gone = ask(`${url()}/task/a1`, { method: 'POST', headers, agent: false })
    gone.on('error', () => undefined).end()
    await expect.poll(() => begun).toEqual(['a1'])
    const closed = new Promise((over) => app.server.once('connection', over))
    gone.destroy()
    await begin('a2', 'a3')
    await closed
    expect([line.working, line.waiting]).toEqual([2, 1])
    letGo.get('a1')?.()
    await expect.poll(() => begun).toEqual(['a1', 'a2', 'a3'])
    expect([line.working, line.waiting]).toEqual([2, 0])
  })
})

it('leaves connections for pages, of the smallest pools too as far as there are several', () => {
  expect([1, 2, 3, 4, 8, 200].map(mostAtOnce)).toEqual([1, 1, 2, 3, 6, 150])
})
