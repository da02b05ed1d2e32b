import { createSocket } from 'node:dgram'
import dns from 'node:dns'
import { once } from 'node:events'
import { eq } from 'drizzle-orm'
import { Webhook as Verifier } from 'standardwebhooks'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { webhookDeliveries, webhooks } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import { contextFromToken, systemContext } from '../context'
import { env, setEnv } from '../env'
import { createProject } from '../projects/create'
import { newSecret } from '../secret'
import { system } from '../system'
import { arrival, type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { modelOf } from '../testing/registry'
import { createWebhook } from './create'
import { pauseWebhook } from './pause'
import { getDelivery, getWebhook, listDeliveries, listWebhooks } from './queries'
import { removeWebhook } from './remove'
import { replayDelivery } from './replay'
import { rotateWebhook } from './rotate'
import { testWebhook } from './send-test'
import { sendDue } from './sender'
import { allowLoopback, Receiver } from './testing'
import { resumeWebhook, updateWebhook } from './update'

let hub: TestHub
let acme: TestOrganization
let receiver: Receiver

beforeAll(async () => {
  hub = await testHub()
  receiver = await Receiver.start()
})
beforeEach(async () => {
  acme = await hub.organization()
  allowLoopback()
  receiver.arrived.length = 0
  await system((tx) => tx.delete(webhookDeliveries))
})
afterAll(async () => {
  await receiver.close()
  await hub.close()
})

const ada = () => acme.as('admin')
const made = (extra: object = {}) =>
  createWebhook(ada(), { org: acme.slug, name: 'CI', url: receiver.url, ...extra })
const of = ({ id }: { id: string }) => ({ org: acme.slug, id })
const events = async (action: string) =>
  (await acme.events()).filter((event) => event.action === action)

describe('a webhook', () => {
  it('is made with a secret that is shown this once and kept where nobody reads it', async () => {
    const authorization = 'Bearer ghp_very-secret'
    const { secret, ...webhook } = await made({ authorization, events: ['version.created'] })
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
    expect(webhook).toMatchObject({
      name: 'CI',
      scope: { kind: 'organization', name: acme.slug },
      events: ['version.created'],
      format: 'cloudevents',
      authorization: true,
      paused: null,
      problem: null,
      waiting: 0,
      createdBy: { name: 'Ada' },
    })
    expect(await getWebhook(ada(), of(webhook))).toEqual(webhook)
    expect((await listWebhooks(ada(), { org: acme.slug })).items).toEqual([webhook])
    const [row] = await hub.database.read.select().from(webhooks).where(eq(webhooks.id, webhook.id))
    const bytes = Buffer.concat([row?.secret ?? Buffer.of(), row?.authorization ?? Buffer.of()])
    for (const hidden of [secret, secret.slice(6), Buffer.from(secret.slice(6), 'base64'), 'ghp_'])
      expect(bytes.includes(hidden)).toBe(false)
    const recorded = JSON.stringify(await acme.events())
    expect(recorded).toContain('webhook.create')
    for (const hidden of [secret.slice(6), 'ghp_', '/hook']) expect(recorded).not.toContain(hidden)
  })

  it('is made and seen by admins of the organization alone, and a refusal is recorded', async () => {
    const { id } = await made()
    const input = { org: acme.slug, name: 'Mine', url: receiver.url }
    for (const role of ['contributor', 'maintainer', 'approver', 'auditor'] as const) {
      await expect(createWebhook(acme.as(role), input)).rejects.toMatchObject({ kind: 'forbidden' })
      await expect(getWebhook(acme.as(role), of({ id }))).rejects.toMatchObject({
        kind: 'forbidden',
      })
    }
    expect((await events('webhook.create')).map(({ outcome }) => outcome)).toEqual([
      'done',
      ...Array.from({ length: 4 }, () => 'refused'),
    ])
    const other = await hub.organization()
    await expect(getWebhook(other.as('admin'), { org: other.slug, id })).rejects.toMatchObject({
      kind: 'not_found',
    })
  })

  it.each([
    [{ url: 'ftp://example.com' }, 'url', 'Write an address'],
    [{ url: 'http://169.254.169.254/latest' }, 'url', 'public address'],
    [{ url: 'http://localhost.invalid/' }, 'url', 'was not found'],
    [{ name: ' ' }, 'name', 'Give it a name'],
    [{ events: ['version.exploded'] }, 'events.0', 'Choose among version.created'],
    [{ format: 'xml' }, 'format', 'Choose among'],
    [{ authorization: 'a\r\nx-evil: 1' }, 'authorization', 'ASCII'],
  ])('is not made of %j', async (extra, field, why) => {
    await expect(made(extra)).rejects.toMatchObject({
      kind: 'invalid',
      fields: { [field]: expect.stringContaining(why) },
    })
    expect((await listWebhooks(ada(), { org: acme.slug })).items).toEqual([])
  })

  it('is not sent to this machine unless its operator allows that', async () => {
    setEnv({ ...env(), webhookAllow: [] })
    await expect(made()).rejects.toMatchObject({
      fields: { url: expect.stringContaining('HUB_WEBHOOK_ALLOW') },
    })
  })

  it('of a name whose server says nothing holds up nobody else, and is refused in time', async () => {
    const silent = createSocket('udp4')
    let asked = 0
    silent.on('message', () => asked++).bind(0, '127.0.0.1')
    await once(silent, 'listening')
    const servers = dns.getServers()
    dns.setServers([`127.0.0.1:${silent.address().port}`])
    try {
      // More than there are connections that write.
      const refused = Array.from({ length: 12 }, () =>
        expect(made({ url: 'http://slow.invalid/' })).rejects.toMatchObject({
          fields: { url: expect.stringContaining('was not found') },
        }),
      )
      await expect.poll(() => asked, { timeout: 5000 }).toBeGreaterThan(0)
      const other = await hub.organization()
      const since = performance.now()
      await createProject(other.as('admin'), { org: other.slug, name: 'lab', slug: 'lab' })
      expect(performance.now() - since).toBeLessThan(2000)
      await Promise.all(refused)
    } finally {
      dns.setServers(servers)
      silent.close()
    }
  }, 20_000)

  it('of a name is not looked up for whoever may make none', async () => {
    const looked = createSocket('udp4')
    let asked = 0
    looked.on('message', () => asked++).bind(0, '127.0.0.1')
    await once(looked, 'listening')
    const servers = dns.getServers()
    dns.setServers([`127.0.0.1:${looked.address().port}`])
    try {
      const input = { org: acme.slug, name: 'x', url: 'http://inside.invalid/' }
      await expect(createWebhook(acme.as('maintainer'), input)).rejects.toMatchObject({
        kind: 'forbidden',
      })
      expect(asked).toBe(0)
    } finally {
      dns.setServers(servers)
      looked.close()
    }
  })

  it('is of a project or of a model that is there, not of both', async () => {
    await createProject(ada(), { org: acme.slug, name: 'lab', slug: 'lab' })
    await modelOf(ada(), acme.slug, 'churn')
    expect((await made({ project: 'lab' })).scope).toEqual({ kind: 'project', name: 'lab' })
    expect((await made({ model: 'churn' })).scope).toEqual({ kind: 'model', name: 'churn' })
    await expect(made({ model: 'churn', project: 'lab' })).rejects.toMatchObject({
      kind: 'invalid',
    })
    await expect(made({ model: 'nothing' })).rejects.toMatchObject({ kind: 'not_found' })
  })

  it('changes, and keeps what is not said', async () => {
    const webhook = await made({ events: ['version.created'] })
    const changed = await updateWebhook(ada(), { ...of(webhook), name: 'Build', format: 'slack' })
    expect(changed).toMatchObject({ name: 'Build', format: 'slack', events: ['version.created'] })
    await expect(updateWebhook(ada(), of(webhook))).rejects.toMatchObject({ kind: 'invalid' })
    await expect(
      updateWebhook(ada(), { ...of(webhook), url: 'http://10.0.0.1/' }),
    ).rejects.toMatchObject({ kind: 'invalid' })
    const [event] = await events('webhook.update')
    expect(event).toMatchObject({ before: { name: 'CI' }, after: { name: 'Build' } })
  })

  it('gives its authorization to no other address than the one that it was given for', async () => {
    const webhook = await made({ authorization: 'Bearer x' })
    const other = receiver.url.replace('127.0.0.1', '127.0.0.2')
    await expect(updateWebhook(ada(), { ...of(webhook), url: other })).rejects.toMatchObject({
      fields: { authorization: expect.stringContaining('Give its authorization') },
    })
    const beside = `${receiver.url}/other`
    await expect(updateWebhook(ada(), { ...of(webhook), url: beside })).rejects.toMatchObject({
      kind: 'invalid',
    })
    await updateWebhook(ada(), { ...of(webhook), url: `${receiver.url}?other` })
    const moved = await updateWebhook(ada(), { ...of(webhook), url: other, authorization: null })
    expect(moved.authorization).toBe(false)
  })

  it('is listed page by page', async () => {
    const all = []
    for (const name of ['a', 'b', 'c']) all.push((await made({ name })).name)
    const first = await listWebhooks(ada(), { org: acme.slug, limit: 2 })
    const cursor = first.nextCursor ?? undefined
    const second = await listWebhooks(ada(), { org: acme.slug, limit: 2, cursor })
    expect([...first.items, ...second.items].map(({ name }) => name)).toEqual(all)
    expect(second.nextCursor).toBeNull()
  })

  it('is removed with its secrets, and what waits for it is given up', async () => {
    const webhook = await made()
    const { id } = await testWebhook(ada(), of(webhook))
    await removeWebhook(ada(), of(webhook))
    await expect(getWebhook(ada(), of(webhook))).rejects.toMatchObject({ kind: 'not_found' })
    await expect(getDelivery(ada(), of({ id }))).rejects.toMatchObject({ kind: 'not_found' })
    expect(await sendDue()).toBe(0)
    const [row] = await hub.database.read.select().from(webhooks).where(eq(webhooks.id, webhook.id))
    expect(row?.secret).toHaveLength(0)
    expect(await events('webhook.remove')).toMatchObject([{ before: { name: 'CI', waiting: 1 } }])
  })
})

describe('a test message', () => {
  it('is sent at once, signed, with the authorization, and says what came of it', async () => {
    const { secret, ...webhook } = await made({ authorization: 'Bearer x' })
    const delivery = await testWebhook(ada(), of(webhook))
    expect(delivery).toMatchObject({ event: 'webhook.test', state: 'waiting', attempts: 0 })
    await sendDue()
    const [arrived] = receiver.arrived
    expect(arrived?.headers).toMatchObject({
      'content-type': 'application/cloudevents+json',
      authorization: 'Bearer x',
      'webhook-id': delivery.message,
    })
    expect(() =>
      new Verifier(secret).verify(arrived?.body ?? '', arrived?.headers as Record<string, string>),
    ).not.toThrow()
    const whole = await getDelivery(ada(), of(delivery))
    expect(whole).toMatchObject({
      state: 'delivered',
      attempts: 1,
      nextAt: null,
      body: arrived?.body,
      log: [{ number: 1, status: 204, problem: null }],
    })
    expect((await getWebhook(ada(), of(webhook))).last).toMatchObject({ status: 204 })
  })

  it('whose receiver gives back what it got keeps neither its authorization nor its signature', async () => {
    const authorization = 'Bearer ghp_very-secret'
    const echo = await Receiver.start((response, { headers }) => {
      response.writeHead(200).end(JSON.stringify(headers))
    })
    try {
      const webhook = await made({ url: echo.url, authorization })
      const delivery = await testWebhook(ada(), of(webhook))
      await sendDue()
      const [sent] = echo.arrived
      const { log } = await getDelivery(ada(), of(delivery))
      expect(log[0]?.response).toContain('webhook-signature')
      expect(log[0]?.response).not.toContain('ghp_very-secret')
      expect(log[0]?.response).not.toContain(String(sent?.headers['webhook-signature']).slice(3))
    } finally {
      await echo.close()
    }
  })

  it('is refused, with the way on, while the webhook is paused', async () => {
    const webhook = await made()
    await updateWebhook(ada(), { ...of(webhook), paused: true })
    await expect(testWebhook(ada(), of(webhook))).rejects.toMatchObject({
      kind: 'conflict',
      message: 'CI is paused, so nothing is sent to it. Resume it first.',
    })
  })
})

describe('a new secret', () => {
  const signed = () => {
    const { body = '', headers = {} } = receiver.arrived.at(-1) ?? {}
    return (secret: string, text = body) => {
      try {
        new Verifier(secret).verify(text, headers as Record<string, string>)
        return true
      } catch {
        return false
      }
    }
  }

  it('signs beside the one before for a day, then alone', async () => {
    const { secret: before, ...webhook } = await made()
    const { secret: after, rotatingUntil } = await rotateWebhook(ada(), of(webhook))
    expect(after).not.toBe(before)
    const left = Date.parse(rotatingUntil ?? '') - Date.now()
    expect(left / 3_600_000).toBeCloseTo(24, 1)
    await testWebhook(ada(), of(webhook))
    await sendDue()
    expect(receiver.arrived.at(-1)?.headers['webhook-signature']).toMatch(/^v1,\S+ v1,\S+$/)
    expect([signed()(before), signed()(after)]).toEqual([true, true])
    const body = receiver.arrived.at(-1)?.body ?? ''
    expect(signed()(after, body.replace('test', 'tesy'))).toBe(false)

    const later = new Date(Date.now() + 25 * 3_600_000)
    await testWebhook(ada(), of(webhook))
    await sendDue({ now: () => later })
    // A receiver believes no time that is far from its own; what is asked here is who signed.
    expect(receiver.arrived.at(-1)?.headers['webhook-signature']).toMatch(/^v1,\S+$/)
  })

  it('is recorded without the secret', async () => {
    const webhook = await made()
    const { secret } = await rotateWebhook(ada(), of(webhook))
    expect(await events('webhook.rotate')).toHaveLength(1)
    expect(JSON.stringify(await acme.events())).not.toContain(secret.slice(6))
  })

  it('is what a webhook needs whose hub has another HUB_SECRET, and nothing breaks until then', async () => {
    const webhook = await made()
    const { id } = await testWebhook(ada(), of(webhook))
    const before = env()
    setEnv({ ...before, secret: newSecret() })
    const { problem } = await getWebhook(ada(), of(webhook))
    expect(problem).toBe('Its secret was kept under another HUB_SECRET. Give it a new secret.')
    await sendDue()
    expect(receiver.arrived).toEqual([])
    expect(await getDelivery(ada(), of({ id }))).toMatchObject({
      state: 'waiting',
      log: [{ status: null, problem: expect.stringContaining('another HUB_SECRET') }],
    })
    const { rotatingUntil, problem: mended } = await rotateWebhook(ada(), of(webhook))
    expect([rotatingUntil, mended]).toEqual([null, null])
    await replayDelivery(ada(), of({ id }))
    await sendDue()
    expect(receiver.arrived).toHaveLength(1)
    setEnv(before)
  })
})

describe('a paused webhook', () => {
  it('takes nothing, keeps what waits, and is sent it once it is resumed', async () => {
    const webhook = await made()
    const { id, message } = await testWebhook(ada(), of(webhook))
    const paused = await updateWebhook(ada(), { ...of(webhook), paused: true })
    expect(paused).toMatchObject({ paused: { reason: 'Paused by hand.' }, waiting: 1 })
    expect(await sendDue()).toBe(0)
    const resumed = await resumeWebhook(ada(), of(webhook))
    expect(resumed.paused).toBeNull()
    await sendDue()
    expect(receiver.ids).toEqual([message])
    expect((await getDelivery(ada(), of({ id }))).state).toBe('delivered')
    await expect(resumeWebhook(ada(), of(webhook))).rejects.toMatchObject({ kind: 'conflict' })
  })

  it('is paused by the hub alone with that action, once, with a reason on record', async () => {
    const webhook = await made()
    const reason = 'It answered 410: it is gone.'
    const host = systemContext('worker', { ...arrival(), via: 'worker' })
    await expect(pauseWebhook(ada(), { id: webhook.id, reason })).rejects.toMatchObject({
      kind: 'forbidden',
    })
    await pauseWebhook(host, { id: webhook.id, reason })
    await expect(pauseWebhook(host, { id: webhook.id, reason })).rejects.toMatchObject({
      kind: 'conflict',
    })
    expect((await events('webhook.pause')).at(-1)).toMatchObject({
      outcome: 'done',
      actor: { kind: 'system' },
      after: { name: 'CI', reason, owner: acme.personId('admin') },
    })
  })
})

describe('the deliveries of a webhook', () => {
  it('are listed newest first, page by page, by state and event', async () => {
    const webhook = await made()
    const sent: string[] = []
    for (let nth = 0; nth < 3; nth++) sent.push((await testWebhook(ada(), of(webhook))).id)
    await sendDue()
    sent.push((await testWebhook(ada(), of(webhook))).id)
    const first = await listDeliveries(ada(), { ...of(webhook), limit: 3 })
    const cursor = first.nextCursor ?? undefined
    const rest = await listDeliveries(ada(), { ...of(webhook), limit: 3, cursor })
    expect([...first.items, ...rest.items].map(({ id }) => id)).toEqual(sent.reverse())
    const waiting = await listDeliveries(ada(), { ...of(webhook), state: 'waiting' })
    expect(waiting.items.map(({ id }) => id)).toEqual(sent.slice(0, 1))
    const others = await listDeliveries(ada(), { ...of(webhook), event: 'version.created' })
    expect(others.items).toEqual([])
  })

  it('are sent again with the same id, as often as somebody asks', async () => {
    const webhook = await made()
    const delivery = await testWebhook(ada(), of(webhook))
    await sendDue()
    const again = await replayDelivery(ada(), of(delivery))
    expect(again).toMatchObject({ state: 'waiting', message: delivery.message })
    await sendDue()
    expect(receiver.ids).toEqual([delivery.message, delivery.message])
    const [one, two] = receiver.arrived
    expect(two?.body).toBe(one?.body)
    const { log } = await getDelivery(ada(), of(delivery))
    expect(log.map(({ number }) => number)).toEqual([1, 2])
    expect(await events('webhook.replay')).toMatchObject([
      { before: { delivery: delivery.id, state: 'delivered' } },
    ])
    await expect(replayDelivery(acme.as('maintainer'), of(delivery))).rejects.toMatchObject({
      kind: 'forbidden',
    })
    await expect(replayDelivery(ada(), of({ id: 'nonsense' }))).rejects.toMatchObject({
      kind: 'not_found',
    })
  })

  it('are sent again in the format that the webhook has by then', async () => {
    const webhook = await made()
    const delivery = await testWebhook(ada(), of(webhook))
    await sendDue()
    await updateWebhook(ada(), { ...of(webhook), format: 'slack' })
    await replayDelivery(ada(), of(delivery))
    await sendDue()
    expect(JSON.parse(receiver.arrived.at(-1)?.body ?? '')).toMatchObject({
      blocks: expect.any(Array),
    })
    expect(receiver.arrived.at(-1)?.headers['content-type']).toBe('application/json')
  })
})

it('a token that is limited to models makes no webhook', async () => {
  const secret = await acme.secret('admin', { modelIds: [acme.id] })
  const ctx: Ctx = await contextFromToken(secret, { ...arrival(), via: 'api' })
  const input = { org: acme.slug, name: 'x', url: receiver.url }
  await expect(createWebhook(ctx, input)).rejects.toMatchObject({ kind: 'forbidden' })
})
