import { metric, type Precision } from '@/lib/format'
import type { Direction } from '@/lib/metrics/direction'
import type { MetricValue } from '@/lib/view'
import { trendLine, trendWords } from './trend'

interface MetricTrendProps {
  /** Of the version and those before it, oldest first. */
  values: readonly MetricValue[]
  direction: Direction
  precision?: Precision | undefined
}

const box = { width: 56, height: 14 }
const edge = 2

/** A metric with how it came there: the value, and a line over the versions before it. */
export function MetricTrend({ values, direction, precision }: MetricTrendProps) {
  const words = trendWords(values, direction, precision)
  const line = trendLine(values, box)
  const end = line?.at(-1)
  return (
    <span className="inline-flex items-center justify-end gap-2 align-middle" title={words}>
      <svg
        aria-hidden="true"
        width={box.width + 2 * edge}
        height={box.height + 2 * edge}
        viewBox={`${-edge} ${-edge} ${box.width + 2 * edge} ${box.height + 2 * edge}`}
        className="shrink-0 text-ink-2"
      >
        {line && end && (
          <>
            <polyline
              points={line.map(({ x, y }) => `${x},${y}`).join(' ')}
              fill="none"
              stroke="currentColor"
              strokeWidth="1.25"
              strokeLinejoin="round"
            />
            <circle cx={end.x} cy={end.y} r="2" className="fill-ink" />
          </>
        )}
      </svg>
      <span aria-hidden="true">{metric(values.at(-1), precision)}</span>
      <span className="sr-only">{words}</span>
    </span>
  )
}
