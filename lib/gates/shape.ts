import type { Expression } from './expression'
import { pathOf } from './looks'

/** A gate that compares one metric of the candidate with a bound, which people can be told in numbers. */
export interface Comparison {
  metric: string
  operator: '>=' | '>' | '<=' | '<'
  bound: Bound
  /** Whether it passes where nothing is approved yet. */
  firstPasses: boolean
}

/** A number made of constants and of metrics of the approved version. */
export type Bound =
  | { kind: 'number'; value: number }
  | { kind: 'approved'; metric: string }
  | { kind: 'computed'; operator: '+' | '-' | '*' | '/'; left: Bound; right: Bound }

/** The comparison that an expression is; null for any other expression. */
export function comparisonOf(expression: Expression): Comparison | null {
  if (expression.kind !== 'call') return null
  const { name, given } = expression
  const [left, right] = given
  if (!left || !right) return null
  if (name === '_||_') {
    const rest = isNothingApproved(left) ? right : isNothingApproved(right) ? left : null
    const inner = rest && comparisonOf(rest)
    return inner && { ...inner, firstPasses: true }
  }
  const operator = operators.get(name)
  if (!operator) return null
  return compared(left, operator.written, right) ?? compared(right, operator.turned, left)
}

/** The number that a bound is, given the approved metrics; null where one is missing. */
export function boundValue(
  bound: Bound,
  approved: (metric: string) => number | undefined,
): number | null {
  if (bound.kind === 'number') return bound.value
  if (bound.kind === 'approved') return approved(bound.metric) ?? null
  const left = boundValue(bound.left, approved)
  const right = boundValue(bound.right, approved)
  if (left === null || right === null) return null
  switch (bound.operator) {
    case '+':
      return left + right
    case '-':
      return left - right
    case '*':
      return left * right
    case '/':
      return left / right
  }
}

const operators = new Map<
  string,
  { written: Comparison['operator']; turned: Comparison['operator'] }
>([
  ['_>=_', { written: '>=', turned: '<=' }],
  ['_>_', { written: '>', turned: '<' }],
  ['_<=_', { written: '<=', turned: '>=' }],
  ['_<_', { written: '<', turned: '>' }],
])

function compared(
  candidate: Expression,
  operator: Comparison['operator'],
  against: Expression,
): Comparison | null {
  const metric = metricOf(candidate, ['metrics'])
  const bound = boundOf(against)
  return metric === null || !bound ? null : { metric, operator, bound, firstPasses: false }
}

function boundOf(expression: Expression): Bound | null {
  if (expression.kind === 'constant') {
    const { type, value } = expression
    return type === 'double' || type === 'int' ? { kind: 'number', value: Number(value) } : null
  }
  const metric = metricOf(expression, ['approved', 'metrics'])
  if (metric !== null) return { kind: 'approved', metric }
  if (expression.kind !== 'call') return null
  const [first, second] = expression.given
  const left = first && boundOf(first)
  if (expression.name === '-_' && left?.kind === 'number') return { ...left, value: -left.value }
  const [, operator] = /^_([-+*/])_$/.exec(expression.name) ?? []
  const right = second && boundOf(second)
  // Between whole numbers CEL computes otherwise, and between them and decimals not at all.
  if (!left || !right || !operator || isWhole(first) || isWhole(second)) return null
  return { kind: 'computed', operator: operator as '+' | '-' | '*' | '/', left, right }
}

const isWhole = (expression: Expression) =>
  expression.kind === 'constant' && expression.type === 'int'

function metricOf(expression: Expression, of: readonly string[]): string | null {
  if (expression.kind === 'field' && expression.asked) return null
  const path = pathOf(expression)
  const key = path?.[of.length]
  const whole = path?.length === of.length + 1 && of.every((name, at) => path[at] === name)
  return whole && key !== undefined ? key : null
}

function isNothingApproved(expression: Expression): boolean {
  if (expression.kind !== 'call' || expression.name !== '!_') return false
  const [exists] = expression.given
  const path = exists && pathOf(exists)
  return path?.join('.') === 'approved.exists'
}
