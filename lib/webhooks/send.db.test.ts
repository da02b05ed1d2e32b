import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { and, eq } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { outbox, webhookAttempts, webhookDeliveries, webhooks } from '@/db/schema/tables'
import { writeEvent } from '../audit/event'
import { env, setEnv } from '../env'
import { newId } from '../ids'
import { dealRound } from '../outbox/deal'
import { system } from '../system'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { modelOf, registered } from '../testing/registry'
import { dayMs } from '../time'
import { updateVersion } from '../versions/update'
import type { Address } from './address'
import { createWebhook } from './create'
import { dealDeliveries } from './deal'
import { insertDeliveries } from './insert'
import { messageOf } from './message'
import { getDelivery, getWebhook, listDeliveries } from './queries'
import { replayDelivery } from './replay'
import { mostAttempts } from './schedule'
import { testWebhook } from './send-test'
import { type SenderOptions, sendDue, startSender } from './sender'
import { allowLoopback, answering, Receiver, taken } from './testing'
import { tidyDeliveries } from './tidy'
import { resumeWebhook, updateWebhook } from './update'

let hub: TestHub
let acme: TestOrganization
const receivers: Receiver[] = []

beforeAll(async () => {
  hub = await testHub()
})
beforeEach(async () => {
  acme = await hub.organization()
  allowLoopback()
  await system((tx) => tx.delete(webhookDeliveries))
  await system((tx) => tx.delete(outbox))
})
afterEach(async () => {
  await Promise.all(receivers.splice(0).map((one) => one.close()))
})
afterAll(() => hub.close())

const ada = () => acme.as('admin')
const of = ({ id }: { id: string }) => ({ org: acme.slug, id })

async function receiving(...start: Parameters<typeof Receiver.start>): Promise<Receiver> {
  const receiver = await Receiver.start(...start)
  receivers.push(receiver)
  return receiver
}

const madeAt = (url: string) => createWebhook(ada(), { org: acme.slug, name: 'CI', url })

/** A test message, sent once. Answers what came of it. */
async function sentOnce(webhook: { id: string }, options: SenderOptions = {}) {
  const { id } = await testWebhook(ada(), of(webhook))
  await sendDue(options)
  return getDelivery(ada(), of({ id }))
}

/** So many messages of one order key; answers their ids. */
async function queued(webhookId: string, many: number, orderKey = newId()): Promise<string[]> {
  const drafts = Array.from({ length: many }, (_, nth) => {
    const id = newId()
    const at = new Date()
    const parts = { id, origin: 'http://hub', org: 'acme', name: 'version.created', at }
    const message = messageOf({ ...parts, subject: `model://m/v${nth + 1}`, data: { nth } })
    return { webhookId, organizationId: acme.id, event: 'version.created', orderKey, message }
  })
  await system((tx) => insertDeliveries(tx, drafts, new Date()))
  return drafts.map(({ message }) => message.id)
}

/** Lets a webhook have an address whose name the resolver of a test alone knows. */
async function rename(id: string, url: string): Promise<void> {
  await hub.database.write.transaction(async (tx) => {
    await tx.update(webhooks).set({ url }).where(eq(webhooks.id, id))
    await writeEvent(tx, ada(), {
      ...{ action: 'webhook.update', outcome: 'done', before: null, after: null },
      subject: { kind: 'webhook', id, uri: `/${acme.slug}`, organizationId: acme.id },
    })
  })
}

// A little more than the schedule waits after each attempt.
const waits = [0.01, 0.1, 0.6, 2.3, 5.6, 11.1, 15.5, 22.1, 26.5].map((hours) => hours * 3_600_000)

/** Time as a test has it: what is waited for passes at once. */
class Clock {
  private at = Date.now()
  readonly now = () => new Date(this.at)
  pass(ms: number) {
    this.at += ms
  }
}

