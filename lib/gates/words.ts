import { plural } from '../format'
import { metricNumber } from '../metrics/value'
import type { Json } from '../view'
import type { GateContext } from './context'
import { type Look, metricOf, nameOf } from './looks'
import { type Bound, boundValue, type Comparison } from './shape'

/** What a comparison came to, in numbers. */
export interface Compared {
  candidate: number
  threshold: number
}

/** The numbers of a comparison; null where one was not measured. */
export function comparedIn(
  { metric, bound }: Comparison,
  { candidate, approved }: GateContext,
): Compared | null {
  const value = metricOf(candidate, metric)
  const threshold = boundValue(bound, (key) => {
    const found = approved ? metricOf(approved, key) : undefined
    return found === undefined ? undefined : metricNumber(found)
  })
  return value === undefined || threshold === null
    ? null
    : { candidate: metricNumber(value), threshold }
}

/** "accuracy 0.912 is 0.013 below the least allowed 0.925 (approved v5: 0.93 − 0.005)." */
export function tellComparison(
  { metric, operator, bound }: Comparison,
  { candidate, threshold }: Compared,
  { approved }: GateContext,
): string {
  const [value, allowed] = apart(candidate, threshold)
  const strict = operator === '>' || operator === '<'
  const limit = operator.startsWith('>')
    ? `the ${strict ? 'bound' : 'least allowed'}`
    : `the ${strict ? 'bound' : 'most allowed'}`
  const gap = number(Math.abs(candidate - threshold))
  const where =
    candidate === threshold ? 'is' : `is ${gap} ${candidate > threshold ? 'above' : 'below'}`
  const must = strict ? `, and must be ${operator === '>' ? 'above' : 'below'} it` : ''
  return `${metric} ${value} ${where} ${limit} ${allowed}${origin(bound, approved)}${must}.`
}

/** "It does not hold: accuracy 0.91, accuracy of v5 0.93." */
export function tellLooks(
  holds: boolean,
  looks: readonly { look: Look; value: Json | undefined }[],
  context: GateContext,
): string {
  const told = looks.slice(0, mostTold).map(({ look, value }) => {
    const name = labelOf(look, context)
    return value === undefined ? `${name} is not there` : `${name} ${shown(value)}`
  })
  const more = looks.length > mostTold ? [`and ${plural(looks.length - mostTold, 'other')}`] : []
  const verdict = holds ? 'It holds' : 'It does not hold'
  return told.length ? `${verdict}: ${[...told, ...more].join(', ')}.` : `${verdict}.`
}

/** "accuracy", "accuracy of v5", "params.trees" */
export function labelOf({ path, asked }: Look, { approved }: GateContext): string {
  const [first, second, ...rest] = path
  const name =
    first === 'metrics' && path.length === 2
      ? `${second}`
      : first === 'approved' && second === 'metrics' && rest.length === 1 && approved
        ? `${rest[0]} of v${approved.number}`
        : nameOf(path)
  return asked ? `whether there is ${name}` : name
}

const mostTold = 12
const longestTold = 80

function shown(value: Json): string {
  if (typeof value === 'number') return number(value)
  const text = typeof value === 'string' ? `“${value}”` : JSON.stringify(value)
  return text.length > longestTold ? `${text.slice(0, longestTold)}…` : text
}

function origin(bound: Bound, approved: GateContext['approved']): string {
  if (!approved || bound.kind === 'number') return ''
  if (bound.kind === 'approved') return ` (that of v${approved.number}, which is approved)`
  const written = (part: Bound, inside = false): string => {
    if (part.kind === 'number') return number(part.value)
    if (part.kind === 'approved')
      return number(metricNumber(metricOf(approved, part.metric) ?? 'NaN'))
    const { left, operator, right } = part
    const text = `${written(left, true)} ${signs[operator]} ${written(right, true)}`
    return inside ? `(${text})` : text
  }
  return ` (approved v${approved.number}: ${written(bound)})`
}

const signs = { '+': '+', '-': '−', '*': '×', '/': '÷' }

/** Two numbers with as many digits as it takes to tell them apart. */
function apart(one: number, other: number): [string, string] {
  for (let digits = 6; digits < 17; digits++) {
    const texts: [string, string] = [number(one, digits), number(other, digits)]
    if (one === other || texts[0] !== texts[1]) return texts
  }
  return [String(one), String(other)]
}

/** A number without what binary fractions add to it. */
function number(value: number, digits = 6): string {
  if (Number.isInteger(value) || !Number.isFinite(value)) return minus(String(value))
  const whole = Math.max(0, Math.floor(Math.log10(Math.abs(value))) + 1)
  return minus(String(Number(value.toPrecision(Math.min(17, Math.max(digits, whole + 2))))))
}

const minus = (text: string) => text.replace(/^-/, '−')
