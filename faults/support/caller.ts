/** What a call came to. */
export interface Answer {
  /** 0 where the connection was refused or cut; the body says why then. */
  status: number
  headers: Headers
  body: Buffer
  /** The body as JSON; null where it is none. */
  json: unknown
}

/** A program with a token. */
export class Caller {
  constructor(
    readonly url: string,
    private readonly secret: string,
    readonly org: string,
  ) {}

  /** Calls a path below the organization. Never throws: what was cut off has the status 0. */
  async call(
    method: string,
    path: string,
    body?: Buffer | object,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const isBytes = Buffer.isBuffer(body)
    try {
      const answer = await fetch(`${this.url}/api/v1/${this.org}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${this.secret}`,
          ...(body && {
            'content-type': isBytes ? 'application/octet-stream' : 'application/json',
          }),
          ...headers,
        },
        body: isBytes ? new Uint8Array(body) : body && JSON.stringify(body),
        signal: AbortSignal.timeout(60_000),
      })
      const bytes = Buffer.from(await answer.arrayBuffer())
      return { status: answer.status, headers: answer.headers, body: bytes, json: jsonOf(bytes) }
    } catch (error) {
      const reason = String(error instanceof Error ? (error.cause ?? error) : error)
      return { status: 0, headers: new Headers(), body: Buffer.from(reason), json: null }
    }
  }
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return null
  }
}
