import { createHash, randomBytes } from 'node:crypto'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addMember } from '@/lib/members/add'
import { type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
import { type Deployed, deploy } from './testing/deployed'
import {
  missing,
  type ProxyName,
  proxiedHost,
  type RunningProxy,
  startProxy,
} from './testing/proxy'

const origin = `https://${proxiedHost}`
// 300 MiB of one block again and again: far more than any buffer on the way.
const block = randomBytes(1024 * 1024)
const blocks = 300
const total = block.length * blocks

function* content() {
  for (let sent = 0; sent < blocks; sent++) yield block
}

const whole = createHash('sha256')
for (const part of content()) whole.update(part)
const sha256 = whole.digest('hex')

let hub: TestHub
let deployed: Deployed
let acme: TestOrganization

beforeAll(async () => {
  hub = await testHub()
  const env = { HUB_PUBLIC_URL: origin, HUB_TRUST_PROXY: '127.0.0.1' }
  deployed = await deploy(hub, { workers: 2, env })
})
afterAll(async () => {
  await deployed.stop()
  await hub.close()
})

const names: ProxyName[] = ['nginx', 'caddy']

describe.each(names.map((name) => ({ name, reason: missing(name) })))(
  'behind $name',
  ({ name, reason }) => {
    // Counted and named among the skipped, with the reason.
    if (reason) return it.skip(`is not tried, since ${reason}`)

    let proxy: RunningProxy
    let bearer: { authorization: string }
    let path: string

    beforeAll(async () => {
      acme = await hub.organization()
      proxy = await startProxy(name, deployed.url)
      bearer = { authorization: `Bearer ${await acme.secret('contributor')}` }
      path = `/api/v1/${acme.slug}/blobs/${sha256}`
    })
    afterAll(() => proxy?.stop())

    const octets = () => ({
      ...bearer,
      'content-type': 'application/octet-stream',
      'content-length': total,
    })

    it('an upload reaches the hub while it is being sent, and a large one goes through', async () => {
      const half = new PassThrough()
      const partly = proxy.ask('PUT', path, { headers: octets(), body: half })
      for (let sent = 0; sent < 20; sent++) half.write(block)
      await expect.poll(() => incoming()).toBeGreaterThan(15 * block.length)
      half.destroy()
      await expect(partly).rejects.toThrow()
      await expect.poll(() => incoming()).toBe(0)

      const since = Date.now()
      const headers = octets()
      const answer = await proxy.ask('PUT', path, { headers, body: Readable.from(content()) })
      const said = await text(answer)
      expect({ status: answer.statusCode, said }).toMatchObject({ status: 201 })
      tell(`${name}: upload`, since)
    }, 180_000)

    it('a download streams, at the pace of its reader', async () => {
      const since = Date.now()
      const answer = await proxy.ask('GET', path, { headers: bearer })
      expect(answer.headers['content-length']).toBe(String(total))
      // Nobody reads: the hub would have sent everything by now to a proxy that keeps it.
      await expect.poll(inFlight).toBeGreaterThan(1)
      const hash = createHash('sha256')
      for await (const part of answer) hash.update(part as Buffer)
      expect(hash.digest('hex')).toBe(sha256)
      tell(`${name}: download`, since)
    }, 180_000)

    it('HEAD tells the length, and a range is a range', async () => {
      const head = await proxy.ask('HEAD', path, { headers: bearer })
      expect(head.headers['content-length']).toBe(String(total))
      const headers = { ...bearer, range: `bytes=${block.length + 5}-${block.length + 14}` }
      const part = await proxy.ask('GET', path, { headers })
      expect(part.statusCode).toBe(206)
      expect(part.headers['content-range']).toMatch(`/${total}`)
      const received: Buffer[] = []
      for await (const some of part) received.push(some as Buffer)
      expect(Buffer.concat(received)).toEqual(block.subarray(5, 15))
    })

    it('the record shows the address of the client, and believes no forged one', async () => {
      const forged = { 'x-forwarded-for': '203.0.113.9', forwarded: 'for=203.0.113.9' }
      const headers = { ...bearer, ...forged, 'content-type': 'application/json' }
      const body = JSON.stringify({ name: `through ${name}` })
      const made = await proxy.ask('POST', `/api/v1/${acme.slug}/models`, { headers, body })
      expect(made.statusCode).toBe(201)
      const admin = { authorization: `Bearer ${await acme.secret('admin')}` }
      const log = await proxy.ask('GET', `/api/v1/${acme.slug}/activity`, { headers: admin })
      const { items } = JSON.parse(await text(log)) as {
        items: { action: string; origin: unknown }[]
      }
      const created = items.find(({ action }) => action === 'model.create')
      expect(created?.origin).toMatchObject({ ip: '127.0.0.2' })
    })

    it('signing in works, from our own pages only, with a cookie that stays on https', async () => {
      const email = `nina@${acme.slug}.example`
      const { initialPassword } = await addMember(acme.as('admin'), {
        org: acme.slug,
        email,
        name: 'Nina',
        roles: ['reader'],
      })
      const page = await text(await proxy.ask('GET', '/sign-in'))
      const form = new FormData()
      for (const [, input = ''] of page.matchAll(/<input ([^>]*type="hidden"[^>]*)>/g))
        form.set(attribute(input, 'name'), attribute(input, 'value'))
      form.set('email', email)
      form.set('password', String(initialPassword))
      const sent = new Response(form)
      const type = String(sent.headers.get('content-type'))
      const body = Buffer.from(await sent.arrayBuffer())
      const post = (from: string) =>
        proxy.ask('POST', '/sign-in', { headers: { origin: from, 'content-type': type }, body })

      expect((await post('https://elsewhere.example')).statusCode).toBe(403)
      const answer = await post(origin)
      expect(answer.statusCode).toBe(303)
      const [cookie = ''] = answer.headers['set-cookie'] ?? []
      expect(cookie).toMatch(/^__Host-hub-session=/)
      expect(cookie).toMatch(/; Secure/i)
      const headers = { cookie: cookie.split(';')[0] }
      const models = await proxy.ask('GET', `/${acme.slug}/models`, { headers })
      expect(models.statusCode).toBe(200)
      expect(models.headers['strict-transport-security']).toBeDefined()
    })

    it('the metrics are not to be had', async () => {
      expect((await proxy.ask('GET', '/metrics')).statusCode).toBe(404)
      expect((await proxy.ask('GET', '/metrics?x')).statusCode).toBe(404)
    })
  },
)

/** Bytes of uploads that the hub has on its disk. */
async function incoming(): Promise<number> {
  const folder = join(hub.dataDir, 'blobs', 'incoming')
  const files = await readdir(folder).catch(() => [])
  const sizes = files.map((file) =>
    stat(join(folder, file)).then(
      ({ size }) => size,
      () => 0,
    ),
  )
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}

/** Requests that the hub is answering, this one among them. */
async function inFlight(): Promise<number> {
  const metrics = await (await fetch(`${deployed.url}/metrics`)).text()
  return Number(/^hub_http_requests_in_flight (\d+)$/m.exec(metrics)?.[1])
}

function attribute(tag: string, name: string): string {
  const [, value = ''] = new RegExp(`\\b${name}="([^"]*)"`).exec(tag) ?? []
  return value.replaceAll('&quot;', '"').replaceAll('&amp;', '&')
}

function tell(what: string, since: number): void {
  const speed = Math.round(total / 1e6 / ((Date.now() - since) / 1000))
  process.stdout.write(`${what} of ${Math.round(total / 1e6)} MB at ${speed} MB/s\n`)
}
