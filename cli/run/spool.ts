import {
  closeSync,
  fstatSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import type { WorkFolder } from './layout'
import type { MetricEvent } from './metrics'

/** What the hub has of the metrics: how many events, and how many values those were. */
interface Sent {
  events: number
  values: number
}

/**
 * The log and the metrics of a run as files, so that nothing of them is lost when the hub is away or this
 * process ends. What the hub has is noted beside them.
 */
export class Spool {
  /** Events that the hub does not have, in order. */
  readonly pending: MetricEvent[]
  /** Bytes of the log. */
  logSize: number
  private readonly log: number
  private readonly metrics: number
  private sent: Sent

  /** Opens the files, which hold what an earlier process left. */
  constructor(private readonly folder: WorkFolder) {
    this.log = openSync(folder.log, 'a+', 0o600)
    this.metrics = openSync(folder.metrics, 'a+', 0o600)
    this.logSize = fstatSync(this.log).size
    this.sent = readSent(folder.sent)
    this.pending = readEvents(folder.metrics).slice(this.sent.events)
  }

  /** How many values the hub has been sent. */
  get valuesSent(): number {
    return this.sent.values
  }

  addLog(bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length; )
      done += writeSync(this.log, bytes, done, bytes.length - done)
    this.logSize += bytes.length
  }

  /** At most `length` bytes of the log. */
  readLog(offset: number, length: number): Buffer<ArrayBuffer> {
    const chunk = Buffer.alloc(Math.min(this.logSize - offset, length))
    readSync(this.log, chunk, 0, chunk.length, offset)
    return chunk
  }

  addEvent(event: MetricEvent): void {
    writeSync(this.metrics, `${JSON.stringify(event)}\n`)
    this.pending.push(event)
  }

  /** Notes that the hub has the first events, or wants none of them (`values` 0). */
  took(events: number, values: number): void {
    this.pending.splice(0, events)
    this.sent = { events: this.sent.events + events, values: this.sent.values + values }
    this.keepSent()
  }

  /** Notes that the hub has this many values, more than it had been known to: an answer was lost. */
  catchUp(values: number): void {
    let count = this.sent.values
    let events = 0
    while (count < values && events < this.pending.length)
      count += valuesIn(this.pending[events++] as MetricEvent)
    // Where that is not the end of an event, others report too: nothing of ours is left out for them.
    if (count === values) this.pending.splice(0, events)
    else events = 0
    this.sent = { events: this.sent.events + events, values }
    this.keepSent()
  }

  close(): void {
    closeSync(this.log)
    closeSync(this.metrics)
  }

  private keepSent(): void {
    const temporary = `${this.folder.sent}.new`
    writeFileSync(temporary, JSON.stringify(this.sent), { mode: 0o600 })
    renameSync(temporary, this.folder.sent)
  }
}

/** How many values an event holds. */
export function valuesIn({ values }: MetricEvent): number {
  return Object.keys(values).length
}

function readSent(path: string): Sent {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Sent
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    return { events: 0, values: 0 }
  }
}

function readEvents(path: string): MetricEvent[] {
  const lines = readFileSync(path, 'utf8').split('\n')
  // What follows the last line end was being written when the machine stopped.
  lines.pop()
  return lines.map((line) => JSON.parse(line) as MetricEvent)
}
