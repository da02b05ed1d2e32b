import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { buildServer } from '../app'
import { topologies, topology } from './topology'

/** The real HTTP server on a free port, with every machine door and no pages; or a whole topology of it. */
export async function startServer(): Promise<TestServer> {
  const app = await buildServer({
    handle: (_request, response) => response.writeHead(404).end(),
    upgrade: null,
  })
  const deployed = topologies[topology()]
  if (deployed) {
    const { url, close } = await deployed()
    return new TestServer(app, url, close)
  }
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  return new TestServer(app, `http://127.0.0.1:${port}`)
}

export class TestServer {
  constructor(
    private readonly app: FastifyInstance | null,
    readonly url: string,
    private readonly closeOthers: (() => Promise<void>) | null = null,
  ) {}

  /** Every route that the server answers, as `GET /healthz`; HEAD goes with GET. Fastify tells them as a tree. */
  routes(): string[] {
    const found: string[] = []
    const above: string[] = []
    for (const line of this.app?.printRoutes().split('\n') ?? []) {
      const [, indent = '', segment = '', methods = ''] =
        /^([│└├─\s]*)(\S+)(?: \(([A-Z, ]+)\))?$/.exec(line) ?? []
      const depth = indent.length / 4
      above.length = Math.max(0, depth - 1)
      above.push(segment)
      const named = methods.split(', ').filter((method) => method && method !== 'HEAD')
      found.push(...named.map((method) => `${method} ${above.join('')}`))
    }
    return found
  }

  async close(): Promise<void> {
    this.app?.server.closeAllConnections()
    await this.app?.close()
    await this.closeOthers?.()
  }

  /** Calls a path below `/api/v1` with a token; a plain object travels as JSON. */
  fetch(secret: string | null, method: string, path: string, body?: unknown, headers = {}) {
    const json = body !== undefined && !(body instanceof Uint8Array) && typeof body !== 'string'
    return fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: {
        ...(secret && { authorization: `Bearer ${secret}` }),
        ...(json && { 'content-type': 'application/json' }),
        ...(body instanceof Uint8Array && { 'content-type': 'application/octet-stream' }),
        // Where there are several, the next request is another one's.
        ...(this.closeOthers && { connection: 'close' }),
        ...headers,
      },
      body: json ? JSON.stringify(body) : (body as BodyInit | undefined),
    })
  }
}
