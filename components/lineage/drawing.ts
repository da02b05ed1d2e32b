import type { LineagePage, LineagePageNode } from '@/lib/lineage/view'
import type { Place, Places } from './graph'
import { layOut } from './layout'
import type { Drawing, DrawnPlace } from './view'
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
  // The keyboard walks them as they are read: layer by layer, from above.
  corners.sort((a, b) => a.x - b.x || a.y - b.y)
  const short = new Map(corners.map(({ id }, index) => [id, String(index)]))
  const placeOf = new Map(places.places.map((place) => [place.id, place]))
  return {
    width,
    height,
    focus: short.get(opened ?? '') ?? short.get(page.root.id) ?? '',
    places: corners.flatMap((corner, index) => {
      const place = placeOf.get(corner.id)
      return place ? [{ ...drawn(page, place, hrefs), ...corner, id: String(index) }] : []
    }),
    lines: lines.map(({ from, to, roles, path }) => ({
      path,
      from: short.get(from) ?? from,
      to: short.get(to) ?? to,
      word: roles.join(', '),
    })),
  }
}

function drawn(
  page: LineagePage,
  place: Place,
  hrefs: LineageHrefs,
): Omit<DrawnPlace, 'id' | 'x' | 'y'> {
  const { id, node, count } = place
  const group = count > 1
  const side = isBefore(page, node.level) ? 'left' : 'right'
  return {
    kind: node.kind,
    word: drawnKind(node),
    name: nameOf(place),
    state: node.state,
    recalled: node.recalled,
    code: node.code && !group ? node.code.slice(0, 7) : null,
    href: group ? hrefs.group(id) : node.url,
    self: id === page.root.id,
    group,
    more: node.more && !group ? { href: hrefs.beyond(node), side } : null,
  }
}

/** Whether what is beyond lies where the data comes from. */
function isBefore({ direction }: Pick<LineagePage, 'direction'>, level: number): boolean {
  return level < 0 || (level === 0 && direction === 'up')
}
