import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

const longestBody = 64 * 1024

/** Calls that a command may make, as `api.json` tells them. */
export interface JobApi {
  config: Record<string, { url: string; method: string; headers: Record<string, string> }>
  close(): void
}

/**
 * Serves the calls of the job contract to the command of one run, on this machine only: the command never gets
 * a token of the hub.
 * @param onStatus is told what the job says that it is doing
 */
export async function startJobApi(onStatus: (detail: string) => Promise<void>): Promise<JobApi> {
  const secret = randomBytes(32).toString('base64url')
  const headers = { Authorization: `Token ${secret}` }
  const server = createServer(async (request, response) => {
    const done = (status: number, body = '') => {
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(body)
    }
    if (request.headers.authorization !== headers.Authorization) return done(401)
    const path = request.url?.split('?')[0]
    // All inputs are there from the beginning.
    if (path === '/inputs') return done(200, '[]')
    if (path !== '/status' || request.method !== 'POST') return done(404)
    // Null too where the command went away in the middle of it.
    const detail = await detailOf(request).catch(() => null)
    if (detail === null) return done(400)
    await onStatus(detail).then(
      () => done(204),
      () => done(502),
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A job that keeps its connection open keeps no run open.
  server.unref()
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    config: {
      set_status_detail: { url: `${url}/status`, method: 'POST', headers },
      input_request: { url: `${url}/inputs`, method: 'GET', headers },
    },
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

async function detailOf(request: IncomingMessage): Promise<string | null> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of request) {
    size += (part as Buffer).length
    if (size <= longestBody) parts.push(part as Buffer)
  }
  try {
    const body = JSON.parse(Buffer.concat(parts).toString('utf8')) as { status_detail?: unknown }
    const { status_detail: detail } = body
    const text = typeof detail === 'string' ? detail : JSON.stringify(detail)
    return text.replaceAll('\0', '').slice(0, 1000).toWellFormed()
  } catch {
    return null
  }
}