describe('a message that is not taken', () => {
  it.each([
    [500, 'It answered 500.'],
    [404, 'It answered 404.'],
    [429, 'It answered 429.'],
    [
      301,
      'It answered 301, which leads elsewhere; nothing is followed. Give the address where it leads.',
    ],
    [
      307,
      'It answered 307, which leads elsewhere; nothing is followed. Give the address where it leads.',
    ],
    [304, expect.stringContaining('304')],
  ])('because of a %i is tried again', async (status, problem) => {
    const elsewhere = await receiving()
    const receiver = await receiving(answering(status, { location: elsewhere.url }))
    const came = await sentOnce(await madeAt(receiver.url))
    expect(came).toMatchObject({ state: 'waiting', log: [{ status, problem }] })
    expect(elsewhere.arrived).toEqual([])
    const next = Date.parse(came.nextAt ?? '') - Date.now()
    expect(next).toBeGreaterThan(3000)
    expect(next).toBeLessThan(6000)
  })

  it('because the connection is reset, or nobody listens, or no HTTP is spoken, is tried again', async () => {
    const receiver = await receiving((_response, request) => request.socket.resetAndDestroy())
    const webhook = await madeAt(receiver.url)
    expect((await sentOnce(webhook)).log[0]?.problem).toContain('ECONNRESET')
    await receiver.kill()
    expect((await sentOnce(webhook)).log[0]?.problem).toContain('ECONNREFUSED')
    const noise = createTcpServer((socket) => socket.resume().end('SSH-2.0-OpenSSH_9\r\n'))
    await new Promise<void>((done) => noise.listen(0, '127.0.0.1', done))
    const { port } = noise.address() as AddressInfo
    const loud = await madeAt(`http://127.0.0.1:${port}/`)
    expect((await sentOnce(loud)).log[0]?.problem).toContain('does not speak the protocol')
    await new Promise((done) => noise.close(done))
  })

  it('because the answer does not come in time is tried again', async () => {
    const receiver = await receiving(() => undefined)
    const came = await sentOnce(await madeAt(receiver.url), { timeoutMs: 300 })
    expect(came).toMatchObject({
      state: 'waiting',
      log: [{ status: null, problem: 'No answer within 0.3 seconds.' }],
    })
  })

  it('because the head of the answer drips in for ever is tried again', async () => {
    const dripping = createTcpServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n')
      const timer = setInterval(() => socket.write('x-more: 1\r\n'), 50)
      socket.on('close', () => clearInterval(timer)).on('error', () => undefined)
    })
    await new Promise<void>((done) => dripping.listen(0, '127.0.0.1', done))
    const { port } = dripping.address() as AddressInfo
    const webhook = await madeAt(`http://127.0.0.1:${port}/`)
    const came = await sentOnce(webhook, { timeoutMs: 500 })
    expect(came.log[0]?.problem).toBe('No answer within 0.5 seconds.')
    await new Promise((done) => dripping.close(done))
  })

  it('because it wants to speak another protocol is tried again, and neither others nor the end wait for it', async () => {
    const upgrading = createTcpServer((socket) => {
      const head =
        'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'
      socket.on('error', () => undefined).once('data', () => socket.write(`${head}hello`))
    })
    await new Promise<void>((done) => upgrading.listen(0, '127.0.0.1', done))
    const { port } = upgrading.address() as AddressInfo
    const webhook = await madeAt(`http://127.0.0.1:${port}/`)
    const came = await sentOnce(webhook, { timeoutMs: 60_000 })
    expect(came).toMatchObject({
      state: 'waiting',
      log: [{ status: 101, problem: 'It answered 101.' }],
    })
    await new Promise((done) => upgrading.close(done))
  })

  it('because nobody answers for the certificate is tried again, and nothing is told to whoever it is', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'hub-tls-'))
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
    const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1']
    const subject = ['-subj', '/CN=elsewhere.example', '-keyout', key, '-out', cert]
    execFileSync('openssl', [...request, ...subject], { stdio: 'ignore' })
    const pair = { key: readFileSync(key), cert: readFileSync(cert) }
    rmSync(folder, { recursive: true })
    const receiver = await receiving(taken, (listener) => createTlsServer(pair, listener) as never)
    const came = await sentOnce(await madeAt(receiver.url.replace('http:', 'https:')))
    expect(came.log[0]?.problem).toMatch(/^Its certificate is not valid for this address \(/)
    expect(receiver.arrived).toEqual([])
  })

  it('is tried later when the receiver asks for that', async () => {
    const receiver = await receiving(answering(503, { 'retry-after': '120' }))
    const came = await sentOnce(await madeAt(receiver.url))
    const next = Date.parse(came.nextAt ?? '') - Date.now()
    expect(next / 1000).toBeGreaterThan(110)
    expect(next / 1000).toBeLessThan(125)
  })

  it('is given up after ten attempts with the same bytes over three days, and the next one goes on', async () => {
    const receiver = await receiving(answering(500))
    const webhook = await madeAt(receiver.url)
    const [first, second] = await queued(webhook.id, 2)
    const clock = new Clock()
    for (const wait of [...waits, 0]) {
      expect(await sendDue(clock)).toBe(1)
      clock.pass(wait)
    }
    expect(receiver.ids).toEqual(Array.from({ length: mostAttempts }, () => first))
    expect(new Set(receiver.arrived.map(({ body }) => body)).size).toBe(1)
    receiver.answer = taken
    const { items } = await listDeliveries(ada(), of(webhook))
    expect(items.map(({ state }) => state)).toEqual(['waiting', 'failed'])
    await sendDue(clock)
    expect(receiver.ids.at(-1)).toBe(second)
  })
})

