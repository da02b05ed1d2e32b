'use client'
import { DataContext, LineSeries } from '@visx/xychart'
import { useContext } from 'react'
import { aloneLook, type Band, outlineOf } from './metric-groups'

interface PlotBandProps {
  name: string
  band: readonly Band[]
}

/** A band behind a line, inside an `XYChart`. Its edge is a line that is not drawn, so that the axis makes room for it. */
export function PlotBand({ name, band }: PlotBandProps) {
  const { xScale, yScale } = useContext(DataContext)
  const outline = outlineOf(band)
  const path =
    xScale && yScale
      ? outline.map(({ x, y }) => `${Number(xScale(x))},${Number(yScale(y))}`).join(' ')
      : ''
  return (
    <>
      <LineSeries
        dataKey={name}
        data={outline}
        xAccessor={({ x }) => x}
        yAccessor={({ y }) => y}
        stroke="none"
        enableEvents={false}
      />
      <polygon
        points={path}
        fill="var(--ink)"
        opacity="0.1"
        pointerEvents="none"
        {...aloneLook(band)}
      />
    </>
  )
}
