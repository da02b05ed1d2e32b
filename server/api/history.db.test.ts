import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { moveAlias } from '@/lib/aliases/move'
import { type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
import { modelOf, registered } from '@/lib/testing/registry'
import { approveVersion } from '@/lib/versions/decide'
import { startServer, type TestServer } from '../testing/server'

let hub: TestHub
let server: TestServer
let acme: TestOrganization
let token: string
/** Between the approval of v1 and that of v2, and the move of the alias from one to the other. */
let noon: Date

beforeAll(async () => {
  hub = await testHub()
  server = await startServer()
  acme = await hub.organization()
  token = await acme.secret('reader')
  const of = { org: acme.slug, model: 'churn' }
  await modelOf(acme.as('maintainer'), of.org, of.model)
  const take = async (version: number) => {
    await registered(acme.as('contributor'), of.org, { model: 'churn', content: `${version}` })
    await approveVersion(acme.as('approver'), { ...of, version, note: `Takes v${version}.` })
    await moveAlias(acme.as('maintainer'), { ...of, alias: 'live', version })
  }
  await take(1)
  // Full seconds, so that every way of writing a time can name it.
  const pause = (until: number) =>
    new Promise((resolve) => setTimeout(resolve, Math.max(0, until - Date.now())))
  noon = new Date((Math.floor(Date.now() / 1000) + 1) * 1000)
  await pause(noon.getTime() + 5)
  await take(2)
})
afterAll(async () => {
  await server.close()
  await hub.close()
})

/** Sends a path as it stands, as clients do that do not rewrite what they were given. */
function raw(path: string): Promise<{ status: number; body: Record<string, unknown> }> {
  const url = new URL(server.url)
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        ...{ host: url.hostname, port: url.port, path: `/api/v1/${acme.slug}${path}` },
        headers: { authorization: `Bearer ${token}`, connection: 'close' },
      },
      (answer) => {
        let text = ''
        answer.setEncoding('utf8').on('data', (part: string) => {
          text += part
        })
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: JSON.parse(text) }))
      },
    )
    asked.on('error', reject).end()
  })
}

/** The moment as a clock so many hours ahead of UTC shows it. */
function written(hours: number): string {
  const local = new Date(noon.getTime() + hours * 3_600_000).toISOString().slice(0, 19)
  const sign = hours < 0 ? '-' : '+'
  return `${local}${sign}${String(Math.abs(hours)).padStart(2, '0')}:00`
}

describe('GET …/resolve?uri=…?at=…', () => {
  const forms: [string, () => string][] = [
    ['as it is read', () => `uri=model://churn/latest?at=${noon.toISOString()}`],
    [
      'encoded whole',
      () => `uri=${encodeURIComponent(`model://churn/latest?at=${noon.toISOString()}`)}`,
    ],
    [
      'as a form encodes it',
      () => `${new URLSearchParams({ uri: `model://churn/latest?at=${written(2)}` })}`,
    ],
    [
      'with an offset east whose plus is left as it is',
      () => `uri=model://churn/latest?at=${written(2)}`,
    ],
    [
      'with an offset east, encoded',
      () => `uri=model://churn/latest?at=${encodeURIComponent(written(2))}`,
    ],
    ['with an offset west', () => `uri=model://churn/latest?at=${written(-5)}`],
    ['beside the URI', () => `uri=model://churn/latest&at=${noon.toISOString()}`],
    ['beside the URI with a plus', () => `uri=model://churn/latest&at=${written(2)}`],
    ['before the URI', () => `at=${noon.toISOString()}&uri=model%3A%2F%2Fchurn%2Flatest`],
    [
      'twice, and the same',
      () => `uri=model://churn/latest?at=${written(2)}&at=${noon.toISOString()}`,
    ],
    ['of an alias', () => `uri=model://churn/live?at=${noon.toISOString()}`],
    [
      'of a file under a name in the long form',
      () => `uri=model://${acme.slug}/churn/live/model.bin?at=${noon.toISOString()}`,
    ],
  ]

  it.each(forms)('is understood %s', async (_, form) => {
    const { status, body } = await raw(`/resolve?${form()}`)
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { model: 'churn', version: 1, state: 'approved', asOf: noon.toISOString() },
    })
    const { cause, receipt } = body as { cause: { event: { id: string } }; receipt: object | null }
    expect(cause.event.id).toMatch(/^[0-9a-f-]{36}$/)
    expect(receipt).toMatchObject({ proof: expect.stringContaining('tlog-proof') })
  })

  it.each([
    ['2026-03-03T12:00:00', 'without its offset'],
    ['noon', 'in words'],
    ['2026-02-30', 'on a day that there is not'],
    ['', 'that is empty'],
  ])('refuses a time, %j, %s, and says how to write one', async (at) => {
    for (const path of [`uri=model://churn/latest?at=${at}`, `uri=model://churn/latest&at=${at}`])
      expect(await raw(`/resolve?${path}`), path).toMatchObject({
        status: 400,
        body: { error: { code: 'invalid' } },
      })
  })

  it('refuses two times and one that has yet to come', async () => {
    const asked = `/resolve?uri=model://churn/latest?at=${noon.toISOString()}&at=2026-01-01`
    expect(await raw(asked)).toMatchObject({
      ...{ status: 400, body: { error: { message: expect.stringContaining('another time') } } },
    })
    expect(await raw('/resolve?uri=model://churn/latest?at=2999-01-01')).toMatchObject({
      ...{ status: 400, body: { error: { message: expect.stringContaining('yet to come') } } },
    })
  })
})

describe('?at= beside what is asked now', () => {
  it('tells where an alias and all of them pointed, with the receipt', async () => {
    const at = noon.toISOString()
    const now = await raw('/models/churn/aliases/live')
    expect(now).toMatchObject({ status: 200, body: { version: 2 } })
    expect(now.body).not.toHaveProperty('asOf')
    expect(await raw(`/models/churn/aliases/live?at=${at}`)).toMatchObject({
      status: 200,
      body: {
        version: 1,
        asOf: at,
        cause: { action: 'alias.move' },
        receipt: { proof: expect.any(String) },
      },
    })
    expect(await raw(`/models/churn/aliases?at=${written(2)}`)).toMatchObject({
      status: 200,
      body: { items: [{ alias: 'live', version: 1 }] },
    })
    expect(await raw(`/models/churn/history?at=${written(2)}`)).toMatchObject({
      status: 200,
      body: { latest: { version: 1 }, aliases: [{ alias: 'live', version: 1 }], serving: [] },
    })
    expect(await raw('/models/churn/aliases/live?at=2020-01-01')).toMatchObject({ status: 404 })
    expect(await raw('/history?at=2020-01-01')).toMatchObject({ status: 200, body: { items: [] } })
    expect(await raw('/history')).toMatchObject({ status: 400 })
  })
})
