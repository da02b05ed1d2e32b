import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRun } from '@/lib/runs/create'
import { finishRun } from '@/lib/runs/finish'
import { getRun } from '@/lib/runs/queries'
import { projectOf } from '@/lib/runs/testing'
import { type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
import { startServer, type TestServer } from '../testing/server'

let hub: TestHub
let server: TestServer
let acme: TestOrganization
let secret: string

beforeAll(async () => {
  hub = await testHub()
  server = await startServer()
  acme = await hub.organization()
  await projectOf(acme.as('contributor'), acme.slug, 'jobs')
  secret = await acme.secret('contributor')
})
afterAll(async () => {
  await server.close()
  await hub.close()
})

const time = '2026-03-03T12:00:00Z'
const batch = (loss: number | string) => ({ events: [{ time, step: 1, values: { loss } }] })

async function started() {
  const ref = { org: acme.slug, project: 'jobs' }
  const { run } = await createRun(acme.as('contributor'), ref)
  const path = `/${acme.slug}/projects/jobs/runs/${run}/metrics`
  return {
    ref: { ...ref, run },
    send: (key: string, body: unknown) =>
      server.fetch(secret, 'POST', path, body, { 'idempotency-key': key }),
    async kept() {
      const answer = await server.fetch(secret, 'GET', path)
      const { series } = (await answer.json()) as { series: { points: { value: unknown }[] }[] }
      return series.flatMap(({ points }) => points.map(({ value }) => value))
    },
  }
}

describe('a batch of metrics with an Idempotency-Key', () => {
  it('is kept once however often it is sent, also where its first answer was lost', async () => {
    const { send, kept } = await started()
    expect((await send('a', batch(0.5))).status).toBe(204)
    const again = await send('a', batch(0.5))
    expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([204, 'true'])
    expect((await send('b', batch('NaN'))).status).toBe(204)
    expect(await kept()).toEqual([0.5, 'NaN'])
  })

  it('is kept once when it is sent many times at once; who comes second is told to wait', async () => {
    const { send, kept } = await started()
    const answers = await Promise.all(Array.from({ length: 8 }, () => send('a', batch(0.5))))
    const told = new Set(answers.map(({ status }) => status))
    expect([...told].every((status) => status === 204 || status === 409)).toBe(true)
    expect((await send('a', batch(0.5))).status).toBe(204)
    expect(await kept()).toEqual([0.5])
  })

  it('is answered as before after the run has ended, where a new one is refused', async () => {
    const { ref, send, kept } = await started()
    await send('a', batch(0.5))
    await finishRun(acme.as('contributor'), { ...ref, state: 'completed' })
    expect((await send('a', batch(0.5))).status).toBe(204)
    expect((await send('b', batch(0.5))).status).toBe(409)
    expect(await kept()).toEqual([0.5])
    expect((await getRun(acme.as('contributor'), ref)).summary).toEqual({ loss: 0.5 })
  })

  it('with another body is a conflict, and a batch that was refused may be sent mended', async () => {
    const { send, kept } = await started()
    await send('a', batch(0.5))
    expect((await send('a', batch(0.6))).status).toBe(409)
    expect((await send('b', { events: [{ time: 'noon', values: { loss: 1 } }] })).status).toBe(400)
    expect((await send('b', batch(1))).status).toBe(204)
    expect(await kept()).toEqual([0.5, 1])
  })
})

describe('the log', () => {
  it.each(['text/plain', 'text/plain; charset=utf-8', 'application/octet-stream'])(
    'is taken as %s',
    async (type) => {
      const { ref } = await started()
      const path = `/api/v1/${acme.slug}/projects/jobs/runs/${ref.run}/log?offset=0`
      const answer = await fetch(`${server.url}${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${secret}`, 'content-type': type },
        body: 'one line\n',
      })
      expect(answer.status).toBe(204)
      const log = await server.fetch(secret, 'GET', path.replace('/api/v1', ''))
      expect(await log.text()).toBe('one line\n')
    },
  )
})
