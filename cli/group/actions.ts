import { holds, type Value } from '../run/condition'
import { type Atom, isAtom } from '../run/step'
import type { Action, StepNode } from '../yaml/pipeline'
import type { NodeRun } from './node'

/** What an action of a node asks for. */
export interface Effect {
  kind: Exclude<Action['effects'][number], 'noop'>
  /** The conditions that hold. */
  because: string
}

/**
 * What the actions of a node ask for at a moment of it.
 * @param runs its runs; the conditions must all hold for one of them
 * @param parameters its parameters, as far as they have one value, while it has no runs
 */
export function effectsOf(
  { actions }: StepNode,
  when: Action['when'][number],
  runs: NodeRun[],
  parameters: ReadonlyMap<string, readonly Atom[]> = new Map(),
): Effect[] {
  const all = runs.length
    ? runs.map(valuesOf)
    : [
        new Map(
          [...parameters].flatMap(([name, [one]]) =>
            one === undefined ? [] : [[`parameter.${name}`, one] as const],
          ),
        ),
      ]
  return actions.flatMap((action) => {
    if (!action.when.includes(when)) return []
    const isMet = all.some((values) =>
      action.conditions.every(({ condition }) => holds(condition, values)),
    )
    if (!isMet) return []
    const because = action.conditions.map(({ text }) => text).join(' and ')
    return action.effects.flatMap((kind) => (kind === 'noop' ? [] : { kind, because }))
  })
}

function valuesOf({ plan, report }: NodeRun): Map<string, Value> {
  const named = [
    ...Object.entries(report.metrics).map(([key, value]) => [`metadata.${key}`, value] as const),
    ...Object.entries(plan.values).map(([key, value]) => [`parameter.${key}`, value] as const),
  ]
  return new Map(named.flatMap(([name, value]) => (isAtom(value) ? [[name, value] as const] : [])))
}
