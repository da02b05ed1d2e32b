import { asName, asValue, type Completion, type Suggestion } from '../filter/complete'
import type { Found } from './suggest'

/** A value or name that exists, as it is written where it was typed; `rest` is the text behind. */
export function offered(found: Found, { kind }: Completion, rest: string): Suggestion {
  const { key, value, help, count } = found
  const more = { ...(help !== null && { help }), ...(count !== null && { count }) }
  if (kind === 'value' || key === null) return { text: asValue(value), kind: 'value', ...more }
  const operator = /^\s*[:=<>!]/.test(rest) ? '' : key === 'metric' ? '>' : ':'
  return { text: `${key}.${asName(value)}${operator}`, kind: 'key', ...more }
}

/** Ages that are often asked for, where a time is typed behind `before`. */
export function agesFor(before: string, typed: string): Suggestion[] {
  const isCompared = /[<>]=?\s*$/.test(before)
  return ages
    .map(([age, help]) => ({
      age,
      help: `In the last ${help}`,
      text: isCompared ? age : `<${age}`,
    }))
    .filter(({ text }) => text.startsWith(typed))
    .map(({ text, help }) => ({
      text,
      kind: 'value',
      ...(/>=?\s*$/.test(before) ? {} : { help }),
    }))
}

const ages = [
  ['24h', 'day'],
  ['7d', 'week'],
  ['30d', 'month'],
  ['1y', 'year'],
] as const
