'use client'
import { Axis, buildChartTheme, GlyphSeries, Grid, LineSeries, XYChart } from '@visx/xychart'
import { metric } from '@/lib/format'
import type { PlotScale } from './scale'
import { type PlotAxis, pointPlotHeight, pointPlotMargin } from './view'

interface PlotCanvasProps {
  x: PlotAxis
  y: PlotAxis
  line: readonly { x: number; y: number }[]
  dashed: boolean
  width: number
}

interface Place {
  x: number
  y: number
}

const theme = buildChartTheme({
  backgroundColor: 'transparent',
  colors: ['var(--ink)'],
  gridColor: 'var(--line)',
  gridColorDark: 'var(--line)',
  tickLength: 4,
})

/** The axes with their numbers, the grid and the line, behind the points. The points say what is to be heard. */
export default function PlotCanvas({ x, y, line, dashed, width }: PlotCanvasProps) {
  const corners = [
    { x: x.scale.low, y: y.scale.low },
    { x: x.scale.high, y: y.scale.high },
  ]
  return (
    <div aria-hidden="true" className="absolute inset-0 overflow-hidden">
      <XYChart
        width={width}
        height={pointPlotHeight}
        margin={pointPlotMargin}
        theme={theme}
        captureEvents={false}
        xScale={scaleConfig(x.scale)}
        yScale={scaleConfig(y.scale)}
      >
        <Grid numTicks={4} lineStyle={{ stroke: 'var(--line)' }} />
        <Axis
          orientation="left"
          hideAxisLine
          hideTicks
          tickLabelProps={{ ...tickLabel, width: pointPlotMargin.left - 8 }}
          {...ticksOf(y, 4)}
        />
        <Axis
          orientation="bottom"
          stroke="var(--line-strong)"
          tickStroke="var(--line-strong)"
          tickLabelProps={tickLabel}
          {...ticksOf(x, Math.max(2, Math.min(8, Math.floor(width / 110))))}
        />
        {/* A drawing has its axes only with something in it. */}
        <GlyphSeries
          dataKey="corners"
          data={corners}
          {...accessors}
          enableEvents={false}
          renderGlyph={() => null}
        />
        {line.length > 1 && (
          <LineSeries
            dataKey="line"
            data={[...line]}
            {...accessors}
            enableEvents={false}
            stroke="var(--line-strong)"
            strokeWidth={1.5}
            strokeDasharray={dashed ? '6 3' : 'none'}
          />
        )}
      </XYChart>
    </div>
  )
}

const accessors = { xAccessor: ({ x }: Place) => x, yAccessor: ({ y }: Place) => y }

/** The very ends that the points are placed by. */
function scaleConfig({ low, high, log }: PlotScale) {
  const domain: [number, number] = [low, high]
  return log
    ? { type: 'log' as const, domain, nice: false }
    : { type: 'linear' as const, domain, nice: false, zero: false }
}

function ticksOf({ scale, words, whole }: PlotAxis, most: number) {
  if (words)
    return {
      tickValues: words.map((_, index) => index),
      tickFormat: (tick: number) => shortened(words[tick] ?? ''),
    }
  if (whole)
    return {
      numTicks: most,
      tickFormat: (tick: number) => (Number.isInteger(tick) ? `v${tick}` : ''),
    }
  if (!scale.log) return { numTicks: most, tickFormat: (tick: number) => metric(tick) }
  // Within one power of ten there are few ticks, and all are named; beyond, the powers alone.
  const wide = scale.high / scale.low > 30
  return {
    numTicks: most,
    tickFormat: (tick: number) => (!wide || isPowerOfTen(tick) ? metric(tick) : ''),
  }
}

function isPowerOfTen(value: number): boolean {
  const power = Math.log10(value)
  return Math.abs(power - Math.round(power)) < 1e-9
}

const shortened = (text: string) => (text.length > 12 ? `${text.slice(0, 11)}…` : text)

const tickLabel = {
  fill: 'var(--ink-2)',
  fontSize: 12,
  fontWeight: 400,
  fontFamily: 'inherit',
  letterSpacing: 0,
}
