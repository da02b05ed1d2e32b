import { metric, type Precision } from '@/lib/format'
import { compare, type Direction } from '@/lib/metrics/direction'
import type { MetricValue } from '@/lib/view'

/**
 * A metric over versions in words, the last first: "0.91, up from 0.88 over 6 versions, better". What is
 * drawn beside it says the same to the eye.
 */
export function trendWords(
  values: readonly MetricValue[],
  direction: Direction,
  precision?: Precision,
): string {
  const last = values.at(-1)
  const said = metric(last, precision)
  const before = values.slice(0, -1).filter(isNumber)
  const first = before[0]
  if (!isNumber(last) || first === undefined) return said
  const over = `over ${before.length + 1} versions`
  const { verdict } = compare(last, first, direction)
  if (verdict === 'same') return `${said}, as before ${over}`
  const way = last > first ? 'up' : 'down'
  return `${said}, ${way} from ${metric(first, precision)} ${over}, ${verdict}`
}

/** Where the values lie in a box, as the `points` of an SVG line; null where fewer than two can be drawn. */
export function trendLine(
  values: readonly MetricValue[],
  box: { width: number; height: number },
): { x: number; y: number }[] | null {
  const drawn = values.filter(isNumber)
  if (drawn.length < 2) return null
  // Halves, so that the distance between any two is a number.
  const low = Math.min(...drawn) / 2
  const range = Math.max(...drawn) / 2 - low
  const round = (length: number) => Math.round(length * 10) / 10
  return drawn.map((value, index) => ({
    x: round((index / (drawn.length - 1)) * box.width),
    y: round(box.height * (range === 0 ? 0.5 : 1 - (value / 2 - low) / range)),
  }))
}

function isNumber(value: MetricValue | undefined): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}
