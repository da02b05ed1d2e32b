'use client'
import { Axis, buildChartTheme, DataContext, Grid, LineSeries, XYChart } from '@visx/xychart'
import { useContext, useId, useState } from 'react'
import { count, metric, precisionOf } from '@/lib/format'
import type { PlotGroup, PlotLine, Point } from './metric-groups'
import { thinned } from './metric-groups'
import { patternOf, plotHeight, plotMargin, StaticPlot } from './static-plot'
import { useWidth } from './use-width'

interface MetricPlotProps {
  group: PlotGroup
  /** What the horizontal axis counts. */
  unit?: string
}

const theme = buildChartTheme({
  backgroundColor: 'transparent',
  colors: ['var(--ink)'],
  gridColor: 'var(--line)',
  gridColorDark: 'var(--line)',
  tickLength: 4,
})

/** One metric over steps. Arrow keys and the pointer move a cursor; the values are read out. */
export function MetricPlot({ group, unit = 'step' }: MetricPlotProps) {
  const { box, width } = useWidth()
  const [at, setAt] = useState<number | null>(null)
  const id = useId()
  const lines = group.lines.map((line) => ({ ...line, points: thinned(line.points) }))
  const steps = [...new Set(lines.flatMap(({ points }) => points.map(({ x }) => x)))].sort(
    (a, b) => a - b,
  )
  const last = steps.length - 1
  const step = steps[Math.min(at ?? last, last)]
  if (step === undefined) return <Undrawable group={group} />

  return (
    <figure
      ref={box}
      className="min-w-0 rounded-sm has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-offset-4 has-[:focus-visible]:outline-ink"
    >
      <figcaption id={id} className="flex flex-wrap items-baseline justify-between gap-x-4 pb-1">
        <strong className="min-w-0">{group.title}</strong>
        <span className="text-ink-2">
          {unit} {count(step)}
        </span>
      </figcaption>
      <Legend lines={lines} step={step} />
      {/* A range moves by arrow keys and speaks its value; the plot is its picture. */}
      <input
        type="range"
        className="sr-only"
        data-scripted=""
        aria-label={`${unit} of ${group.title}`}
        aria-valuetext={spoken(lines, step, unit)}
        min={0}
        max={last}
        value={Math.min(at ?? last, last)}
        onChange={(event) => setAt(Number(event.currentTarget.value))}
      />
      <div className="overflow-hidden" style={{ height: plotHeight }}>
        {width === null ? (
          <StaticPlot lines={lines} />
        ) : (
          <XYChart
            width={width}
            height={plotHeight}
            margin={plotMargin}
            theme={theme}
            accessibilityLabel={`${group.title} over ${unit}s; the table below holds the values`}
            xScale={{ type: 'linear', nice: false, zero: false }}
            yScale={{ type: 'linear', nice: true, zero: false }}
            onPointerMove={({ datum }) => setAt(steps.indexOf((datum as Point).x))}
            onPointerOut={() => setAt(null)}
          >
            <Grid columns={false} numTicks={4} lineStyle={{ stroke: 'var(--line)' }} />
            <Axis
              orientation="left"
              numTicks={4}
              hideAxisLine
              hideTicks
              tickLabelProps={tickLabel}
            />
            <Axis
              orientation="bottom"
              numTicks={Math.min(steps.length, 5)}
              tickFormat={(tick) => (Number.isInteger(tick) ? count(Number(tick)) : '')}
              stroke="var(--line-strong)"
              tickStroke="var(--line-strong)"
              tickLabelProps={tickLabel}
            />
            {lines.map(({ key, points }, index) => (
              <LineSeries
                key={key}
                dataKey={key}
                data={points}
                xAccessor={({ x }) => x}
                yAccessor={({ y }) => y}
                stroke="var(--ink)"
                strokeWidth={1.5}
                strokeDasharray={patternOf(index)}
              />
            ))}
            <Cursor lines={lines} step={step} visible={at !== null} />
          </XYChart>
        )}
      </div>
    </figure>
  )
}

const tickLabel = {
  fill: 'var(--ink-2)',
  fontSize: 12,
  fontWeight: 400,
  fontFamily: 'inherit',
  letterSpacing: 0,
}

/** Direct labels: the pattern, the name and the value at the cursor. */
function Legend({ lines, step }: { lines: readonly PlotLine[]; step: number }) {
  return (
    <ul className="flex flex-wrap gap-x-4 text-ink-2">
      {lines.map((line, index) => (
        <li key={line.key} className="flex min-w-0 items-center gap-1.5">
          <svg width="20" height="6" aria-hidden="true" className="shrink-0">
            <line
              x2="20"
              y1="3"
              y2="3"
              stroke="var(--ink)"
              strokeWidth="1.5"
              strokeDasharray={patternOf(index)}
            />
          </svg>
          {lines.length > 1 && <span className="min-w-0 wrap-anywhere">{line.key}</span>}
          <span className="text-ink">{valueAt(line, step)}</span>
          {line.notFinite > 0 && <span>({line.notFinite} not finite)</span>}
        </li>
      ))}
    </ul>
  )
}

interface CursorProps {
  lines: readonly PlotLine[]
  step: number
  visible: boolean
}

function Cursor({ lines, step, visible }: CursorProps) {
  const { xScale, yScale, innerHeight = 0 } = useContext(DataContext)
  const x = xScale && Number(xScale(step))
  if (!visible || x === undefined || !yScale) return null
  return (
    <g pointerEvents="none">
      <line
        x1={x}
        x2={x}
        y1={plotMargin.top}
        y2={plotMargin.top + innerHeight}
        stroke="var(--line-strong)"
      />
      {lines.flatMap(({ key, points }) => {
        const point = points.find((one) => one.x === step)
        return point
          ? [<circle key={key} cx={x} cy={Number(yScale(point.y))} r="3" fill="var(--ink)" />]
          : []
      })}
    </g>
  )
}

function Undrawable({ group }: { group: PlotGroup }) {
  return (
    <p className="text-ink-2">
      {group.title}: no value of it can be drawn. The table below holds what was reported.
    </p>
  )
}

function valueAt({ points }: PlotLine, step: number): string {
  const precision = precisionOf(points.map(({ y }) => Number(y.toPrecision(4))))
  return metric(points.find(({ x }) => x === step)?.y, precision)
}

function spoken(lines: readonly PlotLine[], step: number, unit: string): string {
  return [`${unit} ${step}`, ...lines.map((line) => `${line.key} ${valueAt(line, step)}`)].join(
    ', ',
  )
}
