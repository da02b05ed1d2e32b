import { metric, precisionOf } from '@/lib/format'
import { type PlotScale, shareOf } from './scale'
import { type PlotAxis, pointPlotMargin } from './view'

interface PlotFrameProps {
  x: PlotAxis
  y: PlotAxis
  line: readonly { x: number; y: number }[]
  dashed: boolean
}

/** The axes with their ends, and the line: before scripts run, or without any. */
export function PlotFrame({ x, y, line, dashed }: PlotFrameProps) {
  const { top, right, bottom, left } = pointPlotMargin
  const path = line
    .map(
      (point) => `${1000 * shareOf(point.x, x.scale)},${1000 - 1000 * shareOf(point.y, y.scale)}`,
    )
    .join(' ')
  const ends = { x: endsOf(x), y: endsOf(y) }
  return (
    <div aria-hidden="true" className="absolute inset-0 text-ink-2">
      <svg
        aria-hidden="true"
        viewBox="0 0 1000 1000"
        preserveAspectRatio="none"
        className="absolute overflow-visible border-b border-line-strong"
        style={{
          left,
          top,
          width: `calc(100% - ${left + right}px)`,
          height: `calc(100% - ${top + bottom}px)`,
        }}
      >
        <polyline
          points={path}
          fill="none"
          stroke="var(--line-strong)"
          strokeWidth="1.5"
          strokeDasharray={dashed ? '6 3' : 'none'}
          vectorEffect="non-scaling-stroke"
        />
      </svg>
      <span className="absolute left-0 w-13 text-right" style={{ top: top - 4 }}>
        {ends.y.high}
      </span>
      <span className="absolute left-0 w-13 text-right" style={{ bottom: bottom - 4 }}>
        {ends.y.low}
      </span>
      <span className="absolute bottom-1" style={{ left }}>
        {ends.x.low}
      </span>
      <span className="absolute bottom-1" style={{ right }}>
        {ends.x.high}
      </span>
    </div>
  )
}

function endsOf({ scale, words, whole }: PlotAxis): { low: string; high: string } {
  if (words) return { low: words[0] ?? '', high: words.at(-1) ?? '' }
  if (whole) return { low: `v${Math.ceil(scale.low)}`, high: `v${Math.floor(scale.high)}` }
  const { low, high } = rounded(scale)
  const precision = precisionOf([low, high])
  return { low: metric(low, precision), high: metric(high, precision) }
}

const rounded = ({ low, high }: PlotScale) => ({
  low: Number(low.toPrecision(3)),
  high: Number(high.toPrecision(3)),
})
