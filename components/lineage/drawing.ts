import type { LineagePage, LineagePageNode } from '@/lib/lineage/view'
import type { Places } from './graph'
import { layOut } from './layout'
import type { Drawing } from './view'
import { drawnKind, nameOf } from './words'

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
