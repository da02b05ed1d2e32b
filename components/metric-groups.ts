import type { MetricSeries } from '@/lib/runs/view'
import { smoothed } from './smooth'

export interface Point {
  x: number
  y: number
}

export interface Band {
  x: number
  low: number
  high: number
}

export interface PlotLine {
  /** Unlike that of any other line of its plot. */
  key: string
  /** What the legend calls it. */
  label: string
  /** Which dashes it is drawn with: lines of one metric have the same. */
  pattern: number
  /** Which shape marks it, where there are several runs. */
  marker: number | null
  /** Finite points in order of x. */
  points: Point[]
  /** The same before it was smoothed, drawn faintly. */
  raw?: Point[]
  /** Where the true value lies nearly always, drawn behind the line. */
  band?: Band[]
  /** How many values were no finite number, or not above zero on a logarithmic scale. */
  undrawn: number
}

export interface PlotGroup {
  title: string
  lines: PlotLine[]
}

/** The metrics of one run. */
export interface PlotSource {
  /** `#12` */
  label: string
  startedAt: string
  series: readonly MetricSeries[]
}

export interface PlotOptions {
  /** Steps, or seconds since the run started. */
  x: 'step' | 'time'
  /** 0 for none, up to 1. */
  smooth: number
  log: boolean
}

export const plainPlot: PlotOptions = { x: 'step', smooth: 0, log: false }

const split = /(?:^|[_\-/.])(train(?:ing)?|val(?:id(?:ation)?)?|test|eval|holdout)(?=[_\-/.]|$)/i

/**
 * Series that measure one thing on different data share a plot, `train_loss` beside `val_loss`, and so do
 * those of several runs.
 */
export function groupSeries(
  sources: readonly PlotSource[],
  options: PlotOptions = plainPlot,
): PlotGroup[] {
  const groups = new Map<string, { keys: string[]; lines: PlotLine[] }>()
  sources.forEach((source, run) => {
    for (const one of source.series) {
      const stem = stemOf(one.key)
      const group = groups.get(stem) ?? { keys: [], lines: [] }
      groups.set(stem, group)
      if (!group.keys.includes(one.key)) group.keys.push(one.key)
      const { raw, ...line } = lineOf(one, source, options)
      group.lines.push({
        ...line,
        // Of several runs the one behind the other says nothing.
        ...(raw && sources.length === 1 && { raw }),
        key: `${run} ${one.key}`,
        label: sources.length > 1 ? `${source.label} ${one.key}` : one.key,
        pattern: group.keys.indexOf(one.key),
        marker: sources.length > 1 ? run : null,
      })
    }
  })
  return [...groups].map(([stem, { keys, lines }]) => ({
    title: keys.length === 1 ? (keys[0] ?? stem) : stem,
    lines,
  }))
}

/** The point of a line that a place on the axis is at or just after. */
export function pointAt({ points }: PlotLine, x: number): Point | undefined {
  let low = 0
  let high = points.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((points[middle]?.x ?? 0) <= x) low = middle + 1
    else high = middle
  }
  return points[low - 1]
}

/** A few points of a line, evenly along it, that bear its mark. */
export function markedOf(points: readonly Point[], most = 8): Point[] {
  if (points.length <= most) return [...points]
  const apart = (points.length - 1) / (most - 1)
  return Array.from({ length: most }, (_, n) => points[Math.round(n * apart)]).filter(
    (point) => point !== undefined,
  )
}

/** The edge of a band, once around. */
export function outlineOf(band: readonly Band[]): Point[] {
  const high = band.map(({ x, high }) => ({ x, y: high }))
  return [...high, ...band.map(({ x, low }) => ({ x, y: low })).reverse()]
}

/** How the outline of a band is drawn: one of a single place has no room inside, so that its edge is all there is. */
export function aloneLook(band: readonly Band[]) {
  return band.length === 1 ? { stroke: 'var(--ink)', strokeWidth: 8 } : {}
}

function stemOf(key: string): string {
  const stem = key.replace(split, '').replace(/^[_\-/.]+/, '')
  return stem || key
}

function lineOf(
  { points, notFinite }: MetricSeries,
  { startedAt }: PlotSource,
  { x: axis, smooth, log }: PlotOptions,
): Pick<PlotLine, 'points' | 'raw' | 'undrawn'> {
  const start = Date.parse(startedAt)
  const finite = points
    .flatMap(({ step, time, value }, index) => {
      const x = axis === 'time' ? (Date.parse(time) - start) / 1000 : (step ?? index)
      return typeof value === 'number' && Number.isFinite(value) ? [{ x, y: value }] : []
    })
    .sort((a, b) => a.x - b.x)
  const drawable = (line: Point[]) => (log ? line.filter(({ y }) => y > 0) : line)
  const shown = drawable(smooth > 0 ? smoothed(finite, smooth) : finite)
  return {
    points: shown,
    ...(smooth > 0 && { raw: drawable(finite) }),
    undrawn: notFinite + finite.length - drawable(finite).length,
  }
}
