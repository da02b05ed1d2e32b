import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { type BodyLimits, limitBody, limitsOf } from './limits'

const open: { server: Server; sockets: Socket[] }[] = []

afterEach(() => {
  vi.useRealTimers()
  for (const { server, sockets } of open.splice(0)) {
    for (const socket of sockets) socket.destroy()
    server.closeAllConnections()
    server.close()
  }
})

/** A server that answers once it has the whole body, or at once. */
async function serverWith(limits: BodyLimits, answers: 'at the end' | 'at once' = 'at the end') {
  const server = createServer((request, response) => {
    limitBody(request, response, limits)
    if (answers === 'at once') return response.end('no')
    let size = 0
    request.on('data', (part: Buffer) => {
      size += part.length
    })
    request.on('end', () => response.end(String(size)))
    request.on('error', () => undefined)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const sockets: Socket[] = []
  open.push({ server, sockets })
  const { port } = server.address() as AddressInfo
  const send = (text: string) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text))
    sockets.push(socket)
    let received = ''
    socket.on('error', () => undefined)
    socket.on('data', (part) => {
      received += part
    })
    const closed = new Promise<string>((resolve) => socket.on('close', () => resolve(received)))
    return { socket, closed, received: () => received }
  }
  return { url: `http://127.0.0.1:${port}`, send }
}

const head = (more: string) => `POST / HTTP/1.1\r\nHost: x\r\n${more}\r\n\r\n`

describe('a body', () => {
  it('that does not arrive in time is cut off', async () => {
    const { send } = await serverWith({ whole: 50 })
    expect(await send(`${head('Content-Length: 10')}12345`).closed).toBe('')
  })

  it('that goes on arriving is not idle', async () => {
    const { send } = await serverWith({ idle: 400 })
    const { socket, received } = send(head('Content-Length: 8'))
    const timer = setInterval(() => socket.write('x'), 100)
    await expect.poll(received).toMatch(/\r\n\r\n8$/)
    clearInterval(timer)
  })

  it('that stops arriving is cut off', async () => {
    const { send } = await serverWith({ idle: 50 })
    expect(await send(`${head('Content-Length: 10')}12345`).closed).toBe('')
  })

  it('of unannounced size is cut off past the limit, and whole up to it', async () => {
    const { url } = await serverWith({ bytes: 100_000 })
    const post = (size: number) => {
      const body = new Blob([new Uint8Array(size)]).stream()
      return fetch(url, { method: 'POST', body, duplex: 'half' } as RequestInit)
    }
    expect(await (await post(100_000)).text()).toBe('100000')
    await expect(post(100_001)).rejects.toThrow()
  })

  it('that nobody wants any more is cut off after the answer', async () => {
    const { send } = await serverWith({ linger: 50 }, 'at once')
    expect(await send(`${head('Content-Length: 10')}12345`).closed).toContain('no')
  })

  it('that is whole is timed no longer', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const { send } = await serverWith({ whole: 1000, idle: 1000, linger: 1000 })
    const { received } = send(`${head('Content-Length: 2')}12`)
    await expect.poll(received).toContain('\r\n\r\n2')
    expect(vi.getTimerCount()).toBe(0)
  })
})

it('lets an upload take its time, and nothing else', () => {
  const of = (method: string, url: string, isPage = false) =>
    limitsOf({ method, url } as Parameters<typeof limitsOf>[0], isPage)
  expect(of('PUT', '/api/v1/acme/blobs/abc')).toEqual({ idle: 60_000, linger: 10_000 })
  const slow = { idle: 60_000, linger: 60_000 }
  for (const prefix of ['/mlflow', '/mlflow/p/penguins'])
    for (const api of ['/api', '/ajax-api'])
      expect(of('PUT', `${prefix}${api}/2.0/mlflow-artifacts/artifacts/0/x`)).toEqual(slow)
  expect(of('PUT', '/mlflow/multipart/1/2?key=x')).toEqual(slow)
  expect(of('PUT', '/mlflow/api/2.0/mlflow/artifacts/x').whole).toBe(120_000)
  expect(of('POST', '/api/v1/acme/models').whole).toBe(120_000)
  expect(of('PUT', '/api/v1/acme/models/blobs/x').whole).toBe(120_000)
  expect(of('POST', '/sign-in', true).bytes).toBe(2 * 1024 * 1024)
})
