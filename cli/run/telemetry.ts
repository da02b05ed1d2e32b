import type { Json } from '@/lib/view'
import type { Client } from '../client'
import { Failure, hasStatus, isPassing } from '../failure'
import { pause } from '../interruption'
import type { WorkFolder } from './layout'
import { eventOf, type MetricEvent } from './metrics'
import { Spool, valuesIn } from './spool'

/** A value for each key. */
export type MetricValues = Record<string, Json>

/** What the hub says of a run that goes on. */
interface Progress {
  stopRequested: boolean
}

const flushMs = 1000
const heartbeatMs = 60_000
const askMs = 3_000
const longestPauseMs = 30_000
const logChunk = 512 * 1024
// The hub takes 1000 events and 10000 values a call.
const eventsAtOnce = 500
const valuesAtOnce = 5000

export interface Listener {
  /** Tells the person, once per matter. */
  warn(message: string): void
  /** Someone has asked on the hub that the run be stopped. */
  onStop?(): void
}

/**
 * Brings the log and the metrics of a run to the hub while it goes on. They are files first, so nothing is
 * lost when the hub is away.
 */
export class Telemetry {
  private readonly spool: Spool
  private sent = 0
  private readonly last = new Map<string, Json>()
  private lastContact = Date.now()
  private lastAsked = Date.now()
  private failures = 0
  /** Once the hub refuses for good, there is no point in asking again. */
  private refused: Failure | null = null
  private readonly warned = new Set<string>()
  private readonly over = new AbortController()
  private loop: Promise<void> | undefined

  /** @param run path of the run in the API */
  constructor(
    private readonly client: Client,
    private readonly run: string,
    folder: WorkFolder,
    private readonly listener: Listener,
  ) {
    this.spool = new Spool(folder)
  }

  /** Adds bytes to the log. */
  log(bytes: Uint8Array): void {
    this.spool.addLog(bytes)
  }

  /** Adds a line of our own to the log. */
  note(message: string): void {
    this.log(Buffer.from(`hub: ${message.replaceAll('\n', '\nhub: ')}\n`))
  }

  /** Adds what the command said at one moment. */
  metrics(values: ReadonlyMap<string, Json>, time: string): void {
    for (const [key, value] of values) this.last.set(key, value)
    const event = eventOf(values, time)
    if (event) this.spool.addEvent(event)
  }

  /** The last value of each key. */
  get latest(): MetricValues {
    return Object.fromEntries(this.last)
  }

  /** Goes on where the hub's log of the run ends. */
  resumeAt(logBytes: number): void {
    this.sent = Math.min(logBytes, this.spool.logSize)
  }

  /** Begins to send, about every second, until `finish`. */
  start(): void {
    this.loop = this.keepSending()
  }

  /**
   * Sends all that is left.
   * @param patience seconds to keep trying while the hub is away
   * @throws Failure when it cannot be delivered
   */
  async finish(patience: number): Promise<void> {
    this.over.abort()
    await this.loop
    if (this.refused) throw this.refused
    await this.flush(patience)
  }

  close(): void {
    this.over.abort()
    this.spool.close()
  }

  private async keepSending(): Promise<void> {
    while (!this.over.signal.aborted && !this.refused) {
      const wait = Math.min(flushMs * 2 ** this.failures, longestPauseMs)
      await pause(wait, this.over.signal)
      if (this.over.signal.aborted) return
      await this.tryFlush()
    }
  }

  private async tryFlush(): Promise<void> {
    try {
      await this.flush(0)
      await this.askWhetherToStop()
      if (this.failures) this.listener.warn('The hub is back; log and metrics are on their way.')
      this.failures = 0
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      if (!isPassing(error)) {
        this.refused = error
        this.listener.warn(`The hub refuses the log and metrics of this run: ${error.message}`)
      } else if (this.failures++ === 0) {
        this.listener.warn(`${error.message} The run goes on; its log and metrics wait.`)
      }
    }
  }

  private async flush(patience: number): Promise<void> {
    while (this.sent < this.spool.logSize) await this.sendLog(patience)
    while (this.spool.pending.length) await this.sendEvents(this.nextEvents(), patience)
    if (Date.now() - this.lastContact >= heartbeatMs) {
      await this.client.call('POST', `${this.run}/metrics`, { json: { events: [] }, patience })
      this.lastContact = Date.now()
    }
  }

  private async askWhetherToStop(): Promise<void> {
    if (!this.listener.onStop || Date.now() - this.lastAsked < askMs) return
    this.lastAsked = Date.now()
    try {
      const { stopRequested } = await this.client.get<Progress>(`${this.run}/progress`)
      if (stopRequested) this.listener.onStop()
    } catch (error) {
      // An older hub, where nobody can ask for it.
      if (!hasStatus(error, 404)) throw error
      this.lastAsked = Number.POSITIVE_INFINITY
    }
  }

  private nextEvents(): MetricEvent[] {
    const { pending } = this.spool
    let values = 0
    const end = pending.findIndex((event, index) => {
      values += valuesIn(event)
      return index === eventsAtOnce || (index > 0 && values > valuesAtOnce)
    })
    return pending.slice(0, end < 0 ? pending.length : end)
  }

  private async sendLog(patience: number): Promise<void> {
    const chunk = this.spool.readLog(this.sent, logChunk)
    try {
      await this.client.call('POST', `${this.run}/log?offset=${this.sent}`, {
        bytes: () => chunk,
        headers: { 'Content-Type': 'application/octet-stream' },
        patience,
      })
      this.sent += chunk.length
    } catch (error) {
      if (hasStatus(error, 413)) return this.endLog(error)
      const expected = expectedBy(error)
      // An answer that was lost: the hub has more, or less, than we thought.
      const isNews = expected !== undefined && expected !== this.sent
      if (!isNews || expected < 0 || expected > this.spool.logSize) throw error
      this.sent = expected
    }
    this.lastContact = Date.now()
  }

  /** A log that is too long is kept as far as it goes; the run is not to blame. */
  private endLog(error: Failure): void {
    this.warnOnce(error.message)
    this.sent = Number.POSITIVE_INFINITY
  }

  private warnOnce(message: string): void {
    if (this.warned.has(message)) return
    this.warned.add(message)
    this.listener.warn(message)
  }

  /** Sends the first events, and notes how many of them the hub took. */
  private async sendEvents(events: MetricEvent[], patience: number): Promise<void> {
    const after = this.spool.valuesSent
    try {
      const json = { events, after }
      await this.client.call('POST', `${this.run}/metrics`, { json, patience })
      const values = events.reduce((sum, event) => sum + valuesIn(event), 0)
      this.spool.took(events.length, values)
      this.lastContact = Date.now()
    } catch (error) {
      const expected = expectedBy(error)
      if (expected !== undefined && expected !== after) return this.spool.catchUp(expected)
      if (!hasStatus(error, 400)) throw error
      if (events.length === 1) {
        this.warnOnce(`The hub leaves out metric lines: ${(error as Failure).message}`)
        this.spool.took(1, 0)
        return
      }
      // One of them is wrong; the others must not be lost with it. What is left comes next.
      await this.sendEvents(events.slice(0, Math.ceil(events.length / 2)), patience)
    }
  }
}

/** Where the hub wants to go on, after a conflict that says so. */
function expectedBy(error: unknown): number | undefined {
  const expected = hasStatus(error, 409) ? error.facts.details?.expected : undefined
  return typeof expected === 'number' ? expected : undefined
}
