import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** A wire to a server that can be cut and mended, as networks are. */
export class Wire {
  /** Connections that were tried while it was cut. */
  refused = 0
  /** Bytes that went through, both ways. */
  sent = 0
  private isCut = false
  private readonly sockets = new Set<Socket>()
  private readonly server = createServer((near) => this.join(near))

  private constructor(private readonly target: URL) {}

  /** A wire for one test. */
  static async to(url: string): Promise<Wire> {
    const wire = new Wire(new URL(url))
    await new Promise<void>((resolve) => wire.server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => {
      wire.cut()
      wire.server.close()
    })
    return wire
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`
  }

  /** Connections break, and new ones do too. */
  cut(): void {
    this.isCut = true
    for (const socket of this.sockets) socket.destroy()
  }

  mend(): void {
    this.isCut = false
  }

  private join(near: Socket): void {
    if (this.isCut) {
      this.refused++
      near.destroy()
      return
    }
    const far = connect(Number(this.target.port), this.target.hostname)
    const ends: [Socket, Socket][] = [
      [near, far],
      [far, near],
    ]
    for (const [one, other] of ends) {
      this.sockets.add(one)
      one.pipe(other)
      one.on('data', (bytes) => {
        this.sent += bytes.length
      })
      one.on('error', () => other.destroy())
      one.on('close', () => {
        this.sockets.delete(one)
        other.destroy()
      })
    }
  }
}
