import { closeSync, openSync, readSync, writeSync } from 'node:fs'
import type { Json } from '@/lib/view'
import type { Client } from '../client'
import { Failure, hasStatus, isPassing } from '../failure'
import { pause } from '../interruption'
import { eventOf, type MetricEvent } from './metrics'

/** A value for each key. */
export type MetricValues = Record<string, Json>

const flushMs = 1000
const heartbeatMs = 60_000
const longestPauseMs = 30_000
const logChunk = 512 * 1024
// The hub takes 1000 events and 10000 values a call.
const eventsAtOnce = 500
const valuesAtOnce = 5000

/**
 * Brings the log and the metrics of a run to the hub while it goes on. The log is a file first, so nothing is
 * lost when the hub is away for a while.
 */
export class Telemetry {
  private readonly file: number
  private written = 0
  private sent = 0
  private readonly events: MetricEvent[] = []
  private readonly last = new Map<string, Json>()
  private lastContact = Date.now()
  private failures = 0
  /** Once the hub refuses for good, there is no point in asking again. */
  private refused: Failure | null = null
  private readonly warned = new Set<string>()
  private readonly over = new AbortController()
  private loop: Promise<void> | undefined

  /**
   * @param run path of the run in the API
   * @param logPath the file that the log is kept in
   * @param warn tells the person, once per matter
   */
  constructor(
    private readonly client: Client,
    private readonly run: string,
    logPath: string,
    private readonly warn: (message: string) => void,
  ) {
    this.file = openSync(logPath, 'w+', 0o600)
  }

  /** Adds bytes to the log. */
  log(bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length; )
      done += writeSync(this.file, bytes, done, bytes.length - done, this.written + done)
    this.written += bytes.length
  }

  /** Adds a line of our own to the log. */
  note(message: string): void {
    this.log(Buffer.from(`hub: ${message.replaceAll('\n', '\nhub: ')}\n`))
  }

  /** Adds what the command said at one moment. */
  metrics(values: ReadonlyMap<string, Json>, time: string): void {
    for (const [key, value] of values) this.last.set(key, value)
    const event = eventOf(values, time)
    if (event) this.events.push(event)
  }

  /** The last value of each key. */
  get latest(): MetricValues {
    return Object.fromEntries(this.last)
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
    closeSync(this.file)
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
      if (this.failures) this.warn('The hub is back; log and metrics are on their way.')
      this.failures = 0
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      if (!isPassing(error)) {
        this.refused = error
        this.warn(`The hub refuses the log and metrics of this run: ${error.message}`)
      } else if (this.failures++ === 0) {
        this.warn(`${error.message} The run goes on; its log and metrics wait.`)
      }
    }
  }

  private async flush(patience: number): Promise<void> {
    while (this.sent < this.written) await this.sendLog(patience)
    while (this.events.length) {
      const batch = this.nextEvents()
      await this.sendEvents(batch, patience)
      this.events.splice(0, batch.length)
    }
    if (Date.now() - this.lastContact >= heartbeatMs) await this.sendEvents([], patience)
  }

  private nextEvents(): MetricEvent[] {
    let values = 0
    const end = this.events.findIndex((event, index) => {
      values += Object.keys(event.values).length
      return index === eventsAtOnce || (index > 0 && values > valuesAtOnce)
    })
    return this.events.slice(0, end < 0 ? this.events.length : end)
  }

  private async sendLog(patience: number): Promise<void> {
    const chunk = Buffer.alloc(Math.min(this.written - this.sent, logChunk))
    readSync(this.file, chunk, 0, chunk.length, this.sent)
    try {
      await this.client.call('POST', `${this.run}/log?offset=${this.sent}`, {
        bytes: () => chunk,
        headers: { 'Content-Type': 'application/octet-stream' },
        patience,
      })
      this.sent += chunk.length
    } catch (error) {
      if (hasStatus(error, 413)) return this.endLog(error)
      const expected = hasStatus(error, 409) ? error.facts.details?.expected : undefined
      // An answer that was lost: the hub has more, or less, than we thought.
      const isNews = typeof expected === 'number' && expected !== this.sent
      if (!isNews || expected < 0 || expected > this.written) throw error
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
    this.warn(message)
  }

  private async sendEvents(events: MetricEvent[], patience: number): Promise<void> {
    try {
      await this.client.call('POST', `${this.run}/metrics`, { json: { events }, patience })
      this.lastContact = Date.now()
    } catch (error) {
      const isWrong = hasStatus(error, 400) && events.length > 0
      if (!isWrong) throw error
      if (events.length === 1) {
        this.warnOnce(`The hub leaves out metric lines: ${(error as Failure).message}`)
        return
      }
      // One of them is wrong; the others must not be lost with it.
      const half = Math.ceil(events.length / 2)
      await this.sendEvents(events.slice(0, half), patience)
      await this.sendEvents(events.slice(half), patience)
    }
  }
}
