import type { ApprovalState } from '../state-badge'
import type { PlotScale } from './scale'

/** What a mark looks like: that of a state, one of the shapes that say something else, or a dot. */
export type Mark = { state: ApprovalState } | { shape: number } | { dot: true }

/** An axis as it is drawn. */
export interface PlotAxis {
  label: string
  scale: PlotScale
  /** What stands at each whole number from 0, where the values are words. */
  words?: readonly string[] | undefined
  /** Only whole numbers are named: versions. */
  whole?: boolean | undefined
}

/** A point that leads somewhere. */
export interface PlotPoint {
  key: string
  href: string
  x: number
  y: number
  mark: Mark
  /** Stands beside it where there is room. */
  name: string
  /** All that it tells, in words: its name first, then line by line. */
  lines: readonly string[]
  /** Named even among many. */
  notable?: boolean | undefined
}

export interface PlotMargin {
  top: number
  right: number
  bottom: number
  left: number
}

export const pointPlotMargin: PlotMargin = { top: 12, right: 18, bottom: 28, left: 60 }
