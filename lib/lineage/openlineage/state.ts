import type { runStates } from '@/db/schema/tables'

export const eventTypes = ['START', 'RUNNING', 'COMPLETE', 'ABORT', 'FAIL', 'OTHER'] as const
export type EventType = (typeof eventTypes)[number]

export interface Standing {
  state: (typeof runStates)[number]
  startedAt: Date | null
  endedAt: Date | null
}

/** How a run stands by one event alone. */
export function standingOf(type: EventType, at: Date): Standing {
  const state = states[type]
  const begins = type === 'START' || type === 'RUNNING'
  return { state, startedAt: begins ? at : null, endedAt: ends.has(state) ? at : null }
}

/**
 * How a run stands by what two or more events say, in whatever order and however often they came: what has
 * ended stays so, the latest end counts, and the earliest beginning.
 */
export function together(one: Standing, other: Standing): Standing {
  const startedAt = earliest(one.startedAt, other.startedAt)
  const { state, endedAt } = after(one, other) ? one : other
  return { state, startedAt, endedAt }
}

const states = {
  START: 'running',
  RUNNING: 'running',
  COMPLETE: 'completed',
  FAIL: 'error',
  ABORT: 'stopped',
  // Says nothing of how the run stands; it may come before the start.
  OTHER: 'queued',
} as const satisfies Record<EventType, Standing['state']>

// At the same instant the worse one counts.
const ranks = ['queued', 'running', 'completed', 'stopped', 'error'] as const
const ends = new Set<Standing['state']>(['completed', 'stopped', 'error'])

function after(one: Standing, other: Standing): boolean {
  const apart = (one.endedAt?.getTime() ?? 0) - (other.endedAt?.getTime() ?? 0)
  if (one.endedAt && other.endedAt && apart !== 0) return apart > 0
  return ranks.indexOf(one.state) >= ranks.indexOf(other.state)
}

function earliest(one: Date | null, other: Date | null): Date | null {
  if (!one || !other) return one ?? other
  return one < other ? one : other
}
