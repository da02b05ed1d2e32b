import type { Json } from '@/lib/view'
import { readJson } from './json'

/** One moment's values, as the hub takes them. */
export interface MetricEvent {
  time: string
  step?: number
  values: Record<string, number | string | boolean>
}

const longestLine = 1024 * 1024
const longestKey = 250
const longestText = 1000

/** What a line of stdout says: one JSON object alone on it, nested ones as dotted keys. Null for any other. */
export function valuesOfLine(line: string): Map<string, Json> | null {
  const text = line.trim()
  if (!text.startsWith('{') || !text.endsWith('}')) return null
  const read = readJson(text)
  if (!read.ok || !isObject(read.value)) return null
  const flat = new Map<string, Json>()
  flatten(read.value, '', flat)
  return flat
}

/** The event that such values are: lists and nulls have no place in a curve. Null when nothing is left. */
export function eventOf(said: ReadonlyMap<string, Json>, time: string): MetricEvent | null {
  const values = new Map<string, number | string | boolean>()
  for (const [key, value] of said) if (isAtom(value)) values.set(key, value)
  const stepKey = ['step', 'epoch'].find((key) => Number.isFinite(values.get(key)))
  const step = stepKey ? values.get(stepKey) : undefined
  // Alone, it is not the step of anything.
  if (stepKey && values.size > 1) values.delete(stepKey)
  if (values.size === 0) return null
  return { time, ...(typeof step === 'number' && { step }), values: Object.fromEntries(values) }
}

function flatten(object: { [key: string]: Json }, prefix: string, flat: Map<string, Json>): void {
  for (const [name, value] of Object.entries(object)) {
    const key = prefix + name
    if (value === null || !isKey(key)) continue
    else if (isObject(value)) flatten(value, `${key}.`, flat)
    else if (typeof value === 'string')
      // The cut may go through a character.
      flat.set(key, value.slice(0, longestText).toWellFormed())
    else if (typeof value === 'number' && !Number.isFinite(value)) flat.set(key, String(value))
    else flat.set(key, value)
  }
}

function isAtom(value: Json): value is number | string | boolean {
  return typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean'
}

function isKey(key: string): boolean {
  return key.length > 0 && key.length <= longestKey && ![...key].some((char) => char < ' ')
}

function isObject(value: Json): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Cuts a stream of bytes into lines of text. Lines that are too long to be an event are dropped. */
export class LineReader {
  private parts: Buffer[] = []
  private length = 0

  constructor(private readonly onLine: (line: string) => void) {}

  push(bytes: Buffer): void {
    let from = 0
    for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, from)) {
      this.keep(bytes.subarray(from, at))
      this.end()
      from = at + 1
    }
    this.keep(bytes.subarray(from))
  }

  /** The stream has ended; what is left is the last line. */
  end(): void {
    // Decoded whole, since a character may be split over two reads.
    if (this.length > 0 && this.length <= longestLine)
      this.onLine(Buffer.concat(this.parts).toString('utf8'))
    this.parts = []
    this.length = 0
  }

  private keep(part: Buffer): void {
    this.length += part.length
    if (this.length > longestLine) this.parts = []
    else if (part.length) this.parts.push(part)
  }
}
