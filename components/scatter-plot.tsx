import { metric, precisionOf } from '@/lib/format'
import { plotHeight, plotMargin } from './static-plot'

interface ScatterPlotProps {
  /** What is drawn to the right, and what upwards. */
  across: string
  up: string
  points: readonly { key: string; label: string; href: string; x: number; y: number }[]
}

/** A point for each run. Drawn on the server; the table beside it holds the same. */
export function ScatterPlot({ across, up, points }: ScatterPlotProps) {
  const x = rangeOf(points.map((point) => point.x))
  const y = rangeOf(points.map((point) => point.y))
  const precision = precisionOf([y.low, y.high].map((value) => Number(value.toPrecision(3))))
  const { top, right, bottom, left } = plotMargin
  return (
    <figure className="max-w-160 min-w-0">
      <figcaption className="pb-1">
        <strong className="wrap-anywhere">{up}</strong>
        <span className="text-ink-2 wrap-anywhere"> by {across}</span>
      </figcaption>
      <div
        className="relative text-ink-2"
        style={{ height: plotHeight, padding: `${top}px ${right}px ${bottom}px ${left}px` }}
      >
        <div className="relative size-full border-b border-l border-line-strong">
          {points.map(({ key, label, href, ...point }) => (
            <a
              key={key}
              href={href}
              title={label}
              className="absolute size-6 -translate-1/2 rounded-full after:absolute after:inset-2 after:rounded-full after:bg-ink hover:after:inset-1.5"
              style={{
                left: `${share(point.x, x) * 100}%`,
                top: `${100 - share(point.y, y) * 100}%`,
              }}
            >
              <span className="sr-only">{label}</span>
            </a>
          ))}
        </div>
        <span className="absolute top-0.5 left-0 w-11 text-right">{metric(y.high, precision)}</span>
        <span className="absolute bottom-4 left-0 w-11 text-right">{metric(y.low, precision)}</span>
        <span className="absolute bottom-0" style={{ left }}>
          {metric(x.low)}
        </span>
        <span className="absolute bottom-0" style={{ right }}>
          {metric(x.high)}
        </span>
      </div>
    </figure>
  )
}

interface Range {
  low: number
  high: number
}

function rangeOf(values: readonly number[]): Range {
  return {
    low: values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
    high: values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY),
  }
}

/** Where a value lies in its range, from 0 to 1; in the middle when all are equal. */
function share(value: number, { low, high }: Range): number {
  return high === low ? 0.5 : (value - low) / (high - low)
}
