import type { Json, MetricValue } from '@/lib/view'

/** A row of a form: a key and its value as typed. */
export interface Pair {
  id: number
  key: string
  value: string
}

export interface Read<T> {
  values: Record<string, T>
  /** What is wrong with a row, by its id. */
  problems: Map<number, string>
}

/** Metrics are numbers; NaN and the infinities travel as words. Blank rows are left out. */
export function readMetrics(pairs: readonly Pair[]): Read<MetricValue> {
  return read<MetricValue>(pairs, (text) => {
    if (text === 'NaN' || text === 'Infinity' || text === '-Infinity') return { value: text }
    const number = text === '' ? Number.NaN : Number(text)
    return Number.isFinite(number)
      ? { value: number }
      : { problem: 'Write a number, such as 0.93.' }
  })
}

/** Parameters are JSON where they are JSON (0.1, true, [1, 2]), otherwise the text itself, as with `hub push`. */
export function readParams(pairs: readonly Pair[]): Read<Json> {
  return read(pairs, (text) => ({ value: asJson(text) }))
}

function read<T>(
  pairs: readonly Pair[],
  parse: (text: string) => { value: T } | { problem: string },
): Read<T> {
  const values = new Map<string, T>()
  const problems = new Map<number, string>()
  for (const { id, key: typed, value } of pairs) {
    const key = typed.trim()
    if (key === '' && value.trim() === '') continue
    const parsed = parse(value.trim())
    if (key === '') problems.set(id, 'Give it a name.')
    else if (key.length > 250) problems.set(id, 'A name has at most 250 characters.')
    else if (values.has(key)) problems.set(id, `${key} is there twice.`)
    else if ('problem' in parsed) problems.set(id, parsed.problem)
    else values.set(key, parsed.value)
  }
  return { values: Object.fromEntries(values), problems }
}

function asJson(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    return text
  }
}
