import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export interface Heard {
  method: string
  /** Without the query. */
  path: string
  body: Buffer
}

type Answer = unknown | ((heard: Heard) => unknown)

/**
 * Somebody else's hub for one test: it lets everyone run steps of the project `penguins`, and answers as it
 * likes. What it has no answer for is done, with 204; bytes are sent as they are.
 */
export async function falseHub(answers: Record<string, Answer> = {}): Promise<{
  url: string
  heard: Heard[]
}> {
  const all: Record<string, Answer> = { ...usual, ...answers }
  const heard: Heard[] = []
  const server = createServer(async (request: IncomingMessage, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    const path = request.url?.split('?')[0] ?? ''
    const call = { method: request.method ?? '', path, body: Buffer.concat(parts) }
    heard.push(call)
    const found = all[`${call.method} ${path}`]
    const answer = typeof found === 'function' ? found(call) : found
    if (typeof answer === 'string') return response.end(answer)
    response.setHeader('content-type', 'application/json')
    return response.writeHead(answer ? 200 : 204).end(answer && JSON.stringify(answer))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, heard }
}

const project = '/api/v1/acme/projects/penguins'

const usual: Record<string, Answer> = {
  'GET /api/v1/me': {
    actor: { id: null, kind: 'token', name: 'x' },
    organization: { slug: 'acme', name: 'Acme' },
    roles: [],
    token: null,
  },
  [`GET ${project}`]: { slug: 'penguins' },
  [`GET ${project}/runs/1/progress`]: { stopRequested: false },
  [`POST ${project}/runs`]: { run: 1, uri: 'run://penguins/1', inputs: [] },
  [`POST ${project}/runs/1/finish`]: { versions: [], datasets: [], alerts: [] },
}
