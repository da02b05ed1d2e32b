import { metric, precisionOf } from '@/lib/format'
import type { PlotAxes } from './metric-axes'
import { aloneLook, markedOf, outlineOf, type PlotLine, type Point } from './metric-groups'
import { PlotMarker } from './plot-marker'

export const plotHeight = 184
export const plotMargin = { top: 12, right: 12, bottom: 26, left: 52 }

// Lines differ in pattern, not in hue, and each carries its name.
export const patterns = ['none', '6 3', '1.5 3', '9 3 1.5 3'] as const

/** The dashes of a line. */
export function patternOf(index: number): string {
  return patterns[index % patterns.length] ?? 'none'
}

interface StaticPlotProps {
  lines: readonly PlotLine[]
  axes: PlotAxes
}

/** The drawing before scripts run, or without any: the same lines in the same place, with their ends. */
export function StaticPlot({ lines, axes }: StaticPlotProps) {
  const height = (y: number) => (axes.log ? Math.log10(y) : y)
  const points = lines.flatMap((line) => [
    ...line.points,
    ...(line.raw ?? []),
    ...outlineOf(line.band ?? []),
  ])
  const x = rangeOf(points.map((point) => point.x))
  const y = rangeOf(points.map((point) => height(point.y)))
  const ends = rangeOf(points.map((point) => point.y))
  const precision = precisionOf([ends.low, ends.high].map((value) => Number(value.toPrecision(3))))
  const { top, right, bottom, left } = plotMargin
  const placed = (point: Point) => ({
    left: place(point.x, x),
    top: 1000 - place(height(point.y), y),
  })
  const path = (line: readonly Point[]) =>
    line.map((point) => `${placed(point).left},${placed(point).top}`).join(' ')
  return (
    <div
      className="relative text-ink-2"
      style={{ height: plotHeight, padding: `${top}px ${right}px ${bottom}px ${left}px` }}
    >
      <div className="relative size-full">
        <svg
          viewBox="0 0 1000 1000"
          preserveAspectRatio="none"
          aria-hidden="true"
          className="size-full overflow-visible border-b border-line-strong text-ink"
        >
          {lines.map(
            ({ key, band }) =>
              band && (
                <polygon
                  key={key}
                  points={path(outlineOf(band))}
                  fill="var(--ink)"
                  opacity="0.1"
                  vectorEffect="non-scaling-stroke"
                  {...aloneLook(band)}
                />
              ),
          )}
          {lines.map(
            ({ key, raw }) =>
              raw && (
                <polyline
                  key={key}
                  points={path(raw)}
                  fill="none"
                  stroke="var(--line-strong)"
                  strokeWidth="1"
                  vectorEffect="non-scaling-stroke"
                />
              ),
          )}
          {lines.map((line) => (
            <polyline
              key={line.key}
              points={path(line.points)}
              fill="none"
              stroke="currentColor"
              strokeWidth="1.5"
              strokeDasharray={patternOf(line.pattern)}
              vectorEffect="non-scaling-stroke"
            />
          ))}
        </svg>
        {lines.flatMap(({ key, marker, points: line }) =>
          marker === null
            ? []
            : markedOf(line).map((point) => (
                <svg
                  key={`${key} ${point.x}`}
                  viewBox="-6 -6 12 12"
                  aria-hidden="true"
                  className="absolute size-3 -translate-1/2"
                  style={{
                    left: `${placed(point).left / 10}%`,
                    top: `${placed(point).top / 10}%`,
                  }}
                >
                  <PlotMarker marker={marker} />
                </svg>
              )),
        )}
      </div>
      <span className="absolute top-0.5 left-0 w-11 text-right">
        {metric(ends.high, precision)}
      </span>
      <span className="absolute bottom-4 left-0 w-11 text-right">
        {metric(ends.low, precision)}
      </span>
      <span className="absolute bottom-0" style={{ left }}>
        {axes.label(x.low)}
      </span>
      <span className="absolute bottom-0" style={{ right }}>
        {axes.label(x.high)}
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
