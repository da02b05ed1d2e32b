import type { ReactNode } from 'react'
import { paths, type RunFilters } from '@/lib/paths'
import type { RunItem } from '@/lib/runs/view'
import type { Page } from '@/lib/view'
import { commonMetrics } from './common-metrics'
import { FacetPanel } from './facet-panel'
import { type Facet, facetViews } from './facet-views'
import type { FilterChoice } from './filter-bar'
import { FilteredList } from './filtered-list'
import { ListTools, type Total } from './list-tools'
import { RunTable } from './run-table'

interface RunListProps {
  org: string
  runs: Page<RunItem>
  /** Null while the filter cannot be read. */
  facets: { total: Total; facets: readonly Facet[] } | null
  filters: RunFilters
  /** The address of this list with other filters. */
  addressOf: (filters: RunFilters) => string
  steps: readonly string[]
  people: readonly { id: string; name: string }[]
  /** To choose from; leave them out where the list is of one project. */
  projects?: readonly { slug: string; name: string }[]
  /** What to say where nothing ever ran. */
  none: ReactNode
  now: Date
}

/** Runs with the figures that most of them report, narrowed as the address says. */
export function RunList(props: RunListProps) {
  const { org, runs, facets, filters, addressOf, steps, people, projects, none, now } = props
  const { items, nextCursor } = runs
  const { cursor: _, ...first } = filters
  const narrower = facetViews(facets?.facets ?? [], filters.q, (q) => addressOf({ ...first, q }))
  const metricKeys = commonMetrics(
    items.map(({ summary }) => summary),
    2,
  )
  const values = { ...filters, group: filters.group === undefined ? undefined : `${filters.group}` }
  return (
    <FilteredList
      what="runs"
      filters={values}
      addressOf={addressOf}
      language={{
        subject: 'runs',
        suggestions: paths.suggestions(org, 'runs'),
        names: metricKeys.map((key) => `metric.${key}`),
      }}
      choices={[
        stateChoice,
        ...some('step', 'Step', 'Any step', named(steps)),
        ...some('project', 'Project', 'Any project', slugged(projects ?? [])),
        ...some('person', 'Started by', 'Anyone', [
          { value: 'me', label: 'Me' },
          ...members(people),
        ]),
        ...some('tag', 'Tag', 'Any tag', named(filters.tag ? [filters.tag] : [])),
        ...some('group', 'Task or pipeline', 'Any', named(values.group ? [values.group] : [])),
        alertChoice,
      ]}
      dates={days}
      nextCursor={nextCursor}
      tools={facets && <ListTools what="runs" total={facets.total} />}
      aside={
        narrower.length > 0 && (
          <FacetPanel what="runs" facets={narrower} more={facets?.total.more ?? false} />
        )
      }
      none={none}
    >
      {items.length > 0 && (
        <RunTable
          org={org}
          runs={items}
          now={now}
          metricKeys={metricKeys}
          sorting={{
            sort: filters.sort ?? '-created',
            hrefOf: (sort) => addressOf({ ...first, sort }),
          }}
          withProject={projects !== undefined}
          tagHref={(tag) => addressOf({ ...filters, tag, cursor: undefined })}
        />
      )}
    </FilteredList>
  )
}

type Options = FilterChoice['options']

/** A choice, where there is something to choose from. */
function some(name: string, label: string, any: string, options: Options): FilterChoice[] {
  return options.length > 0 ? [{ name, label, any, options }] : []
}

const named = (values: readonly string[]): Options =>
  values.map((value) => ({ value, label: value }))
const slugged = (projects: readonly { slug: string; name: string }[]): Options =>
  projects.map(({ slug, name }) => ({ value: slug, label: name }))
const members = (people: readonly { id: string; name: string }[]): Options =>
  people.map(({ id, name }) => ({ value: id, label: name }))

const days = [
  { name: 'since', label: 'From' },
  { name: 'until', label: 'to' },
]

const alertChoice: FilterChoice = {
  name: 'alerts',
  label: 'Alerts',
  any: 'With and without alerts',
  options: [{ value: 'true', label: 'With alerts' }],
}

/** How a run may stand, to choose from. */
export const stateChoice: FilterChoice = {
  name: 'state',
  label: 'State',
  any: 'Any state',
  options: [
    { value: 'running', label: 'Running' },
    { value: 'completed', label: 'Completed' },
    { value: 'error', label: 'Error' },
    { value: 'stopped', label: 'Stopped' },
    { value: 'queued', label: 'Queued' },
  ],
}
