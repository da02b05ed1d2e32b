import type { LineageNode, LineagePage, LineagePageNode } from '@/lib/lineage/view'
import type { Places } from './graph'
import { layOut, placeSize } from './layout'
import { drawnKind, nameOf } from './words'

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

export interface LineageHrefs {
  /** This page with a group opened, by the id of its first member. */
  group: (id: string) => string
  /** This page with what lies beyond a node. */
  beyond: (node: LineagePageNode) => string
}

interface DrawingOptions {
  hrefs: LineageHrefs
  /** What was opened last. */
  opened?: string | undefined
}

/** The drawing of a lineage. Ids are short, since each goes to the browser several times. */
export function drawingOf(
  page: LineagePage,
  places: Places,
  { hrefs, opened }: DrawingOptions,
): Drawing {
  const { width, height, corners, lines } = layOut(places)
  const short = new Map(corners.map(({ id }, index) => [id, String(index)]))
  const corner = new Map(corners.map((one) => [one.id, one]))
  return {
    width,
    height,
    focus: short.get(opened ?? '') ?? short.get(page.root.id) ?? '',
    places: places.places.map((place) => {
      const { id, node, count } = place
      const { x = 0, y = 0 } = corner.get(id) ?? {}
      const group = count > 1
      return {
        id: short.get(id) ?? id,
        x,
        y,
        kind: node.kind,
        word: drawnKind(node),
        name: nameOf(place),
        state: node.state,
        recalled: node.recalled,
        href: group ? hrefs.group(id) : node.url,
        self: id === page.root.id,
        group,
        more:
          node.more && !group
            ? { href: hrefs.beyond(node), side: isBefore(page, node.level) ? 'left' : 'right' }
            : null,
      }
    }),
    lines: lines.map(({ from, to, roles, path }) => ({
      path,
      from: short.get(from) ?? from,
      to: short.get(to) ?? to,
      word: roles.join(', '),
    })),
  }
}

/** Whether what is beyond lies where the data comes from. */
export function isBefore({ direction }: Pick<LineagePage, 'direction'>, level: number): boolean {
  return level < 0 || (level === 0 && direction === 'up')
}

export interface Size {
  width: number
  height: number
}

/** How much of itself the drawing needs to be legible. */
const leastZoom = 0.78
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
  const middle = (of: 'x' | 'y', size: 'width' | 'height') => {
    const fits = drawing[size] * zoom <= window[size] - 2 * margin + 1
    const at = fits ? drawing[size] / 2 : (focus?.[of] ?? 0) + placeSize[size] / 2
    return Math.round(window[size] / 2 - at * zoom)
  }
  return { x: middle('x', 'width'), y: middle('y', 'height'), zoom }
}

/** How high its window is: as high as what it shows, within reason. */
export function windowHeight(drawing: Size): number {
  return Math.min(620, Math.max(120, Math.ceil(drawing.height) + 3 * margin))
}

/** What stands under it, with its rule. */
export const controlsHeight = 33