describe('an answer', () => {
  it('that is huge is read at its beginning, and what could play tricks is taken out', async () => {
    const receiver = await receiving((response) => {
      response.writeHead(200)
      response.write('\u001b[2Jfine\u202e\0')
      const more = () => response.write('x'.repeat(65_536)) || response.once('drain', more)
      const timer = setInterval(more, 1)
      response.on('close', () => clearInterval(timer))
    })
    const came = await sentOnce(await madeAt(receiver.url))
    expect(came.state).toBe('delivered')
    const { response = '' } = came.log[0] ?? {}
    expect(response).toMatch(/^\ufffd\[2Jfine\ufffd\ufffdx+$/)
    expect(Buffer.byteLength(response)).toBeLessThan(2100)
  })

  it('that says yes and then never ends is taken as a yes, and holds nobody up', async () => {
    const receiver = await receiving((response) => response.writeHead(200).write('wait'))
    const came = await sentOnce(await madeAt(receiver.url))
    expect(came).toMatchObject({ state: 'delivered', log: [{ status: 200, response: 'wait' }] })
    expect(came.log[0]?.ms).toBeLessThan(10_000)
  })
})

describe('a receiver that is gone', () => {
  it('pauses its webhook, with the reason, and what is for it waits', async () => {
    const receiver = await receiving(answering(410))
    const webhook = await madeAt(receiver.url)
    const [first] = await queued(webhook.id, 2)
    await sendDue()
    const paused = await getWebhook(ada(), of(webhook))
    expect(paused).toMatchObject({
      paused: { reason: 'It answered 410: it is gone.' },
      waiting: 2,
    })
    expect(await sendDue()).toBe(0)
    const events = (await acme.events()).filter(({ action }) => action === 'webhook.pause')
    expect(events).toMatchObject([{ actor: { kind: 'system' }, after: { name: 'CI' } }])
    receiver.answer = taken
    await resumeWebhook(ada(), of(webhook))
    while ((await sendDue()) > 0);
    expect(receiver.arrived).toHaveLength(3)
    expect(receiver.ids.slice(0, 2)).toEqual([first, first])
  })

  it('tells other webhooks that this one was paused, and not itself', async () => {
    const receiver = await receiving(answering(410))
    const watching = await receiving()
    const webhook = await madeAt(receiver.url)
    await madeAt(watching.url)
    await queued(webhook.id, 1)
    await sendDue()
    await dealRound({ dealDeliveries })
    await sendDue()
    expect(watching.events).toEqual(['org.modelhub.webhook.paused.v1'])
    expect((await listDeliveries(ada(), of(webhook))).items).toHaveLength(1)
  })
})

describe('a webhook that takes nothing', () => {
  it('for five days is paused', async () => {
    const receiver = await receiving(answering(500))
    const webhook = await madeAt(receiver.url)
    await queued(webhook.id, 1)
    const clock = new Clock()
    const paused = async () => (await getWebhook(ada(), of(webhook))).paused?.reason ?? null
    for (const wait of waits) {
      await sendDue(clock)
      expect(await paused()).toBeNull()
      // The hub was stopped now and then.
      clock.pass(wait + 7 * 3_600_000)
    }
    await sendDue(clock)
    expect(await paused()).toBe('For five days it took nothing that was sent to it.')
  })

  it('of three messages in a row, however often each was tried, is paused', async () => {
    const receiver = await receiving(answering(500))
    const webhook = await madeAt(receiver.url)
    await queued(webhook.id, 1)
    await queued(webhook.id, 1)
    await queued(webhook.id, 1)
    await system((tx) =>
      tx
        .update(webhookDeliveries)
        .set({ attempts: mostAttempts - 1 })
        .where(eq(webhookDeliveries.webhookId, webhook.id)),
    )
    await sendDue()
    const { paused } = await getWebhook(ada(), of(webhook))
    expect(paused?.reason).toMatch(/^It took none of the last \d messages/)
  })

  it('of one kind, while it takes others, is not', async () => {
    const receiver = await receiving((response) => {
      const poison = receiver.arrived.at(-1)?.body.includes('"nth":0')
      response.writeHead(poison ? 400 : 204).end()
    })
    const webhook = await madeAt(receiver.url)
    const clock = new Clock()
    await queued(webhook.id, 1)
    for (let nth = 0; nth < mostAttempts; nth++) {
      await testWebhook(ada(), of(webhook))
      await sendDue(clock)
      clock.pass(27 * 3_600_000)
    }
    expect((await getWebhook(ada(), of(webhook))).paused).toBeNull()
  })
})

describe('where a name leads', () => {
  it('is looked at for each attempt: one that leads inside by then is sent nothing', async () => {
    const receiver = await receiving()
    const inside = await receiving()
    const webhook = await madeAt(receiver.url)
    const { port } = new URL(inside.url)
    setEnv({ ...env(), webhookAllow: [] })
    const named = new URL(`http://rebound.example:${port}/hook`).href
    await rename(webhook.id, named)
    const resolve = async (): Promise<Address[]> => [{ address: '127.0.0.1', family: 4 }]
    const came = await sentOnce(webhook, { resolve })
    expect(came).toMatchObject({
      state: 'waiting',
      log: [{ status: null, problem: expect.stringContaining('public addresses') }],
    })
    expect(inside.arrived).toEqual([])
  })

  it('is asked once for an attempt, and the connection goes where that was checked', async () => {
    const receiver = await receiving()
    const webhook = await madeAt(receiver.url)
    const { port } = new URL(receiver.url)
    await rename(webhook.id, `http://hooks.example:${port}/hook`)
    let asked = 0
    const resolve = async (): Promise<Address[]> => {
      asked++
      // A name server that lies once it has been believed.
      return [{ address: asked === 1 ? '127.0.0.1' : '127.0.0.99', family: 4 }]
    }
    const came = await sentOnce(webhook, { resolve })
    expect(came.state).toBe('delivered')
    expect(asked).toBe(1)
    expect(receiver.arrived[0]?.headers.host).toBe(`hooks.example:${port}`)
  })

  it('is no proxy of the environment', async () => {
    const proxy = await receiving()
    const receiver = await receiving()
    const names = ['http_proxy', 'HTTP_PROXY', 'NODE_USE_ENV_PROXY']
    for (const name of names) process.env[name] = name.startsWith('NODE') ? '1' : proxy.url
    try {
      await sentOnce(await madeAt(receiver.url))
    } finally {
      for (const name of names) delete process.env[name]
    }
    expect([receiver.arrived.length, proxy.arrived.length]).toEqual([1, 0])
  })
})

describe('messages of one model', () => {
  it('arrive in order, whoever changes it and however many send', async () => {
    const receiver = await receiving()
    await madeAt(receiver.url)
    await modelOf(acme.as('contributor'), acme.slug, 'busy')
    await registered(acme.as('contributor'), acme.slug, { model: 'busy' })
    const stops = [startSender(), startSender()]
    await Promise.all(
      Array.from({ length: 15 }, (_, nth) =>
        updateVersion(acme.as('contributor'), {
          ...{ org: acme.slug, model: 'busy', version: 1 },
          addTags: [`t${nth}`],
        }),
      ),
    )
    await dealRound({ dealDeliveries })
    await expect.poll(() => receiver.arrived.length, { timeout: 20_000 }).toBe(16)
    await Promise.all(stops.map((stop) => stop()))
    const tags = receiver.arrived.slice(1).map(({ body }) => {
      return (JSON.parse(body) as { data: { tags: string[] } }).data.tags.length
    })
    expect(tags).toEqual(Array.from({ length: 15 }, (_, nth) => nth + 1))
  })

  it('wait for one that is tried again, and those of others do not', async () => {
    let broken = true
    const receiver = await receiving((response) => {
      const stuck = broken && receiver.arrived.at(-1)?.body.includes('"nth":0')
      response.writeHead(stuck ? 500 : 204).end()
    })
    const webhook = await madeAt(receiver.url)
    const [first, second, third] = await queued(webhook.id, 3)
    const [, other] = [await queued(webhook.id, 0), (await testWebhook(ada(), of(webhook))).message]
    const clock = new Clock()
    await sendDue(clock)
    await sendDue(clock)
    expect(new Set(receiver.ids)).toEqual(new Set([first, other]))
    broken = false
    clock.pass(10_000)
    for (let nth = 0; nth < 3; nth++) await sendDue(clock)
    expect(receiver.ids.filter((id) => id !== other)).toEqual([first, first, second, third])
  })

  it('are sent once each by many processes that look at the same time', async () => {
    const receiver = await receiving()
    const webhook = await madeAt(receiver.url)
    const ids: string[] = []
    for (let key = 0; key < 20; key++) ids.push(...(await queued(webhook.id, 2)))
    const stops = Array.from({ length: 4 }, () => startSender())
    await expect.poll(() => receiver.arrived.length, { timeout: 20_000 }).toBeGreaterThan(39)
    await Promise.all(stops.map((stop) => stop()))
    expect([...receiver.ids].sort()).toEqual(ids.sort())
  })
})

describe('ten thousand messages', () => {
  it('behind one dead endpoint hold up no other', async () => {
    const dead = await receiving(() => undefined)
    const quick = await receiving()
    const webhook = await madeAt(dead.url)
    const other = await madeAt(quick.url)
    await queued(webhook.id, 5000)
    // As many again, each of a model of its own: all of them are due.
    await queued(webhook.id, 5000)
    await system((tx) =>
      tx.execute(`update webhook_deliveries set order_key = gen_random_uuid()
        where webhook_id = '${webhook.id}' and seq % 2 = 0`),
    )
    const stop = startSender({ timeoutMs: 5000 })
    await expect.poll(() => dead.arrived.length, { timeout: 20_000 }).toBeGreaterThan(5)
    const since = performance.now()
    await queued(other.id, 1)
    await expect.poll(() => quick.arrived.length, { timeout: 10_000, interval: 20 }).toBe(1)
    expect(performance.now() - since).toBeLessThan(5000)
    await stop()
  })
})

describe('an organization whose receivers say nothing', () => {
  it('keeps some places of a process and leaves the others theirs', async () => {
    const silent = await receiving(() => undefined)
    const quick = await receiving()
    for (let nth = 0; nth < 4; nth++) {
      const { id } = await madeAt(silent.url)
      for (let key = 0; key < 4; key++) await queued(id, 1)
    }
    const other = await hub.organization()
    const input = { org: other.slug, name: 'CI', url: quick.url }
    const { id } = await createWebhook(other.as('admin'), input)
    const stop = startSender({ most: 8, perOrganization: 4, timeoutMs: 30_000 })
    await expect.poll(() => silent.arrived.length, { timeout: 20_000 }).toBe(4)
    await testWebhook(other.as('admin'), { org: other.slug, id })
    await expect.poll(() => quick.arrived.length, { timeout: 10_000 }).toBe(1)
    // One of each of its own webhooks, rather than all of the first.
    expect(silent.arrived).toHaveLength(4)
    const { rows } = await system((tx) =>
      tx.execute(`select webhook_id from webhook_deliveries where claimed_until is not null
        and organization_id = '${acme.id}' group by 1`),
    )
    expect(rows).toHaveLength(4)
    await stop()
  }, 40_000)

  it('is asked by each that kept us waiting for little at a time', async () => {
    const silent = await receiving(() => undefined)
    const { id } = await madeAt(silent.url)
    await queued(id, 1)
    const stop = startSender({ timeoutMs: 1000 })
    await expect.poll(() => silent.arrived.length, { timeout: 20_000 }).toBe(1)
    await expect
      .poll(async () => (await listDeliveries(ada(), of({ id }))).items[0]?.attempts, {
        timeout: 10_000,
      })
      .toBe(1)
    for (let key = 0; key < 6; key++) await queued(id, 1)
    await expect.poll(() => silent.arrived.length, { timeout: 10_000 }).toBeGreaterThan(2)
    const most = await system((tx) =>
      tx.execute(`select 1 from webhook_deliveries where claimed_until is not null`),
    )
    expect(most.rows.length).toBeLessThanOrEqual(2)
    await stop()
  }, 40_000)
})

it('a test is not sent where a hundred that were asked for wait', async () => {
  const webhook = await madeAt((await receiving(answering(500))).url)
  await queued(webhook.id, 100)
  await system((tx) => tx.execute('update webhook_deliveries set order_key = message_id'))
  const conflict = { kind: 'conflict', message: expect.stringContaining('100 messages') }
  await expect(testWebhook(ada(), of(webhook))).rejects.toMatchObject(conflict)
})

it('what is sent again holds up nothing that is newer', async () => {
  const receiver = await receiving(answering(500))
  const webhook = await madeAt(receiver.url)
  const orderKey = newId()
  const [old] = await queued(webhook.id, 1, orderKey)
  const clock = new Clock()
  for (const wait of [...waits, 0]) {
    await sendDue(clock)
    clock.pass(wait)
  }
  const [delivery] = (await listDeliveries(ada(), of(webhook))).items
  expect(delivery?.state).toBe('failed')
  await replayDelivery(ada(), of(delivery ?? { id: '' }))
  const [newer] = await queued(webhook.id, 1, orderKey)
  await sendDue(clock)
  expect(receiver.ids.slice(-2).sort()).toEqual([old, newer].sort())
})

describe('a process that ends', () => {
  it('in the middle of an attempt leaves it to another, which sends it with the same id', async () => {
    const receiver = await receiving(() => undefined)
    const webhook = await madeAt(receiver.url)
    const [id] = await queued(webhook.id, 1)
    const clock = new Clock()
    // It takes the delivery, and nothing is ever heard of it again.
    void sendDue({ ...clock, timeoutMs: 60_000 }).catch(() => undefined)
    await expect.poll(() => receiver.ids).toEqual([id])
    receiver.answer = taken
    expect(await sendDue({ now: clock.now })).toBe(0)
    clock.pass(71_000)
    expect(await sendDue({ now: clock.now })).toBe(1)
    expect(receiver.ids).toEqual([id, id])
  })

  it('in order gives back at once what it could not end', async () => {
    const receiver = await receiving(() => undefined)
    const webhook = await madeAt(receiver.url)
    await queued(webhook.id, 1)
    const stop = startSender({ timeoutMs: 60_000 })
    await expect.poll(() => receiver.arrived.length).toBe(1)
    await stop()
    const { items } = await listDeliveries(ada(), of(webhook))
    expect(items).toMatchObject([{ state: 'waiting', attempts: 0 }])
    receiver.answer = taken
    expect(await sendDue()).toBe(1)
  })
})

describe('a clock that is changed', () => {
  it('back by a year keeps nothing from being sent', async () => {
    const receiver = await receiving(answering(500))
    const webhook = await madeAt(receiver.url)
    await queued(webhook.id, 2)
    const ahead = new Date(Date.now() + 365 * dayMs)
    await system((tx) => tx.update(webhookDeliveries).set({ nextAt: ahead }))
    expect(await sendDue({ now: () => ahead })).toBe(1)
    receiver.answer = taken
    expect(await sendDue()).toBe(0)
    await tidyDeliveries()
    await sendDue()
    await sendDue()
    expect(receiver.arrived).toHaveLength(3)
  })

  it('back keeps nothing from being sent that somebody had taken', async () => {
    const receiver = await receiving()
    const webhook = await madeAt(receiver.url)
    await queued(webhook.id, 1)
    const ahead = new Date(Date.now() + 365 * dayMs)
    await system((tx) => tx.update(webhookDeliveries).set({ nextAt: ahead, claimedUntil: ahead }))
    await tidyDeliveries()
    expect(await sendDue()).toBe(1)
  })

  it('leaves alone what only waits for its time', async () => {
    const receiver = await receiving(answering(500))
    const webhook = await madeAt(receiver.url)
    await queued(webhook.id, 1)
    await sendDue()
    await tidyDeliveries()
    expect(await sendDue()).toBe(0)
  })
})

it('forgets deliveries that ended a month ago, and none that waits', async () => {
  const receiver = await receiving()
  const webhook = await madeAt(receiver.url)
  await queued(webhook.id, 1)
  await sendDue()
  await updateWebhook(ada(), { ...of(webhook), paused: true })
  await queued(webhook.id, 1)
  const old = new Date(Date.now() - 31 * dayMs)
  await system(async (tx) => {
    await tx.update(webhookDeliveries).set({ createdAt: old })
    await tx
      .update(webhookDeliveries)
      .set({ endedAt: old })
      .where(and(eq(webhookDeliveries.state, 'delivered')))
  })
  await tidyDeliveries()
  const { items } = await listDeliveries(ada(), of(webhook))
  expect(items.map(({ state }) => state)).toEqual(['waiting'])
  expect(await system((tx) => tx.$count(webhookAttempts))).toBe(0)
})

describe('what waits for a paused webhook', () => {
  it('is given up after 30 days, with the reason, and what is younger waits on', async () => {
    const webhook = await madeAt((await receiving()).url)
    await updateWebhook(ada(), { ...of(webhook), paused: true })
    await queued(webhook.id, 1)
    const old = new Date(Date.now() - 31 * dayMs)
    await system((tx) => tx.update(webhookDeliveries).set({ createdAt: old, nextAt: old }))
    await queued(webhook.id, 1)
    await tidyDeliveries()
    const { items } = await listDeliveries(ada(), of(webhook))
    expect(items.map(({ state }) => state)).toEqual(['waiting', 'failed'])
    expect(items[1]?.last?.problem).toMatch(/^It waited for 30 days/)
    await resumeWebhook(ada(), of(webhook))
    expect(await sendDue()).toBe(1)
  })

  it('is counted so far and no further', async () => {
    const webhook = await madeAt((await receiving()).url)
    await updateWebhook(ada(), { ...of(webhook), paused: true })
    await queued(webhook.id, 1002)
    expect((await getWebhook(ada(), of(webhook))).waiting).toBe(1000)
  })
})
