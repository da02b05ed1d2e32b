import type { Step } from '../run/step'
import type { Task } from '../yaml/task'
import { type Search, type Trial, type Trials, trialsOf } from './trials'

/** A task of a step that tries nothing by itself. */
export function searchOf(step: Step): Task {
  return {
    name: step.name,
    step,
    type: 'grid_search',
    variants: [],
    sets: [],
    executionCount: null,
    atOnce: null,
    onChildError: 'continue-and-complete',
    targetMetric: null,
    targetValue: null,
    stopCondition: null,
  }
}

/** Several values of a parameter that takes a list are that list; of any other, each is tried. */
export function trialsFor(search: Search, given: Trial, seed: number): Trials {
  const lists = new Set(
    search.step.parameters.filter(({ multiple }) => multiple).map(({ name }) => name),
  )
  const parts = [...given]
  const fixed = new Map(parts.filter(([name]) => !lists.has(name)))
  const whole = parts.filter(([name]) => lists.has(name))
  const variants = search.variants.filter(({ name }) => !whole.some(([one]) => one === name))
  const { trials, ...rest } = trialsOf({ ...search, variants }, fixed, seed)
  return { ...rest, trials: trials.map((trial) => new Map([...trial, ...whole])) }
}
