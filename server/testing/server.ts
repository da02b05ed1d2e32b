import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { buildServer } from '../app'

/** The real HTTP server on a free port, with every machine door and no pages. */
export async function startServer(): Promise<TestServer> {
  const app = await buildServer({
    handle: (_request, response) => response.writeHead(404).end(),
    upgrade: (_request, socket) => socket.destroy(),
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  return new TestServer(app, `http://127.0.0.1:${port}`)
}

export class TestServer {
  constructor(
    private readonly app: FastifyInstance | null,
    readonly url: string,
  ) {}

  close(): Promise<void> {
    if (!this.app) return Promise.resolve()
    this.app.server.closeAllConnections()
    return this.app.close()
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
        ...headers,
      },
      body: json ? JSON.stringify(body) : (body as BodyInit | undefined),
    })
  }
}
