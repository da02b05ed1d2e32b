import type { Plan } from '../run/plan'
import type { RunReport } from '../run/run-step'

/** A run of a node that has ended. */
export interface NodeRun {
  plan: Plan
  report: RunReport
}

/** What became of a node. */
export interface NodeEnd {
  name: string
  state: 'completed' | 'error' | 'stopped' | 'skipped'
  /** Why it did not complete. */
  reason: string | null
  /** What of it others may use: of a task, the runs that completed. */
  runs: NodeRun[]
  /** The task on the hub, of a task node. */
  group: number | null
}

export function skipped({ name }: { name: string }, reason: string): NodeEnd {
  return { name, state: 'skipped', reason, runs: [], group: null }
}
