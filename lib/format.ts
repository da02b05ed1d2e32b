import { dayMs } from './time'
import type { MetricValue } from './view'

/**
 * How values read to people, everywhere the same. Pure: times are UTC and "now" is handed in, so the
 * server and the browser always print the same characters.
 */

const minute = 60_000
const hour = 60 * minute
const day = dayMs
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']

/** "just now", "5 min ago", "3 h ago", "2 days ago", then the date; "in 3 days" for what is to come. */
export function relativeTime(at: string | Date, now: Date): string {
  const then = new Date(at)
  const gap = now.getTime() - then.getTime()
  const size = Math.abs(gap)
  if (size < minute) return gap < 0 ? 'in a moment' : 'just now'
  if (size >= 30 * day) return shortDate(then)
  const words = span(size)
  return gap < 0 ? `in ${words}` : `${words} ago`
}

/** "2026-11-23 12:23:09 UTC" */
export function exactTime(at: string | Date): string {
  return `${isoDay(at)} ${clockTime(at)} UTC`
}

/** "12:23:09", UTC */
export function clockTime(at: string | Date): string {
  return new Date(at).toISOString().slice(11, 19)
}

/** "2026-11-23", UTC */
export function isoDay(at: string | Date): string {
  return new Date(at).toISOString().slice(0, 10)
}

/** "3 Mar 2026", UTC */
function shortDate(at: string | Date): string {
  const date = new Date(at)
  return `${date.getUTCDate()} ${months[date.getUTCMonth()]} ${date.getUTCFullYear()}`
}

/** "Monday 23 Nov 2026", UTC */
export function longDay(at: string | Date): string {
  return `${weekdays[new Date(at).getUTCDay()]} ${shortDate(at)}`
}

/** Milliseconds as "0.4 s", "12 s", "3 min 5 s", "2 h 7 min", "4 days 3 h". */
export function duration(ms: number): string {
  if (ms < 10_000) return `${(Math.max(0, ms) / 1000).toFixed(1)} s`
  if (ms < minute) return `${Math.floor(ms / 1000)} s`
  if (ms < hour) return `${Math.floor(ms / minute)} min ${Math.floor((ms % minute) / 1000)} s`
  if (ms < day) return `${Math.floor(ms / hour)} h ${Math.floor((ms % hour) / minute)} min`
  return `${plural(Math.floor(ms / day), 'day')} ${Math.floor((ms % day) / hour)} h`
}

/** Bytes in decimal units, three significant digits: "812 B", "1.20 kB", "34.5 MB". */
export function bytes(size: number): string {
  if (size < 1000) return `${size} B`
  const units = ['kB', 'MB', 'GB', 'TB', 'PB']
  let scaled = size / 1000
  let unit = 0
  // 999.5 would print as 1000, which is one unit up.
  while (scaled >= 999.5 && unit < units.length - 1) {
    scaled /= 1000
    unit += 1
  }
  return `${scaled.toPrecision(3)} ${units[unit]}`
}

/** A count with grouped digits: "10,000". */
export function count(value: number): string {
  return value.toLocaleString('en-US')
}

/** "1 version", "3 versions", "2 entries". */
export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`
}

/** How the numbers of one column are printed, so that their decimal points line up. */
export type Precision = { decimals: number } | { exponent: true }

/** The words of a text that separates them by spaces or commas: tags, slugs. */
export function wordsOf(text: string): string[] {
  return text.split(/[\s,]+/).filter(Boolean)
}

/** The precision that shows at least four significant digits of the smallest value of a column. */
export function precisionOf(values: readonly (MetricValue | undefined | null)[]): Precision {
  const sizes = values.filter(isFiniteNumber).map(Math.abs)
  const parts = sizes.filter((size) => size > 0)
  if (parts.length === 0 || sizes.every((size) => Number.isInteger(size) && size < 1e15))
    return { decimals: 0 }
  const smallest = Math.min(...parts)
  if (smallest < 1e-6 || Math.max(...parts) >= 1e15) return { exponent: true }
  const wanted = Math.max(2, 3 - Math.floor(Math.log10(smallest)))
  return { decimals: Math.min(wanted, Math.max(...sizes.map(decimalsOf))) }
}

/** A metric's value; words such as NaN stay words, what is missing is a dash. */
export function metric(
  value: MetricValue | undefined | null,
  precision: Precision = precisionOf([value]),
): string {
  if (value === undefined || value === null) return '—'
  if (!isFiniteNumber(value)) return String(value)
  return minus(
    'exponent' in precision ? value.toExponential(3) : grouped(value, precision.decimals),
  )
}

/** A difference with its sign always shown: "+0.012", "−3", "0". */
export function signed(value: number, precision: Precision = precisionOf([value])): string {
  const text = metric(value, precision)
  return value > 0 ? `+${text}` : text
}

/** A digest short enough for a table: "3f2a9c1b…91d0". The `sha256:` in front is left out. */
export function shortDigest(digest: string): string {
  const hex = digest.replace(/^sha256:/, '')
  return hex.length <= 16 ? hex : `${hex.slice(0, 8)}…${hex.slice(-4)}`
}

/** A commit short enough for a table; ad-hoc code, which begins with ~, says so. */
export function shortCommit(id: string): string {
  return id.startsWith('~') ? `ad-hoc ${id.slice(1, 9)}` : id.slice(0, 10)
}

function span(ms: number): string {
  if (ms < hour) return `${Math.floor(ms / minute)} min`
  if (ms < day) return `${Math.floor(ms / hour)} h`
  return plural(Math.floor(ms / day), 'day')
}

function isFiniteNumber(value: MetricValue | undefined | null): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}

function decimalsOf(value: number): number {
  const [mantissa = '', exponent = '0'] = String(value).split('e')
  return Math.max(0, (mantissa.split('.')[1]?.length ?? 0) - Number(exponent))
}

function grouped(value: number, decimals: number): string {
  const text = value.toLocaleString('en-US', {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  })
  return /^-[0.,]+$/.test(text) ? text.slice(1) : text
}

function minus(text: string): string {
  return text.replace(/^-/, '−')
}
