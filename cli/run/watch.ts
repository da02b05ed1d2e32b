import type { Json } from '@/lib/view'
import { type Condition, holds, type Value } from './condition'
import { durationText } from './duration'

/** What a step says about how long it may go on. Durations in seconds. */
export interface Limits {
  timeLimit: number | null
  noOutputTimeout: number | null
  stopCondition: { text: string; condition: Condition } | null
}

// A timer cannot wait longer.
const longestTimer = 2 ** 31 - 1

/** Watches a command: how long it takes, how long it is silent, and whether it has got where it was to get. */
export class Watch {
  private readonly killing = new AbortController()
  private readonly stopping = new AbortController()
  private readonly values = new Map<string, Value>()
  private readonly timers: NodeJS.Timeout[] = []

  constructor(private readonly limits: Limits) {
    const { timeLimit, noOutputTimeout } = limits
    if (timeLimit !== null)
      this.expectEnd(
        timeLimit,
        `It ran for longer than its time-limit of ${durationText(timeLimit)}.`,
      )
    if (noOutputTimeout !== null)
      this.expectEnd(
        noOutputTimeout,
        `It printed nothing for ${durationText(noOutputTimeout)}, which is its no-output-timeout.`,
      )
  }

  /** Aborted, with a sentence as its reason, when the command has taken too long. */
  get kill(): AbortSignal {
    return this.killing.signal
  }

  /** Aborted, with a sentence as its reason, when the stop-condition holds. */
  get stop(): AbortSignal {
    return this.stopping.signal
  }

  /** The command has printed something. */
  heard(): void {
    if (this.limits.noOutputTimeout !== null) this.timers.at(-1)?.refresh()
  }

  /** The command has printed these values. */
  said(values: ReadonlyMap<string, Json>): void {
    const { stopCondition } = this.limits
    if (!stopCondition || this.stop.aborted) return
    for (const [key, value] of values)
      if (typeof value !== 'object' && value !== null) this.values.set(key, value)
    if (holds(stopCondition.condition, this.values))
      this.stopping.abort(`Stopped, since its stop-condition holds: ${stopCondition.text}.`)
  }

  end(): void {
    for (const timer of this.timers) clearTimeout(timer)
  }

  private expectEnd(seconds: number, reason: string): void {
    const wait = Math.min(seconds * 1000, longestTimer)
    this.timers.push(setTimeout(() => this.killing.abort(reason), wait))
  }
}
