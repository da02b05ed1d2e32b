import type { ReactNode } from 'react'
import { type ColumnRef, columnsText } from '@/lib/columns/columns'
import type { ModelCells } from '@/lib/inventory/model-cells'
import type { Meanings } from '@/lib/metrics/direction'
import type { Model } from '@/lib/models/view'
import { type ModelFilters, paths } from '@/lib/paths'
import type { Page } from '@/lib/view'
import { archivedChoice } from './archived-choice'
import { ColumnChooser } from './column-chooser'
import { FacetPanel } from './facet-panel'
import { type Facet, facetViews } from './facet-views'
import type { FilterChoice } from './filter-bar'
import { FilteredList } from './filtered-list'
import type { KeptColumns } from './keep-columns'
import { ListTools, type Total } from './list-tools'
import { ModelTable } from './model-table'
import { projectChoices } from './project-choices'

/** What a page of the inventory shows, as the queries answer it. */
export interface InventoryView {
  models: Page<Model>
  facets: { total: Total; facets: readonly Facet[] } | null
  columns: readonly ColumnRef[]
  cells: ModelCells
  meanings: Meanings
  fields: readonly { key: string; label: string }[]
}

interface ModelInventoryProps extends InventoryView {
  org: string
  filters: Pick<ModelFilters, keyof ModelFilters>
  /** The address of this list with other filters. */
  addressOf: (filters: ModelFilters) => string
  /** The project that all of them belong to. */
  project?: string
  /** To choose from; leave them out where the list is of one project. */
  projects?: readonly { slug: string; name: string }[]
  kept: KeptColumns
  /** What to say where there is no model at all. */
  none: ReactNode
  now: Date
}

/** Models with their filters, what is among them, and the columns that were chosen. */
export function ModelInventory(props: ModelInventoryProps) {
  const {
    org,
    models,
    filters,
    addressOf,
    project,
    projects = [],
    facets,
    cells,
    none,
    now,
  } = props
  const { columns, fields, kept } = props
  const { cursor: _, ...first } = filters
  const narrower = facetViews(other(facets?.facets, project), filters.q, (q) =>
    addressOf({ ...first, q }),
  )
  const fieldLabels = Object.fromEntries(fields.map(({ key, label }) => [key, label]))
  return (
    <FilteredList
      what="models"
      filters={{ ...filters }}
      addressOf={addressOf}
      language={{
        subject: 'models',
        suggestions: paths.suggestions(org, 'models'),
        names: cells.offered.map((key) => `metric.${key}`),
      }}
      choices={[
        matchChoice,
        // The filter asks for states; an address may do so besides.
        ...(filters.state ? [newestState] : []),
        ...projectChoices(projects),
        archivedChoice,
      ]}
      nextCursor={models.nextCursor}
      tools={
        <ListTools
          what="models"
          total={facets?.total ?? null}
          csvHref={paths.modelsCsv(org, {
            ...first,
            ...(project ? { project } : {}),
            columns: columnsText(columns) || 'name',
          })}
        >
          <ColumnChooser
            subject="models"
            columns={columns}
            offered={[
              ...cells.offered.map((key): ColumnRef => ({ kind: 'metric', key })),
              ...fields.map(({ key }): ColumnRef => ({ kind: 'field', key })),
            ]}
            fieldLabels={fieldLabels}
            {...kept}
            action={addressOf({})}
            rest={{ ...first, columns: undefined }}
            hrefOf={(columns) => addressOf({ ...first, columns })}
          />
        </ListTools>
      }
      aside={
        narrower.length > 0 && (
          <FacetPanel what="models" facets={narrower} more={facets?.total.more ?? false} />
        )
      }
      none={none}
    >
      {models.items.length > 0 && (
        <ModelTable
          org={org}
          models={models.items}
          columns={columns}
          metrics={cells.metrics}
          fieldLabels={fieldLabels}
          meanings={props.meanings}
          saysNewest={filters.match === 'any'}
          sorting={{
            sort: filters.sort ?? '-updated',
            hrefOf: (sort) => addressOf({ ...first, sort }),
          }}
          now={now}
        />
      )}
    </FilteredList>
  )
}

/** What all models of one project have in common narrows nothing. */
function other(facets: readonly Facet[] = [], project?: string): readonly Facet[] {
  return project ? facets.filter(({ key }) => key !== 'project') : facets
}

const matchChoice: FilterChoice = {
  name: 'match',
  label: 'Matched by',
  any: 'By the newest version',
  options: [
    { value: 'approved', label: 'By the approved version' },
    { value: 'any', label: 'By any version' },
  ],
}

const newestState: FilterChoice = {
  name: 'state',
  label: 'Newest version',
  any: 'Any newest version',
  options: [
    { value: 'pending', label: 'Pending' },
    { value: 'approved', label: 'Approved' },
    { value: 'rejected', label: 'Rejected' },
  ],
}
