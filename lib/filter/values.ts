import { ownValue } from '../own-value'
import { dayMs } from '../time'
import { parseUri, slugProblem, versionNameProblem } from '../uri'
import type { Operator } from './tree'

/** Readers of values: each answers null for what it cannot read. Pure; the present is handed in. */

/** `0.9`, `-3`, `1e-4`. */
export function readNumber(text: string): number | null {
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text)) return null
  const number = Number(text)
  return Number.isFinite(number) ? number : null
}

/** A number, or one of the words that a metric may be instead. */
export function readMetric(text: string): number | null {
  const words: Record<string, number> = {
    nan: Number.NaN,
    infinity: Number.POSITIVE_INFINITY,
    '-infinity': Number.NEGATIVE_INFINITY,
  }
  return ownValue(words, text.toLowerCase()) ?? readNumber(text)
}

/** A whole number from 0 that PostgreSQL's integer holds; `v3` is 3. */
export function readCount(text: string): number | null {
  const found = /^v?(\d{1,10})$/i.exec(text)
  const number = Number(found?.[1])
  return found && number < 2 ** 31 ? number : null
}

const byteUnits: Record<string, number> = {
  '': 1,
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
}

/** `10MB`, `1.5 GiB`, `512`: in bytes. */
export function readBytes(text: string): number | null {
  return readMeasure(text, byteUnits)
}

const durationUnits: Record<string, number> = {
  '': 1,
  ms: 1 / 1000,
  s: 1,
  m: 60,
  min: 60,
  h: 3600,
  d: 86_400,
}

/** `90`, `90s`, `10m`, `2h`: in seconds. */
export function readDuration(text: string): number | null {
  return readMeasure(text, durationUnits)
}

function readMeasure(text: string, units: Record<string, number>): number | null {
  const [, amount = '', unit = ''] = /^([\d.]+)\s*([a-z]*)$/i.exec(text) ?? []
  const number = readNumber(amount)
  const size = ownValue(units, unit.toLowerCase())
  if (number === null || size === undefined) return null
  return Number.isFinite(number * size) ? number * size : null
}

/** A stretch of time, with `from` and without `to`; they are the same for an instant. */
export interface Stretch {
  from: Date
  to: Date
}

export type Time = ({ kind: 'date' } & Stretch) | { kind: 'ago'; instant: Date }

/** `2026`, `2026-01`, `2026-01-05`, an instant with offset or Z; `30d`, `12h`: so long before `now`. */
export function readTime(text: string, now: Date): Time | null {
  const [, amount, unit] = /^(\d{1,5})(min|h|d|w|mo|y)$/.exec(text) ?? []
  if (amount && unit) {
    const instant = before(now, Number(amount), unit)
    return { kind: 'ago', instant: isStorable(instant) ? instant : longAgo }
  }
  const stretch = readStretch(text)
  return stretch && { kind: 'date', ...stretch }
}

/** A year, a month, a day or an instant. */
export function readStretch(text: string): Stretch | null {
  const stretch = asStretch(text)
  return stretch && isStorable(stretch.from) && isStorable(stretch.to) ? stretch : null
}

function asStretch(text: string): Stretch | null {
  const [, year, month, day] = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(text) ?? []
  if (year === undefined) {
    const isInstant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/i
    const instant = new Date(text)
    if (!isInstant.test(text) || !exists(text.slice(0, 10)) || Number.isNaN(instant.getTime()))
      return null
    return { from: instant, to: instant }
  }
  const from = `${year}-${month ?? '01'}-${day ?? '01'}`
  if (!exists(from)) return null
  const [y, m] = [Number(year), Number(month ?? '01') - 1]
  const start = new Date(`${from}T00:00:00Z`)
  if (day) return { from: start, to: new Date(start.getTime() + dayMs) }
  return { from: start, to: new Date(month ? Date.UTC(y, m + 1, 1) : Date.UTC(y + 1, 0, 1)) }
}

/** JavaScript takes the 31st of February for the 3rd of March. */
function exists(day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day)
}

function before(now: Date, amount: number, unit: string): Date {
  const lengths: Record<string, number> = {
    min: 60_000,
    h: 3_600_000,
    d: dayMs,
    w: 7 * dayMs,
  }
  const length = lengths[unit]
  if (length !== undefined) return new Date(now.getTime() - amount * length)
  const months = unit === 'y' ? 12 * amount : amount
  const day = now.getUTCDate()
  const earlier = new Date(now)
  earlier.setUTCDate(1)
  earlier.setUTCMonth(earlier.getUTCMonth() - months)
  // A month before the 31st of March is the last day of February.
  const last = new Date(Date.UTC(earlier.getUTCFullYear(), earlier.getUTCMonth() + 1, 0))
  earlier.setUTCDate(Math.min(day, last.getUTCDate()))
  return earlier
}

/** Whatever is asked, it is later than this. */
const longAgo = new Date('0001-01-01T00:00:00Z')

function isStorable(date: Date): boolean {
  const year = date.getUTCFullYear()
  return year >= 1 && year <= 9999
}

/** Between which instants something is; null where there is no bound. */
export interface Interval {
  from: Date | null
  fromIncluded: boolean
  to: Date | null
  toIncluded: boolean
}

/**
 * What a term about time asks for; with `!=` it is what must not be. A day compared means its 00:00Z. With
 * `30d` the question is of age: `<30d` is less than 30 days ago.
 */
export function intervalOf(op: Operator, text: string, now: Date): Interval | null {
  const time = readTime(text, now)
  if (!time) return null
  if (time.kind === 'date' && (op === ':' || op === '=' || op === '!=')) {
    const isInstant = time.from.getTime() === time.to.getTime()
    return { from: time.from, fromIncluded: true, to: time.to, toIncluded: isInstant }
  }
  const instant = time.kind === 'date' ? time.from : time.instant
  const isYounger = time.kind === 'ago' && !op.startsWith('>')
  const isLater = time.kind === 'date' ? op.startsWith('>') : isYounger
  const isIncluded = op.endsWith('=')
  return isLater
    ? { from: instant, fromIncluded: isIncluded, to: null, toIncluded: false }
    : { from: null, fromIncluded: false, to: instant, toIncluded: isIncluded }
}

/** What a word stands for: `prod*` for all that begin with prod. */
export function readPrefix(text: string): { prefix: string } | { whole: string } {
  return text.endsWith('*') ? { prefix: text.slice(0, -1) } : { whole: text }
}

/** `credit`, `credit/2024-q1`, `dataset://credit/2024-q1`: of the organization at hand. */
export function readDataset(text: string): { dataset: string; version: string | null } | null {
  if (text.startsWith('dataset://')) {
    const parsed = parseUri(text)
    if (!parsed.ok || parsed.uri.kind !== 'dataset') return null
    const { organization, dataset, version, files } = parsed.uri
    return organization || files ? null : { dataset, version }
  }
  const slash = text.indexOf('/')
  const [dataset, version] =
    slash < 0 ? [text, null] : [text.slice(0, slash), text.slice(slash + 1)]
  const isRight =
    slugProblem(dataset) === null && (!version || versionNameProblem(version) === null)
  return isRight ? { dataset, version: version || null } : null
}

/** `churn/12`, `run://churn/12`: of the organization at hand. */
export function readRun(text: string): { project: string; number: number } | null {
  const parsed = parseUri(text.startsWith('run://') ? text : `run://${text}`)
  if (!parsed.ok || parsed.uri.kind !== 'run' || parsed.uri.organization) return null
  return { project: parsed.uri.project, number: parsed.uri.number }
}
