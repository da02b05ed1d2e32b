import { plural } from '@/lib/format'
import type { Direction, LineagePage } from '@/lib/lineage/view'
import { type LineageFilters, paths } from '@/lib/paths'
import { Disclosure } from '../ui/disclosure'
import { Notice } from '../ui/notice'
import { drawingOf, type LineageHrefs } from './drawing'
import { fold } from './fold'
import { LineageGraph } from './lineage-graph'
import { LineageList } from './lineage-list'
import { LineageSteps } from './lineage-steps'
import { NoLineage } from './no-lineage'

export interface LineageAsked {
  direction: Direction
  depth: number
  expand: readonly string[]
}

interface LineageViewProps {
  org: string
  page: LineagePage
  asked: LineageAsked
  /** The most steps that may be asked for. */
  most: number
  /** Where the page is when something else is asked. */
  hrefOf: (search: Omit<LineageFilters, 'uri'>) => string
}

/** The lineage of one thing: the nested list first, then the same drawn. A phone shows the list alone. */
export function LineageView(props: LineageViewProps) {
  const { page, asked, most, hrefOf } = props
  const { root, nodes, truncated } = page
  const places = fold(page, { expand: asked.expand })
  const hrefs = hrefsOf(props)
  const drawing = drawingOf(page, places, { hrefs, opened: asked.expand.at(-1) })
  const folded = places.places.length < nodes.length
  return (
    <div className="flex min-w-0 flex-col gap-3">
      <LineageSteps {...{ asked, most, hrefOf }}>
        {plural(nodes.length, 'thing')}
        {folded && ', those alike drawn as one'}
      </LineageSteps>
      {truncated && (
        <Notice kind="warning">
          There is more than can be shown; these are the {plural(nodes.length, 'thing')} nearest to{' '}
          {root.name}. Ask for fewer steps or one direction, or open a thing at the edge and look at
          its lineage from there.
        </Notice>
      )}
      <NoLineage page={page} />
      {nodes.length > 1 && (
        <>
          <div data-lineage-list="">
            <Disclosure summary="As a list">
              <LineageList {...{ page, places, hrefs }} />
            </Disclosure>
          </div>
          <div data-scripted="" className="hidden md:block print:hidden">
            <LineageGraph
              // What is opened or asked anew begins where it is.
              key={hrefOf(asked)}
              drawing={drawing}
              label={`Drawing of the lineage of ${root.name}`}
            />
          </div>
        </>
      )}
    </div>
  )
}

/** A group opens in place, and one step more shows what lies beyond; past the last step, its own lineage does. */
function hrefsOf({ org, asked, most, hrefOf }: LineageViewProps): LineageHrefs {
  const { direction, depth, expand } = asked
  return {
    group: (id) => hrefOf({ ...asked, expand: [...expand, id] }),
    beyond: ({ uri }) =>
      depth < most
        ? hrefOf({ ...asked, depth: depth + 1 })
        : paths.lineage(org, { uri, direction }),
  }
}
