import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
import { buildServer } from './app'
import { pagesOf } from './pages'
import { startServer, type TestServer } from './testing/server'

let hub: TestHub
let server: TestServer
let acme: TestOrganization

beforeAll(async () => {
  hub = await testHub()
  server = await startServer()
  acme = await hub.organization()
})
afterAll(async () => {
  await server.close()
  await hub.close()
})

/** Sends a text and answers what comes back until `isEnough`. */
async function exchange(url: string, text: string, isEnough: RegExp): Promise<string> {
  const { port, hostname } = new URL(url)
  const socket: Socket = connect(Number(port), hostname)
  let received = ''
  socket.on('error', () => undefined)
  socket.on('data', (part) => {
    received += part
  })
  socket.write(text)
  await expect.poll(() => received).toMatch(isEnough)
  socket.destroy()
  return received
}

describe('a stranger', () => {
  it('is told so before the body is collected', async () => {
    // Only the head is ever sent.
    const head = [
      `POST /api/v1/${acme.slug}/models HTTP/1.1`,
      'Host: x',
      'Authorization: Bearer hub_nobody',
      'Content-Type: application/json',
      'Content-Length: 16000000',
    ]
    const answer = await exchange(server.url, `${head.join('\r\n')}\r\n\r\n`, /requestId/)
    expect(answer).toMatch(/^HTTP\/1\.1 401 /)
  })

  it('is told so before the body is understood', async () => {
    const path = `/${acme.slug}/models`
    const headers = { 'content-type': 'application/json' }
    const answer = await server.fetch('hub_nobody', 'POST', path, 'no JSON', headers)
    expect(answer.status).toBe(401)
  })

  it.each([
    ['that is no encoding of anything', '/%FF/models', 400, 'invalid'],
    ['with a part that is too long', `/${'x'.repeat(1025)}/models`, 414, 'invalid'],
  ])('is told of a path %s in the form that every error has', async (_what, path, status, code) => {
    const answer = await server.fetch(null, 'GET', path)
    const requestId = answer.headers.get('x-request-id')
    expect(requestId).toBeTruthy()
    const error = { code, message: expect.any(String), requestId }
    expect([answer.status, await answer.json()]).toEqual([status, { error }])
  })

  it('may read the description of the API', async () => {
    expect((await server.fetch(null, 'GET', '/openapi.json')).status).toBe(200)
  })

  it('cannot keep a connection by asking to upgrade it', async () => {
    const head = ['GET /healthz HTTP/1.1', 'Host: x', 'Connection: Upgrade', 'Upgrade: websocket']
    const answer = await exchange(server.url, `${head.join('\r\n')}\r\n\r\n`, /\r\n\r\n./)
    expect(answer).toMatch(/^HTTP\/1\.1 200 /)
  })
})

it('refuses JSON that is nested too deeply, wherever it stands', async () => {
  const secret = await acme.secret('contributor')
  const deep = `{"name":"x","slug":"x","description":${'['.repeat(5000)}${']'.repeat(5000)}}`
  const headers = { 'content-type': 'application/json' }
  const answer = await server.fetch(secret, 'POST', `/${acme.slug}/models`, deep, headers)
  expect(answer.status).toBe(400)
  expect(await answer.json()).toMatchObject({
    error: { code: 'invalid', message: 'The body is nested more than 64 levels deep.' },
  })
})

describe('a page', () => {
  let url: string
  let close: () => Promise<void>
  const taken: number[] = []

  beforeAll(async () => {
    // Stands where Next would: it collects whatever it is sent.
    const next = async (
      request: AsyncIterable<Buffer>,
      response: { end(text: string): unknown },
    ) => {
      let size = 0
      for await (const part of request) size += part.length
      taken.push(size)
      response.end('page')
    }
    const app = await buildServer(pagesOf(next, null))
    await app.listen({ port: 0, host: '127.0.0.1' })
    url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
    close = () => {
      app.server.closeAllConnections()
      return app.close()
    }
  })
  afterAll(() => close())

  const post = (body: BodyInit) =>
    fetch(`${url}/api/auth/callback/credentials`, {
      method: 'POST',
      headers: { 'sec-fetch-site': 'same-origin' },
      body,
      duplex: 'half',
    } as RequestInit)

  it('takes what a form may send', async () => {
    expect((await post(new Uint8Array(1_100_000))).status).toBe(200)
    expect(taken).toEqual([1_100_000])
  })

  it('refuses an announced body over 2 MiB', async () => {
    const { port } = new URL(url)
    const head = [
      'POST /api/auth/session HTTP/1.1',
      'Host: x',
      'Sec-Fetch-Site: same-origin',
      `Content-Length: ${700 * 1024 * 1024}`,
    ]
    const answer = await exchange(
      `http://127.0.0.1:${port}`,
      `${head.join('\r\n')}\r\n\r\n`,
      /Request id/,
    )
    expect(answer).toMatch(/^HTTP\/1\.1 413 /)
  })

  it('cuts an unannounced one off at 2 MiB', async () => {
    await expect(post(new Blob([new Uint8Array(3_000_000)]).stream())).rejects.toThrow()
    expect(taken).toEqual([1_100_000])
  })

  it('lets what the build made load WebAssembly, for workers, and no page', async () => {
    const policyOf = async (path: string) =>
      (await fetch(`${url}${path}`)).headers.get('content-security-policy')
    expect(await policyOf('/_next/static/chunks/worker.js')).toBe(
      "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'",
    )
    expect(await policyOf('/acme/models')).not.toContain('wasm')
    expect(await policyOf('/acme/models')).toContain("'strict-dynamic'")
  })
})

it('leaves no listener for upgrades to Next', async () => {
  const { pagesApp } = await import('./next')
  const ours = createServer()
  ours.listen(0, '127.0.0.1')
  await once(ours, 'listening')
  const asked = new Promise<void>((resolve) =>
    ours.on('request', (request, response) => {
      const handle = pagesApp({ development: false, port: 0 }).getRequestHandler()
      // It is not prepared, and says so; what it does to the server comes first.
      handle(request, response).catch(() => response.end())
      resolve()
    }),
  )
  const { port } = ours.address() as AddressInfo
  await fetch(`http://127.0.0.1:${port}/`)
  await asked
  expect(ours.listenerCount('upgrade')).toBe(0)
  ours.close()
})
