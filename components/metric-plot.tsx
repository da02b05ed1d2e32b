'use client'
import {
  Axis,
  buildChartTheme,
  DataContext,
  GlyphSeries,
  Grid,
  LineSeries,
  XYChart,
} from '@visx/xychart'
import { useContext, useId, useState } from 'react'
import { metric, precisionOf } from '@/lib/format'
import { axesOf, type PlotAxes, type PlotUnit } from './metric-axes'
import { markedOf, type PlotGroup, type PlotLine, type Point, pointAt } from './metric-groups'
import { PlotBand } from './plot-band'
import { PlotMarker } from './plot-marker'
import { patternOf, plotHeight, plotMargin, StaticPlot } from './static-plot'
import { useWidth } from './use-width'

interface MetricPlotProps {
  group: PlotGroup
  /** What the horizontal axis counts. */
  unit?: PlotUnit
  /** A logarithmic vertical axis. */
  log?: boolean
}

const theme = buildChartTheme({
  backgroundColor: 'transparent',
  colors: ['var(--ink)'],
  gridColor: 'var(--line)',
  gridColorDark: 'var(--line)',
  tickLength: 4,
})

/** One metric over steps or time. Arrow keys and the pointer move a cursor; the values are read out. */
export function MetricPlot({ group, unit = 'step', log = false }: MetricPlotProps) {
  const { box, width } = useWidth()
  const [at, setAt] = useState<number | null>(null)
  const id = useId()
  const { lines } = group
  const axes = axesOf(unit, log)
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
        <strong className="min-w-0 wrap-anywhere">{group.title}</strong>
        <span className="text-ink-2">
          {axes.unit} {axes.label(step)}
        </span>
      </figcaption>
      <Legend lines={lines} step={step} />
      {/* A range moves by arrow keys and speaks its value; the plot is its picture. */}
      <input
        type="range"
        className="sr-only"
        data-scripted=""
        aria-label={`${unit === 'date' ? 'time' : unit} of ${group.title}`}
        aria-valuetext={spoken(lines, step, axes)}
        min={0}
        max={last}
        value={Math.min(at ?? last, last)}
        onChange={(event) => setAt(Number(event.currentTarget.value))}
      />
      <div className="overflow-hidden" style={{ height: plotHeight }}>
        {/* Paper is not as wide as the screen, and only this one follows it. */}
        <div className={width === null ? '' : 'hidden print:block'}>
          <StaticPlot lines={lines} axes={axes} />
        </div>
        {width !== null && (
          <div className="print:hidden">
            <XYChart
              width={width}
              height={plotHeight}
              margin={plotMargin}
              theme={theme}
              accessibilityLabel={`${group.title} over ${unit === 'time' || unit === 'date' ? 'time' : `${unit}s`}; the tables below hold the values`}
              xScale={{ type: 'linear', nice: false, zero: false }}
              yScale={
                log ? { type: 'log', nice: true } : { type: 'linear', nice: true, zero: false }
              }
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
                {...(log ? { tickFormat: (tick: number) => powerOfTen(tick) } : {})}
              />
              <Axis
                orientation="bottom"
                numTicks={Math.min(steps.length, 5, Math.max(2, Math.floor(width / wideTick)))}
                tickFormat={(tick) =>
                  unit === 'time' || Number.isInteger(tick) ? axes.label(Number(tick)) : ''
                }
                stroke="var(--line-strong)"
                tickStroke="var(--line-strong)"
                tickLabelProps={tickLabel}
              />
              {lines.map(
                ({ key, band }) =>
                  band && <PlotBand key={`${key} band`} name={`${key} band`} band={band} />,
              )}
              {lines.map(
                ({ key, raw }) =>
                  raw && (
                    <LineSeries
                      key={`${key} raw`}
                      dataKey={`${key} raw`}
                      data={raw}
                      {...accessors}
                      stroke="var(--line-strong)"
                      strokeWidth={1}
                    />
                  ),
              )}
              {lines.map(({ key, points, pattern }) => (
                <LineSeries
                  key={key}
                  dataKey={key}
                  data={points}
                  {...accessors}
                  stroke="var(--ink)"
                  strokeWidth={1.5}
                  strokeDasharray={patternOf(pattern)}
                />
              ))}
              {lines.map(
                ({ key, points, marker }) =>
                  marker !== null && (
                    <GlyphSeries
                      key={`${key} marks`}
                      dataKey={`${key} marks`}
                      data={markedOf(points)}
                      {...accessors}
                      enableEvents={false}
                      renderGlyph={({ x, y }) => <PlotMarker marker={marker} x={x} y={y} />}
                    />
                  ),
              )}
              <Cursor lines={lines} step={step} visible={at !== null} />
            </XYChart>
          </div>
        )}
      </div>
    </figure>
  )
}

/** Pixels that a label of the horizontal axis may take; of round values there may be twice as many. */
const wideTick = 120

const accessors = {
  xAccessor: ({ x }: Point) => x,
  yAccessor: ({ y }: Point) => y,
}

/** Of a logarithmic axis only the powers of ten are named, else they stand on each other. */
function powerOfTen(tick: number): string {
  const power = Math.log10(tick)
  return Math.abs(power - Math.round(power)) < 1e-9 ? metric(tick) : ''
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
      {lines.map((line) => (
        <li key={line.key} className="flex min-w-0 items-center gap-1.5">
          <svg width="24" height="12" aria-hidden="true" className="shrink-0">
            <line
              x2="24"
              y1="6"
              y2="6"
              stroke="var(--ink)"
              strokeWidth="1.5"
              strokeDasharray={patternOf(line.pattern)}
            />
            {line.marker !== null && <PlotMarker marker={line.marker} x={12} y={6} />}
          </svg>
          {lines.length > 1 && <span className="min-w-0 wrap-anywhere">{line.label}</span>}
          <span className="text-ink">{valueAt(line, step)}</span>
          {line.undrawn > 0 && <span>({line.undrawn} cannot be drawn)</span>}
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
      {lines.flatMap((line) => {
        const point = pointAt(line, step)
        return point
          ? [<circle key={line.key} cx={x} cy={Number(yScale(point.y))} r="3" fill="var(--ink)" />]
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

function valueAt(line: PlotLine, step: number): string {
  const precision = precisionOf(line.points.map(({ y }) => Number(y.toPrecision(4))))
  return metric(pointAt(line, step)?.y, precision)
}

function spoken(lines: readonly PlotLine[], step: number, { unit, label }: PlotAxes): string {
  const values = lines.map((line) => `${line.label} ${valueAt(line, step)}`)
  return [`${unit} ${label(step)}`, ...values].join(', ')
}
