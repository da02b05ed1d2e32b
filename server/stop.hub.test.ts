import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { Agent, type IncomingMessage, request } from 'node:http'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
import { type Deployed, deploy } from './testing/deployed'

// More than the buffers between server and client hold, so that a download stops when nobody reads it.
const large = randomBytes(48 * 1024 * 1024)
const digestOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

let hub: TestHub
let acme: TestOrganization
let secret: string

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
  secret = await acme.secret('contributor')
})
afterAll(() => hub.close())

const blob = (url: string, bytes: Buffer) => `${url}/api/v1/${acme.slug}/blobs/${digestOf(bytes)}`
const authorization = () => ({ authorization: `Bearer ${secret}` })
const octets = () => ({ ...authorization(), 'content-type': 'application/octet-stream' })

/** An upload of which half has arrived. */
async function halfUpload(url: string) {
  const bytes = randomBytes(200_000)
  const headers = { ...octets(), 'content-length': bytes.length, expect: '100-continue' }
  const upload = request(blob(url, bytes), { method: 'PUT', headers, agent: new Agent() })
  const answer = once(upload, 'response') as Promise<[IncomingMessage]>
  answer.catch(() => undefined)
  upload.flushHeaders()
  await once(upload, 'continue')
  upload.write(bytes.subarray(0, 100_000))
  return {
    async finish() {
      upload.end(bytes.subarray(100_000))
      const [response] = await answer
      response.resume()
      return response
    },
  }
}

/** A download that has begun and that nobody reads. */
async function halfDownload(url: string) {
  const agent = new Agent({ keepAlive: true })
  const download = request(blob(url, large), { headers: authorization(), agent })
  download.end()
  const [response] = (await once(download, 'response')) as [IncomingMessage]
  return {
    response,
    async finish() {
      const hash = createHash('sha256')
      for await (const part of response) hash.update(part as Buffer)
      return hash.digest('hex')
    },
  }
}

async function uploadLarge(url: string): Promise<void> {
  const answer = await fetch(blob(url, large), { method: 'PUT', headers: octets(), body: large })
  expect(answer.ok).toBe(true)
}

/** Asks on a connection of its own. */
const isOpen = (url: string) =>
  fetch(`${url}/healthz`, {
    headers: { connection: 'close' },
    signal: AbortSignal.timeout(3000),
  }).then(
    () => true,
    () => false,
  )

describe.each(['SIGTERM', 'SIGINT'] as const)('%s', (signal) => {
  it('lets a slow upload and a slow download come to their ends, takes nobody new, and exits with 0', async () => {
    const deployed = await deploy(hub, { workers: 2 })
    const { url } = deployed
    await uploadLarge(url)
    const upload = await halfUpload(url)
    const download = await halfDownload(url)
    const balancer = connect(Number(new URL(url).port), '127.0.0.1')
    await once(balancer, 'connect')
    balancer.write('GET /readyz HTTP/1.1\r\n')
    // A connection that is kept for later and says nothing must not hold the stop up.
    const idle = connect(Number(new URL(url).port), '127.0.0.1')
    await once(idle, 'connect')

    deployed.signal(signal)
    await expect.poll(() => isOpen(url)).toBe(false)
    balancer.write('Host: hub\r\n\r\n')
    const [told] = await once(balancer, 'data')
    expect(String(told)).toMatch(/^HTTP\/1\.1 503 /)
    expect(String(told)).toMatch(/^connection: close\r$/im)

    const answer = await upload.finish()
    expect(answer.statusCode).toBe(201)
    expect(answer.headers.connection).toBe('close')
    expect(await download.finish()).toBe(digestOf(large))
    const since = Date.now()
    expect(await deployed.ended).toBe(0)
    expect(Date.now() - since).toBeLessThan(5000)
  })
})

describe('a stop', () => {
  it('waits no longer than HUB_STOP_TIMEOUT', async () => {
    const deployed = await deploy(hub, { env: { HUB_STOP_TIMEOUT: '1' } })
    await uploadLarge(deployed.url)
    const download = await halfDownload(deployed.url)
    deployed.signal('SIGTERM')
    expect(await deployed.ended).toBe(0)
    await expect(download.finish()).rejects.toThrow()
  })

  it('waits no longer when it is asked for again', async () => {
    const deployed = await deploy(hub)
    await uploadLarge(deployed.url)
    const download = await halfDownload(deployed.url)
    deployed.signal('SIGTERM')
    await sleep(1200)
    const since = Date.now()
    deployed.signal('SIGTERM')
    expect(await deployed.ended).toBe(0)
    expect(Date.now() - since).toBeLessThan(5000)
    await expect(download.finish()).rejects.toThrow()
  })
})

describe('one of two processes', () => {
  let deployed: Deployed
  beforeAll(async () => {
    deployed = await deploy(hub, { workers: 2 })
  })
  afterAll(() => deployed.stop())

  /** Both processes, once both have answered. */
  async function both(): Promise<number[]> {
    await expect
      .poll(async () => (await isOpen(deployed.url)) && deployed.processes.length)
      .toBeGreaterThanOrEqual(2)
    return deployed.processes.slice(-2)
  }

  it('that is told to end is replaced without a request lost', async () => {
    const [first] = await both()
    const before = deployed.processes.length
    process.kill(Number(first), 'SIGTERM')
    let lost = 0
    await expect
      .poll(
        async () => {
          if (!(await isOpen(deployed.url))) lost += 1
          return deployed.processes.length
        },
        { interval: 5 },
      )
      .toBe(before + 1)
    expect(lost).toBe(0)
  })

  it('that is killed is replaced while the other serves', async () => {
    const [first] = await both()
    const before = deployed.processes.length
    process.kill(Number(first), 'SIGKILL')
    await expect.poll(() => isOpen(deployed.url)).toBe(true)
    await expect
      .poll(async () => (await isOpen(deployed.url)) && deployed.processes.length)
      .toBe(before + 1)
  })

  it('tells the metrics of both', async () => {
    const count = async () => {
      const text = await (await fetch(`${deployed.url}/metrics`)).text()
      const series = /^hub_http_request_duration_seconds_count\{.*"\/healthz".*\} (\d+)$/m
      return Number(series.exec(text)?.[1] ?? 0)
    }
    const before = await count()
    for (let made = 0; made < 10; made++) await isOpen(deployed.url)
    // Whichever process is asked, and each is in its turn.
    await expect.poll(count).toBe(before + 10)
    expect(await count()).toBe(before + 10)
  })
})
