'use client'
import dynamic from 'next/dynamic'
import type { ReactNode } from 'react'
import { useWidth } from '../use-width'
import { PlotFrame } from './frame'
import { PlotPoints } from './points'
import type { PlotAxis, PlotPoint } from './view'

// The library that draws axes comes only to pages that show such a drawing, and after everything else.
const PlotCanvas = dynamic(() => import('./canvas'), { ssr: false })

export interface PointPlotProps {
  /** What is drawn, read before its points. */
  label: string
  x: PlotAxis
  y: PlotAxis
  points: readonly PlotPoint[]
  /** A line through some places, in their order: a front, or all of them. */
  line?: readonly { x: number; y: number }[]
  dashed?: boolean
  /** Pixels. */
  height?: number
  children?: ReactNode
}

/**
 * Points that lead somewhere. They stand where they stand from the first; without a script nothing is
 * missing but the numbers between the ends of the axes.
 */
export function PointPlot(props: PointPlotProps) {
  const { label, x, y, points, line = [], dashed = false, height = 320, children } = props
  const { box, width } = useWidth()
  return (
    <figure ref={box} className="min-w-0">
      <figcaption className="flex flex-wrap items-baseline justify-between gap-x-4 pb-1 text-ink-2">
        <span className="min-w-0 wrap-anywhere">↑ {y.label}</span>
        {children}
      </figcaption>
      <div className="relative" style={{ height }}>
        {width === null ? (
          <PlotFrame {...{ x, y, line, dashed }} />
        ) : (
          <PlotCanvas {...{ x, y, line, dashed, width, height }} />
        )}
        <PlotPoints {...{ label, x, y, points }} scripted={width !== null} />
      </div>
      <p aria-hidden="true" className="text-right text-ink-2 wrap-anywhere">
        {x.label} →
      </p>
    </figure>
  )
}
