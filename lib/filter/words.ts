import { printKey, printTerm } from './print'
import type { Filter, Operator, Term } from './tree'

/** A filter in plain English: "State: approved", "accuracy > 0.9", "Updated in the last 30 days". */
export function wordsOf(filter: Filter): string {
  if (filter.kind === 'word') return `“${filter.text}”`
  if (filter.kind === 'term') return termInWords(filter)
  if (filter.kind === 'not') return negated(filter.of)
  return filter.of.map(inner).join(` ${filter.kind} `)
}

function inner(filter: Filter): string {
  return filter.kind === 'and' || filter.kind === 'or' ? `(${wordsOf(filter)})` : wordsOf(filter)
}

const times = new Set(['created', 'updated', 'decided', 'finished'])
const named = new Set(['metric', 'param', 'field'])
const signs: Partial<Record<Operator, string>> = { '>=': '≥', '<=': '≤' }

function termInWords(term: Term): string {
  const { key, name, op, values } = term
  if (values.length === 0) return printTerm(term)
  if (key === 'is' && op !== '!=') return `Is ${oneOf(values)}`
  if (key === 'has' && op !== '!=') return `Has ${oneOf(values)}`
  const label = named.has(key) && name ? name : capital(printKey(key, name))
  if (times.has(key)) return `${label} ${timeInWords(op, values)}`
  if (op.startsWith('>') || op.startsWith('<')) return `${label} ${signs[op] ?? op} ${values[0]}`
  if (op === '!=') return `${label}: not ${oneOf(values)}`
  const isSum = key === 'metric' || key === 'param'
  return isSum ? `${label} = ${oneOf(values)}` : `${label}: ${oneOf(values)}`
}

function negated(of: Filter): string {
  if (of.kind === 'word') return `Not “${of.text}”`
  if (of.kind === 'term' && (of.op === ':' || of.op === '=') && of.values.length) {
    if (of.key === 'is') return `Is not ${oneOf(of.values)}`
    if (of.key === 'has') return `Has no ${oneOf(of.values)}`
    if (!times.has(of.key)) return termInWords({ ...of, op: '!=' })
  }
  return `Not (${wordsOf(of)})`
}

const units: Record<string, string> = {
  min: 'minute',
  h: 'hour',
  d: 'day',
  w: 'week',
  mo: 'month',
  y: 'year',
}

function timeInWords(op: Operator, values: readonly string[]): string {
  const [first = ''] = values
  const [, amount = '', unit = ''] = /^(\d+)(min|h|d|w|mo|y)$/.exec(first) ?? []
  const long = units[unit]
  if (long && values.length === 1 && op !== '!=') {
    const age = `${Number(amount)} ${long}${Number(amount) === 1 ? '' : 's'}`
    return op.startsWith('>') ? `more than ${age} ago` : `in the last ${age}`
  }
  const befores: Partial<Record<Operator, string>> = {
    '>': 'after',
    '>=': 'from',
    '<': 'before',
    '<=': 'until',
    '!=': 'not in',
  }
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(first)
  return `${befores[op] ?? (isDay ? 'on' : 'in')} ${oneOf(values)}`
}

function oneOf(values: readonly string[]): string {
  return values.map(valueInWords).join(' or ')
}

function valueInWords(value: string): string {
  return value.length > 1 && value.endsWith('*') ? `${value.slice(0, -1)}…` : value
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
