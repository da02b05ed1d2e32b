import type { LineageNode } from '@/lib/lineage/view'
import { placeSize, type Size } from './size'

/** What the browser needs to draw the lineage: everything is placed and worded. */
export interface Drawing {
  width: number
  height: number
  places: DrawnPlace[]
  lines: DrawnLine[]
  /** The place to begin at where not all can be seen. */
  focus: string
}

export interface DrawnPlace {
  id: string
  x: number
  y: number
  kind: LineageNode['kind']
  /** "Run", also for a group of them, whose name has it. */
  word: string
  name: string
  state: string | null
  recalled: boolean
  /** The code of a run, short. */
  code: string | null
  /** Its page; for a group, this page with the group opened. */
  href: string
  /** What was asked about. */
  self: boolean
  group: boolean
  /** Leads to this page with what is beyond this. */
  more: { href: string; side: 'left' | 'right' } | null
}

export interface DrawnLine {
  from: string
  to: string
  path: string
  word: string
}

/** How much of itself the drawing needs to be legible. */
const leastZoom = 0.77
const margin = 16

/**
 * Where the drawing stands in its window at first: whole where that is legible, else at what it is about
 * or what was just opened.
 */
export function firstView(drawing: Drawing, window: Size): { x: number; y: number; zoom: number } {
  const wide = (window.width - 2 * margin) / drawing.width
  const high = (window.height - 2 * margin) / drawing.height
  const zoom = Math.max(leastZoom, Math.min(1, wide, high))
  const focus = drawing.places.find(({ id }) => id === drawing.focus)
  const begin = (of: 'x' | 'y', size: 'width' | 'height') => {
    const spare = window[size] - drawing[size] * zoom
    if (spare >= 2 * margin - 1) return Math.round(spare / 2)
    const middle = (focus?.[of] ?? 0) + placeSize[size] / 2
    const wanted = window[size] / 2 - middle * zoom
    // Where nothing lies beyond, none of the window is given away.
    return Math.round(Math.min(margin, Math.max(spare - margin, wanted)))
  }
  return { x: begin('x', 'width'), y: begin('y', 'height'), zoom }
}

/** How high its window is: as high as what it shows, within reason. */
export function windowHeight(drawing: Size): number {
  return Math.min(620, Math.max(120, Math.ceil(drawing.height) + 3 * margin))
}

/** What stands under it, with its rule. */
export const controlsHeight = 33
