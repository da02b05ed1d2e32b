import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** Bytes that a slow client sends or takes in a second. */
export const perSecond = 1000

/** A connection of a client with a bad line: it sends or takes little at a time, and never stops. */
export abstract class SlowClient {
  private readonly socket: Socket
  protected received = Buffer.alloc(0)
  private closed = false

  constructor(
    url: string,
    protected readonly head: string,
  ) {
    const { hostname, port } = new URL(url)
    this.socket = connect(Number(port), hostname)
    this.socket.on('error', () => undefined)
    this.socket.on('close', () => {
      this.closed = true
    })
  }

  /** Goes on until `isOver`. Answers what it came to. */
  abstract run(isOver: () => boolean): Promise<'fine' | 'cut off' | 'refused'>

  protected get isCut(): boolean {
    return this.closed
  }

  protected write(text: string | Buffer): void {
    if (!this.closed) this.socket.write(text)
  }

  /** Takes what has come, a little of it. */
  protected take(most: number): number {
    const size = Math.min(most, this.socket.readableLength)
    const part = size > 0 ? (this.socket.read(size) as Buffer | null) : null
    if (part && this.received.length < 4096) this.received = Buffer.concat([this.received, part])
    if (!part) this.socket.read(0)
    return part?.length ?? 0
  }

  /** The status of the answer; 0 while there is none. */
  protected get status(): number {
    return Number(/^HTTP\/1\.1 (\d{3})/.exec(this.received.toString('latin1'))?.[1] ?? 0)
  }

  protected async statusWithin(ms: number): Promise<number> {
    for (const until = Date.now() + ms; Date.now() < until && !this.status; await sleep(50))
      this.take(4096)
    return this.status
  }

  end(): void {
    this.socket.destroy()
  }
}

/** Sends a file a little at a time, and the rest of it when time is over. */
export class SlowUpload extends SlowClient {
  constructor(
    url: string,
    head: string,
    private readonly content: Buffer,
  ) {
    super(url, `${head}content-length: ${content.length}\r\n\r\n`)
  }

  async run(isOver: () => boolean) {
    this.write(this.head)
    let sent = 0
    for (; !isOver() && sent + perSecond < this.content.length; sent += perSecond) {
      this.write(this.content.subarray(sent, sent + perSecond))
      await sleep(1000)
    }
    if (this.isCut) return 'cut off'
    this.write(this.content.subarray(sent))
    const status = await this.statusWithin(20_000)
    return status === 200 || status === 201 ? 'fine' : 'refused'
  }
}

/** Reads a large file a little at a time, and goes away before its end. */
export class SlowDownload extends SlowClient {
  async run(isOver: () => boolean) {
    this.write(`${this.head}\r\n`)
    let taken = 0
    while (!isOver()) {
      taken += this.take(perSecond)
      await sleep(1000)
    }
    if (this.isCut) return 'cut off'
    return this.status === 200 && taken >= perSecond ? 'fine' : 'refused'
  }
}

/** Sends the fields of its request one by one, and the last one when time is over. */
export class SlowRequest extends SlowClient {
  async run(isOver: () => boolean) {
    this.write(this.head)
    for (let n = 0; !isOver(); n++) {
      this.write(`x-slow-${n}: ${'y'.repeat(20)}\r\n`)
      await sleep(1000)
    }
    if (this.isCut) return 'cut off'
    this.write('\r\n')
    return (await this.statusWithin(20_000)) === 200 ? 'fine' : 'refused'
  }
}
