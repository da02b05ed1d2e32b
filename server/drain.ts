import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

// For a request whose head is on its way.
const graceMs = 1000

/**
 * Follows the requests of a server, so that it can stop without cutting any: Node alone would wait for
 * connections that nobody uses any more.
 */
export class Drain {
  #begun = false
  readonly #sockets = new Set<Socket>()
  readonly #answering = new Map<Socket, ServerResponse>()

  /** Whether the process is about to end: it takes no new connections, and balancers should leave it. */
  get begun(): boolean {
    return this.#begun
  }

  watch(server: Server): void {
    server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket)
      socket.once('close', () => this.#sockets.delete(socket))
    })
  }

  enter(request: IncomingMessage, response: ServerResponse): void {
    const { socket } = request
    this.#answering.set(socket, response)
    if (this.#begun) announceEnd(response)
    response.once('close', () => {
      if (this.#answering.get(socket) === response) this.#answering.delete(socket)
      // Its head may have promised to keep the connection.
      if (this.#begun) endSoon(request)
    })
  }

  /** Tells every client that its connection ends with the answer, and lets go of those without a request. */
  begin(): void {
    this.#begun = true
    for (const response of this.#answering.values()) announceEnd(response)
    setTimeout(() => {
      for (const socket of this.#sockets) if (!this.#answering.has(socket)) socket.destroy()
    }, graceMs).unref()
  }
}

/** Not under what the client is still sending: that would be reset, and the answer with it. */
function endSoon(request: IncomingMessage): void {
  if (request.complete) request.socket.destroySoon()
  else request.once('close', () => request.socket.destroySoon())
}

/** Node then says `Connection: close`, if the head of the answer is not under way yet. */
function announceEnd(response: ServerResponse): void {
  response.shouldKeepAlive = false
}
