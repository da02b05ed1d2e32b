import { Agent, request } from 'node:http'
/** One request, to the letter. */
export interface Sending {
  method: string
  path: string
  headers: Record<string, string>
  body: Buffer | null
}

export interface Told {
  status: number
  headers: Record<string, string | string[] | undefined>
  body: Buffer
}

const agent = new Agent({ keepAlive: true, maxSockets: 8 })

/** Sends a call exactly as it is, which fetch would not. Throws when the connection is cut. */
export function send(url: string, { method, path, headers, body }: Sending): Promise<Told> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    const length = body ? { 'content-length': String(body.length) } : {}
    const outgoing = request(
      { agent, hostname, port, method, path, headers: { ...headers, ...length } },
      (incoming) => {
        const parts: Buffer[] = []
        incoming.on('data', (part: Buffer) => parts.push(part))
        incoming.on('error', reject)
        incoming.on('end', () =>
          resolve({
            status: incoming.statusCode ?? 0,
            headers: incoming.headers,
            body: Buffer.concat(parts),
          }),
        )
      },
    )
    outgoing.setTimeout(30_000, () => outgoing.destroy(new Error('No answer within 30 s.')))
    outgoing.on('error', reject)
    outgoing.end(body ?? undefined)
  })
}
