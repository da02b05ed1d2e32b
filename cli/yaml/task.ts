import type { Atom, Step } from '../run/step'

export const taskTypes = [
  'grid_search',
  'manual_search',
  'random_search',
  'bayesian_tpe',
  'distributed',
] as const
export type TaskType = (typeof taskTypes)[number]

export const childErrors = [
  'continue-and-complete',
  'continue-and-error',
  'stop-all-and-error',
] as const
export type OnChildError = (typeof childErrors)[number]

/** A parameter of a task, and what it may be. */
export type Variant = { name: string } & (
  | { style: 'single'; items: Atom[] }
  | { style: 'multiple'; items: Atom[] }
  | { style: 'linear'; start: number; end: number; step: number }
  /** `count` numbers from base^start to base^end. */
  | {
      style: 'logspace'
      start: number
      end: number
      count: number
      base: number
      integerify: boolean
    }
  | {
      style: 'random'
      min: number
      max: number
      /** Null: as many as the task has runs. */
      count: number | null
      distribution: 'uniform' | 'integer' | 'log_uniform'
      integerify: boolean
      seed: number | null
    }
)

/** One step, run many times with other parameters. */
export interface Task {
  name: string
  step: Step
  type: TaskType
  variants: Variant[]
  /** The runs of a manual search, each as far as it is written. */
  sets: Record<string, Atom | Atom[]>[]
  /** How many runs at most. */
  executionCount: number | null
  /** How many runs at once. */
  atOnce: number | null
  onChildError: OnChildError
  /** The metric that tells which run is best. */
  targetMetric: string | null
  targetValue: number | null
  /** An expression over the metrics; no further run begins once it holds for one. */
  stopCondition: Step['stopCondition']
}
