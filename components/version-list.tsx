import type { ReactNode } from 'react'
import { type ColumnRef, columnsText } from '@/lib/columns/columns'
import type { VersionCells } from '@/lib/inventory/version-cells'
import type { Meanings } from '@/lib/metrics/direction'
import { paths, type VersionFilters, type VersionsOf } from '@/lib/paths'
import type { VersionItem } from '@/lib/versions/view'
import type { Page } from '@/lib/view'
import { archivedChoice } from './archived-choice'
import { ColumnChooser } from './column-chooser'
import { FacetPanel } from './facet-panel'
import { type Facet, facetViews } from './facet-views'
import type { FilterChoice } from './filter-bar'
import { FilteredList } from './filtered-list'
import type { KeptColumns } from './keep-columns'
import { countWords, ListTools, type Total } from './list-tools'
import { SelectionBar } from './selection-bar'
import { VersionTable } from './version-table'

/** What a page of versions shows, as the queries answer it. */
export interface VersionsView {
  versions: Page<VersionItem>
  facets: { total: Total; facets: readonly Facet[] } | null
  columns: readonly ColumnRef[]
  /** Metrics that could be columns, the commonest first. */
  metrics: readonly string[]
  cells: VersionCells
  meanings: Meanings
  /** What else is to hold these rows: the counts, the CSV, what is done with all of them. */
  whole: VersionsOf
}

interface VersionListProps extends VersionsView {
  org: string
  filters: Pick<VersionFilters, keyof VersionFilters>
  /** The address of this list with other filters. */
  addressOf: (filters: VersionFilters) => string
  kept: KeptColumns
  /** All are of one model, which needs no naming. */
  ofModel?: boolean
  /** The order of who asks for none. */
  usualSort: string
  /** What to say where there is no version at all. */
  none: ReactNode
  now: Date
}

/** Versions, of one model or of all, with their filters, what is among them, and the columns that were chosen. */
export function VersionList(props: VersionListProps) {
  const { org, versions, filters, addressOf, facets, columns, cells, whole, kept, now } = props
  const { cursor: _, ...first } = filters
  const narrower = facetViews(other(facets?.facets, props.ofModel), filters.q, (q) =>
    addressOf({ ...first, q }),
  )
  const { items, nextCursor } = versions
  const named = (kind: 'metric' | 'param', keys: readonly string[]) =>
    keys.map((key): ColumnRef => ({ kind, key }))
  return (
    <FilteredList
      what="versions"
      filters={{ ...filters }}
      addressOf={addressOf}
      language={{
        subject: 'versions',
        suggestions: paths.suggestions(org, 'versions'),
        names: [
          ...props.metrics.map((key) => `metric.${key}`),
          ...cells.offered.map((key) => `param.${key}`),
        ],
      }}
      choices={props.ofModel ? [stateChoice, archivedChoice] : [archivedChoice]}
      nextCursor={nextCursor}
      tools={
        <ListTools
          what="versions"
          total={facets?.total ?? null}
          csvHref={paths.versionsCsv(org, {
            ...whole,
            sort: filters.sort,
            columns: columnsText(columns) || 'name',
          })}
        >
          <ColumnChooser
            subject="versions"
            columns={columns}
            offered={[...named('metric', props.metrics), ...named('param', cells.offered)]}
            {...kept}
            action={addressOf({})}
            rest={{ ...first, columns: undefined }}
            hrefOf={(columns) => addressOf({ ...first, columns })}
          />
        </ListTools>
      }
      aside={
        narrower.length > 0 && (
          <FacetPanel what="versions" facets={narrower} more={facets?.total.more ?? false} />
        )
      }
      none={props.none}
    >
      {items.length > 0 && (
        <div className="flex flex-col gap-3">
          <VersionTable
            org={org}
            versions={items}
            columns={columns}
            params={cells.params}
            datasets={cells.datasets}
            meanings={props.meanings}
            withModel={!props.ofModel}
            latest={cells.latest}
            selectable
            sorting={{
              sort: filters.sort ?? props.usualSort,
              hrefOf: (sort) => addressOf({ ...first, sort }),
            }}
            now={now}
          />
          <SelectionBar
            org={org}
            whole={whole}
            matching={facets ? countWords(facets.total) : undefined}
          />
        </div>
      )}
    </FilteredList>
  )
}

/** What all versions of one model have in common narrows nothing. */
function other(facets: readonly Facet[] = [], ofModel = false): readonly Facet[] {
  return ofModel ? facets.filter(({ key }) => key !== 'model' && key !== 'project') : facets
}

const stateChoice: FilterChoice = {
  name: 'state',
  label: 'State',
  any: 'Any state',
  options: [
    { value: 'pending', label: 'Pending' },
    { value: 'approved', label: 'Approved' },
    { value: 'rejected', label: 'Rejected' },
  ],
}
