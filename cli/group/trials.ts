import { invalid } from '../failure'
import type { Atom, Step } from '../run/step'
import type { Task, Variant } from '../yaml/task'
import { atMost, Dice, draw, valuesOf } from './values'

/** The values of one run of a task, in place of the step's defaults. */
export type Trial = ReadonlyMap<string, readonly Atom[]>

export interface Trials {
  trials: Trial[]
  /** Names of the parameters that are not the same for all. */
  varied: string[]
  warnings: string[]
}

/** What is to be tried of a step. A task is one. */
export type Search = Pick<Task, 'step' | 'type' | 'variants' | 'sets' | 'executionCount'>

/**
 * Every run that a search comes to.
 * @param fixed values from elsewhere, which go before those of the search; several are each tried
 * @param seed of what is random
 * @throws Failure for what we do not do, and for more than 10,000 runs
 */
export function trialsOf(search: Search, fixed: Trial, seed: number): Trials {
  const { step, type, executionCount } = search
  if (type === 'bayesian_tpe' || type === 'distributed')
    throw invalid(
      `Tasks of the type ${type} are for a platform that schedules them. Use grid_search, random_search or manual_search.`,
    )
  const variants = search.variants.filter(({ name }) => !fixed.has(name))
  const given = [...fixed].map(
    ([name, items]): Variant => ({ name, style: 'multiple', items: [...items] }),
  )
  const dice = new Dice(seed)
  const columns = (of: Variant[]): Column[] =>
    of.map((variant) => ({ name: variant.name, items: valuesOf(variant, step, dice) }))
  const all =
    type === 'random_search'
      ? atRandom(step, [...variants, ...given], executionCount, dice)
      : type === 'manual_search'
        ? productOf([byHand(search.sets, columns(variants), fixed), gridOf(columns(given))])
        : gridOf(columns([...variants, ...given]))
  const trials = all.slice(0, executionCount ?? all.length)
  const warnings =
    trials.length < all.length
      ? [`Of ${all.length} runs the first ${trials.length} are made (execution-count).`]
      : []
  return { trials, varied: variedIn(trials), warnings }
}

interface Column {
  name: string
  items: Atom[]
}

function gridOf(columns: Column[]): Trial[] {
  return productOf(columns.map(({ name, items }) => items.map((item) => new Map([[name, [item]]]))))
}

function productOf(parts: Trial[][]): Trial[] {
  atMost(parts.reduce((product, part) => product * part.length, 1))
  return parts.reduce<Trial[]>(
    (trials, part) => trials.flatMap((trial) => part.map((more) => new Map([...trial, ...more]))),
    [new Map()],
  )
}

/** Sets as they are; lists side by side, the first value of each together. */
function byHand(sets: Task['sets'], columns: Column[], fixed: Trial): Trial[] {
  const rows = sets.map((set) => {
    const own = Object.entries(set).filter(([name]) => !fixed.has(name))
    return new Map(own.map(([name, value]) => [name, [value].flat()]))
  })
  const longest = Math.max(1, ...columns.map(({ items }) => items.length))
  const uneven = columns.find(({ items }) => items.length !== 1 && items.length !== longest)
  if (uneven)
    throw invalid(
      `A manual search takes the values of all parameters side by side, but ${uneven.name} has ${uneven.items.length} and another has ${longest}. Give as many of each, or use parameter-sets.`,
    )
  const lists = Array.from({ length: longest }, (_, index) => {
    const row = columns.map(({ name, items }) => [name, [items[index] ?? items[0]]] as const)
    return new Map(row.map(([name, values]) => [name, values.filter((one) => one !== undefined)]))
  })
  return rows.length ? productOf([rows, lists]) : lists
}

function atRandom(
  step: Step,
  variants: Variant[],
  executionCount: number | null,
  dice: Dice,
): Trial[] {
  const counts = variants.map((variant) => (variant.style === 'random' && variant.count) || 0)
  const count = executionCount ?? Math.max(0, ...counts)
  if (count === 0) throw invalid('Say how many runs: execution-count of the task.')
  const isEndless = variants.some(({ style }) => style === 'random')
  const sizes = variants.map((variant) => (isEndless ? 1 : valuesOf(variant, step, dice).length))
  const wanted = Math.min(
    atMost(count),
    isEndless ? count : sizes.reduce((product, size) => product * size, 1),
  )
  const trials = new Map<string, Trial>()
  // Not the same run twice, as long as there are others.
  for (let tries = 0; trials.size < wanted && tries < wanted * 1000; tries++) {
    const drawn = variants.map((variant) => {
      const value = draw(variant, step, dice)
      return [variant.name, value === undefined ? [] : [value]] as const
    })
    trials.set(JSON.stringify(drawn), new Map(drawn))
  }
  return [...trials.values()]
}

/** Names of the parameters that are not the same for all. */
export function variedIn(trials: Trial[]): string[] {
  const names = new Set(trials.flatMap((trial) => [...trial.keys()]))
  return [...names].filter(
    (name) => new Set(trials.map((trial) => JSON.stringify(trial.get(name)))).size > 1,
  )
}
