import { metric, precisionOf } from '@/lib/format'
import type { PlotLine } from './metric-groups'

export const plotHeight = 184
export const plotMargin = { top: 12, right: 12, bottom: 26, left: 52 }

// Lines differ in pattern, not in hue, and each carries its name.
export const patterns = ['none', '6 3', '1.5 3', '9 3 1.5 3'] as const

/** The pattern of the line at a place in its plot. */
export function patternOf(index: number): string {
  return patterns[index % patterns.length] ?? 'none'
}

/** The drawing before scripts run, or without any: the same lines in the same place, with their ends. */
export function StaticPlot({ lines }: { lines: readonly PlotLine[] }) {
  const points = lines.flatMap((line) => line.points)
  const x = rangeOf(points.map((point) => point.x))
  const y = rangeOf(points.map((point) => point.y))
  const precision = precisionOf([y.low, y.high].map((value) => Number(value.toPrecision(3))))
  const { top, right, bottom, left } = plotMargin
  return (
    <div
      className="relative text-ink-2"
      style={{ height: plotHeight, padding: `${top}px ${right}px ${bottom}px ${left}px` }}
    >
      <svg
        viewBox="0 0 1000 1000"
        preserveAspectRatio="none"
        aria-hidden="true"
        className="size-full overflow-visible border-b border-line-strong text-ink"
      >
        {lines.map((line, index) => (
          <polyline
            key={line.key}
            points={line.points
              .map((one) => `${place(one.x, x)},${1000 - place(one.y, y)}`)
              .join(' ')}
            fill="none"
            stroke="currentColor"
            strokeWidth="1.5"
            strokeDasharray={patternOf(index)}
            vectorEffect="non-scaling-stroke"
          />
        ))}
      </svg>
      <span className="absolute top-0.5 left-0 w-11 text-right">{metric(y.high, precision)}</span>
      <span className="absolute bottom-4 left-0 w-11 text-right">{metric(y.low, precision)}</span>
      <span className="absolute bottom-0" style={{ left }}>
        {metric(x.low)}
      </span>
      <span className="absolute bottom-0" style={{ right }}>
        {metric(x.high)}
      </span>
    </div>
  )
}

interface Range {
  low: number
  high: number
}

function rangeOf(values: readonly number[]): Range {
  return values.reduce(
    ({ low, high }, value) => ({ low: Math.min(low, value), high: Math.max(high, value) }),
    { low: Number.POSITIVE_INFINITY, high: Number.NEGATIVE_INFINITY },
  )
}

/** Where a value lies in its range, in thousandths; in the middle when all are equal. */
function place(value: number, { low, high }: Range): number {
  return high === low ? 500 : Math.round(((value - low) / (high - low)) * 1000)
}
