import type { MetricSeries } from '@/lib/runs/view'

export interface Point {
  x: number
  y: number
}

export interface PlotLine {
  key: string
  /** Finite points in order of x. */
  points: Point[]
  /** How many values were NaN or infinite and cannot be drawn. */
  notFinite: number
}

export interface PlotGroup {
  title: string
  lines: PlotLine[]
}

const split = /(?:^|[_\-/.])(train(?:ing)?|val(?:id(?:ation)?)?|test|eval|holdout)(?=[_\-/.]|$)/i

/** Series that measure one thing on different data share a plot: `train_loss` beside `val_loss`. */
export function groupSeries(series: readonly MetricSeries[]): PlotGroup[] {
  const groups = new Map<string, PlotLine[]>()
  for (const one of series) {
    const title = stemOf(one.key)
    groups.set(title, [...(groups.get(title) ?? []), lineOf(one)])
  }
  return [...groups].map(([stem, lines]) => ({
    title: lines.length === 1 ? (lines[0]?.key ?? stem) : stem,
    lines,
  }))
}

/** At most `limit` points that keep every stretch's lowest and highest, so that no spike is lost. */
export function thinned(points: readonly Point[], limit = 400): Point[] {
  if (points.length <= limit) return [...points]
  const size = Math.ceil(points.length / (limit / 2))
  const kept: Point[] = []
  for (let start = 0; start < points.length; start += size) {
    const stretch = points.slice(start, start + size)
    const low = stretch.reduce((best, point) => (point.y < best.y ? point : best))
    const high = stretch.reduce((best, point) => (point.y > best.y ? point : best))
    kept.push(...(low === high ? [low] : low.x < high.x ? [low, high] : [high, low]))
  }
  return kept
}

function stemOf(key: string): string {
  const stem = key.replace(split, '').replace(/^[_\-/.]+/, '')
  return stem || key
}

function lineOf({ key, points }: MetricSeries): PlotLine {
  const finite = points.flatMap(({ step, value }, index) =>
    typeof value === 'number' && Number.isFinite(value) ? [{ x: step ?? index, y: value }] : [],
  )
  return {
    key,
    points: finite.sort((a, b) => a.x - b.x),
    notFinite: points.length - finite.length,
  }
}
