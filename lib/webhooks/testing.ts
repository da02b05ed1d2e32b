import { once } from 'node:events'
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { env, setEnv } from '../env'

/** A message as it arrived. */
export interface Arrived {
  id: string
  headers: IncomingHttpHeaders
  body: string
  path: string
}

type Answer = (response: ServerResponse, request: IncomingMessage, nth: number) => void

/** Lets webhooks send to this machine, as the operator of a hub may. */
export function allowLoopback(): void {
  setEnv({ ...env(), webhookAllow: ['127.0.0.0/8', '::1'] })
}

/** A real receiver on a free port of this machine, which keeps what it is sent. */
export class Receiver {
  readonly arrived: Arrived[] = []
  private readonly sockets = new Set<Socket>()
  private server: Server
  private port = 0

  private constructor(
    public answer: Answer,
    private readonly make: (listener: RequestListener) => Server,
  ) {
    this.server = make(this.listener)
  }

  static async start(
    answer: Answer = taken,
    make: (listener: RequestListener) => Server = createServer,
  ): Promise<Receiver> {
    const receiver = new Receiver(answer, make)
    await receiver.listen()
    return receiver
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/hook`
  }

  get ids(): string[] {
    return this.arrived.map(({ id }) => id)
  }

  /** The messages as they were read: the types, oldest first. */
  get events(): string[] {
    return this.arrived.map(({ body }) => String((JSON.parse(body) as { type: string }).type))
  }

  /** What a program that is killed does: every connection ends, and nothing listens. */
  async kill(): Promise<void> {
    for (const socket of this.sockets) socket.destroy()
    this.server.close()
    await once(this.server, 'close')
  }

  /** Comes back at the same address. */
  async revive(): Promise<void> {
    this.server = this.make(this.listener)
    await this.listen()
  }

  async close(): Promise<void> {
    if (this.server.listening) await this.kill()
  }

  private async listen(): Promise<void> {
    this.server.on('connection', (socket) => {
      this.sockets.add(socket)
      socket.on('close', () => this.sockets.delete(socket))
    })
    this.server.listen(this.port, '127.0.0.1')
    await once(this.server, 'listening')
    this.port = (this.server.address() as AddressInfo).port
  }

  private readonly listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = []
    request.on('error', () => undefined)
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8')
      const id = String(request.headers['webhook-id'])
      this.arrived.push({ id, headers: request.headers, body, path: request.url ?? '' })
      this.answer(response, request, this.arrived.length)
    })
  }
}

export const taken: Answer = (response) => response.writeHead(204).end()
export const answering =
  (status: number, headers: Record<string, string> = {}): Answer =>
  (response) =>
    response.writeHead(status, headers).end('no')
