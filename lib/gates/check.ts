import { longestGate } from '../policies/rules'
import { environment, type GateType } from './environment'
import { type Expression, type GateProblem, readExpression } from './expression'
import { type Declared, typeOf } from './types'

export type { GateProblem } from './expression'

/** How deep walks over lists and maps may lie in each other: a third would cost a cube of their length. */
const deepestFold = 2
/** How deep anything may lie in something else. */
const deepest = 60

/**
 * What is wrong with the expression of a gate, before it ever sees a version: that it cannot be read, names
 * what gates do not have, computes with what does not go together, or answers something other than true or
 * false. Empty: it may be kept. Only what was measured of a version is left to the evaluation.
 */
export function checkGate(cel: string): GateProblem[] {
  if (new TextEncoder().encode(cel).length > longestGate)
    return [{ message: `It has more than ${longestGate} bytes. Make it two gates.`, at: 0 }]
  const { expression, problem } = readExpression(cel)
  if (problem) return [problem]
  const deep = tooDeep(expression, 0, 0)
  if (deep) return [deep]
  const problems: GateProblem[] = []
  const type = typeOf(expression, variables, (message, at) => problems.push({ message, at }))
  if (problems.length === 0 && type !== 'bool' && type !== 'dyn' && type !== 'json')
    problems.push({ message: 'It answers something other than true or false.', at: expression.at })
  return problems
}

const variables: Declared = new Map(
  Object.entries(environment).map(([name, { type }]): [string, GateType] => [name, type]),
)

function tooDeep(part: Expression, depth: number, folds: number): GateProblem | null {
  const { at } = part
  if (depth > deepest) return { message: 'It is nested too deeply.', at }
  const inside = folds + (part.kind === 'fold' ? 1 : 0)
  if (inside > deepestFold) {
    const message = `Walks over lists lie in each other at most ${deepestFold} deep.`
    return { message, at }
  }
  for (const below of partsOf(part)) {
    const found = tooDeep(below, depth + 1, inside)
    if (found) return found
  }
  return null
}

function partsOf(part: Expression): Expression[] {
  switch (part.kind) {
    case 'field':
      return [part.of]
    case 'call':
      return part.target ? [part.target, ...part.given] : part.given
    case 'list':
      return part.items
    case 'map':
      return part.entries.flatMap(({ key, value }) => [key, value])
    case 'fold':
      return [part.over, part.begin, part.while, part.step, part.end]
    default:
      return []
  }
}
