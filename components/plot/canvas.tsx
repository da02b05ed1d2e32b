'use client'
import { Axis, buildChartTheme, GlyphSeries, Grid, LineSeries, XYChart } from '@visx/xychart'
import { metric } from '@/lib/format'
import type { PlotScale } from './scale'
import { type PlotAxis, pointPlotMargin } from './view'

interface PlotCanvasProps {
  x: PlotAxis
  y: PlotAxis
  line: readonly { x: number; y: number }[]
  dashed: boolean
  width: number
  height: number
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
export default function PlotCanvas({ x, y, line, dashed, width, height }: PlotCanvasProps) {
  const corners = [
    { x: x.scale.low, y: y.scale.low },
    { x: x.scale.high, y: y.scale.high },
  ]
  const up = ticksOf(y, 4)
  const across = ticksOf(x, Math.max(2, Math.min(8, Math.floor(width / 110))))
  return (
    <div aria-hidden="true" className="absolute inset-0 overflow-hidden">
      <XYChart
        width={width}
        height={height}
        margin={pointPlotMargin}
        theme={theme}
        captureEvents={false}
        xScale={scaleConfig(x.scale)}
        yScale={scaleConfig(y.scale)}
      >
        <Grid
          numTicks={4}
          lineStyle={{ stroke: 'var(--line)' }}
          {...(up.tickValues && { rowTickValues: up.tickValues })}
          {...(across.tickValues && { columnTickValues: across.tickValues })}
        />
        <Axis
          orientation="left"
          hideAxisLine
          hideTicks
          tickLabelProps={{ ...tickLabel, width: pointPlotMargin.left - 8 }}
          {...up}
        />
        <Axis
          orientation="bottom"
          stroke="var(--line-strong)"
          tickStroke="var(--line-strong)"
          tickLabelProps={tickLabel}
          {...across}
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

interface Ticks {
  numTicks?: number
  tickValues?: number[]
  tickFormat(tick: number): string
}

function ticksOf({ scale, words, whole }: PlotAxis, most: number): Ticks {
  if (words)
    return {
      tickValues: words.map((_, index) => index),
      tickFormat: (tick) => shortened(words[tick] ?? ''),
    }
  if (whole) return { tickValues: wholeTicks(scale, most), tickFormat: (tick) => `v${tick}` }
  const powers = scale.log ? powersOfTen(scale) : []
  // Within one or two powers of ten the library's own are enough, and not too many.
  if (powers.length > 1) return { tickValues: powers, tickFormat: (tick) => metric(tick) }
  return { numTicks: most, tickFormat: (tick) => metric(tick) }
}

function powersOfTen({ low, high }: PlotScale): number[] {
  const [first, last] = [Math.ceil(Math.log10(low)), Math.floor(Math.log10(high))]
  const apart = Math.max(1, Math.ceil((last - first) / 8))
  return Array.from(
    { length: Math.max(0, Math.floor((last - first) / apart) + 1) },
    (_, n) => 10 ** (first + n * apart),
  )
}

/** Whole numbers within the axis, evenly apart. */
function wholeTicks({ low, high }: PlotScale, most: number): number[] {
  const [first, last] = [Math.ceil(low), Math.floor(high)]
  const apart = Math.max(1, Math.ceil((last - first) / most))
  return Array.from({ length: Math.floor((last - first) / apart) + 1 }, (_, n) => first + n * apart)
}

const shortened = (text: string) => (text.length > 12 ? `${text.slice(0, 11)}…` : text)

const tickLabel = {
  fill: 'var(--ink-2)',
  fontSize: 12,
  fontWeight: 400,
  fontFamily: 'inherit',
  letterSpacing: 0,
}
